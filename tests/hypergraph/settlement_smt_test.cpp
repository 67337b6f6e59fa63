// What the contract pays, as a formula over unbounded amounts: Z3 shows for every shape of up to four leaves and three
// parties that a close neither owes more than the deposits nor takes from an honest party what it accepted; without a
// safeguard it finds the amounts that do. The formula is held against the code that it speaks of.
#include <array>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>
#include <z3++.h>

#include "protocols/channels/hypergraph/edge_state.hpp"
#include "protocols/core/random.hpp"

namespace parley::hypergraph {
namespace {

constexpr std::uint32_t kParties = 3;
constexpr std::uint32_t kLeaves = 4;

// A close: leaves in an order in which the past comes first, a root that was certified, what was posted in all.
class Settlement {
 public:
  Settlement(z3::context& z3, Rule rule) : z3_(z3), rule_(rule) {
    for (std::uint32_t party = 0; party < kParties; ++party) {
      opening.push_back(z3.int_const(("opening" + std::to_string(party)).c_str()));
      proved.push_back(z3.int_const(("proved" + std::to_string(party)).c_str()));
    }
    for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf) {
      const std::string number = std::to_string(leaf);
      proposer.push_back(z3.int_const(("proposer" + number).c_str()));
      to.push_back(z3.int_const(("to" + number).c_str()));
      amount.push_back(z3.int_const(("amount" + number).c_str()));
      rooted.push_back(z3.bool_const(("rooted" + number).c_str()));
      posted.push_back(z3.bool_const(("posted" + number).c_str()));
      past.emplace_back();
      for (std::uint32_t before = 0; before < leaf; ++before)
        past.back().push_back(z3.bool_const(("past" + number + "_" + std::to_string(before)).c_str()));
    }
    for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf) counting.push_back(counts(leaf));
  }

  std::vector<z3::expr> opening, proved;  // by party; proved: the sequence number of a fork proved besides, 0: none
  std::vector<z3::expr> proposer, to, amount, rooted, posted;
  std::vector<std::vector<z3::expr>> past;
  std::vector<z3::expr> counting;

  // Invariants of leaves and pasts, of the root (closed, and funded: its signers looked) and of what is posted.
  z3::expr is_possible() const {
    z3::expr all = z3_.bool_val(true);
    for (std::uint32_t party = 0; party < kParties; ++party)
      all = all && opening[party] >= 0 && proved[party] >= 0 && balance(party, rooted) >= 0;
    for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf) {
      all = all && proposer[leaf] >= 0 && proposer[leaf] < int(kParties) && to[leaf] >= 0 && to[leaf] < int(kParties);
      all = all && proposer[leaf] != to[leaf] && amount[leaf] > 0 && implies(rooted[leaf], posted[leaf]);
      for (std::uint32_t before = 0; before < leaf; ++before) {
        all = all && implies(past[leaf][before] && rooted[leaf], rooted[before]);
        all = all && implies(past[leaf][before] && posted[leaf], posted[before]);
        for (std::uint32_t first = 0; first < before; ++first)
          all = all && implies(past[leaf][before] && past[before][first], past[leaf][first]);
      }
    }
    return all;
  }

  z3::expr balance(const z3::expr& party, const std::vector<z3::expr>& set) const {
    z3::expr sum = opening[0];
    for (std::uint32_t other = 1; other < kParties; ++other) sum = ite(party == int(other), opening[other], sum);
    for (std::uint32_t leaf = 0; leaf < set.size(); ++leaf) {
      sum = sum - ite(set[leaf] && proposer[leaf] == party, amount[leaf], z3_.int_val(0));
      sum = sum + ite(set[leaf] && to[leaf] == party, amount[leaf], z3_.int_val(0));
    }
    return sum;
  }
  z3::expr balance(std::uint32_t party, const std::vector<z3::expr>& set) const {
    return balance(z3_.int_val(party), set);
  }

 private:
  z3::expr sequence(std::uint32_t leaf) const {
    z3::expr number = z3_.int_val(1);
    for (std::uint32_t before = 0; before < leaf; ++before)
      number = number + ite(past[leaf][before] && proposer[before] == proposer[leaf], z3_.int_val(1), z3_.int_val(0));
    return number;
  }

  // A fork of the proposer among what is posted, at or before this leaf's number, or one that was proved besides.
  z3::expr is_frozen(std::uint32_t leaf) const {
    z3::expr frozen = z3_.bool_val(false);
    if (rule_ == Rule::no_fork_proof) return frozen;
    for (std::uint32_t one = 0; one < kLeaves; ++one)
      for (std::uint32_t other = 0; other < one; ++other)
        frozen = frozen || (posted[one] && posted[other] && proposer[one] == proposer[leaf] &&
                            proposer[other] == proposer[leaf] && sequence(one) == sequence(other) &&
                            sequence(one) <= sequence(leaf));
    for (std::uint32_t party = 0; party < kParties; ++party)
      frozen = frozen || (proposer[leaf] == int(party) && proved[party] > 0 && sequence(leaf) >= proved[party]);
    return frozen;
  }

  // REQUIRES: `counting` has all leaves before it.
  z3::expr counts(std::uint32_t leaf) const {
    z3::expr stands = !is_frozen(leaf);
    if (rule_ != Rule::consent_unchecked) stands = stands && balance(proposer[leaf], past[leaf]) >= amount[leaf];
    for (std::uint32_t before = 0; before < leaf; ++before)
      stands = stands && implies(past[leaf][before], counting[before]);
    return posted[leaf] && (rule_ == Rule::fork_voids_rooted ? stands : rooted[leaf] || stands);
  }

  z3::context& z3_;
  Rule rule_;
};

z3::expr owes_too_much(const Settlement& close) {
  z3::expr found = close.balance(0U, close.counting) < 0;
  for (std::uint32_t party = 1; party < kParties; ++party) found = found || close.balance(party, close.counting) < 0;
  return found;
}

// Party 0 is honest. Its certificate, a part of the root that the contract takes unless older ones win, covers what it
// accepted; with accept_unrooted it trusts whatever was posted.
z3::expr honest_loses(z3::context& z3, Rule rule, const Settlement& close) {
  z3::expr premise = z3.bool_val(true);
  z3::expr right = close.opening[0];
  for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf) {
    const z3::expr accepted = z3.bool_const(("accepted" + std::to_string(leaf)).c_str());
    if (rule != Rule::old_root_wins)
      premise = premise && implies(accepted, rule == Rule::accept_unrooted ? close.posted[leaf] : close.rooted[leaf]);
    right = right - ite(close.proposer[leaf] == 0, close.amount[leaf], z3.int_val(0));
    right = right + ite(accepted && close.to[leaf] == 0, close.amount[leaf], z3.int_val(0));
  }
  return premise && close.balance(0U, close.counting) < right;
}

// The leaves of a model as the state of the explorer.
struct Concrete {
  EdgeCase edge;
  EdgeState state;
  LeafSet root = 0;
  LeafSet posted = 0;
  std::array<std::uint8_t, kMostParties> proved = {};
};

Concrete read(const z3::model& model, const Settlement& close, Rule rule) {
  const auto number = [&](const z3::expr& value) {
    return static_cast<std::uint8_t>(model.eval(value, true).get_numeral_uint());
  };
  const auto truth = [&](const z3::expr& value) { return model.eval(value, true).is_true(); };
  Concrete found;
  found.edge.rule = rule;
  for (std::uint32_t party = 0; party < kParties; ++party) {
    found.edge.opening[party] = number(close.opening[party]);
    found.proved[party] = number(close.proved[party]);
  }
  found.state.count = kLeaves;
  for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf) {
    Leaf& one = found.state.leaves[leaf];
    one = {number(close.proposer[leaf]), number(close.to[leaf]), number(close.amount[leaf]), 0, 0, true};
    for (std::uint32_t before = 0; before < leaf; ++before)
      if (truth(close.past[leaf][before])) one.past = static_cast<LeafSet>(one.past | leaf_bit(before));
    if (truth(close.rooted[leaf])) found.root = static_cast<LeafSet>(found.root | leaf_bit(leaf));
    if (truth(close.posted[leaf])) found.posted = static_cast<LeafSet>(found.posted | leaf_bit(leaf));
  }
  return found;
}

LeafSet counted_by_code(const Concrete& close) {
  const bool checks = close.edge.rule != Rule::consent_unchecked;
  return counting_leaves(close.edge, close.state, close.posted, close.root, checks, close.proved);
}

LeafSet counted_by_formula(const z3::model& model, const Settlement& close) {
  LeafSet set = 0;
  for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf)
    if (model.eval(close.counting[leaf], true).is_true()) set = static_cast<LeafSet>(set | leaf_bit(leaf));
  return set;
}

// Numbers that the explorer's states can hold, for models that are read.
z3::expr is_small(const Settlement& close) {
  z3::expr all = close.opening[0] < 60;
  for (std::uint32_t party = 0; party < kParties; ++party)
    all = all && close.opening[party] < 60 && close.proved[party] < 6;
  for (const z3::expr& amount : close.amount) all = all && amount < 60;
  return all;
}

z3::check_result solve(z3::solver& solver) {
  solver.set("timeout", 60'000U);
  return solver.check();
}

TEST(SettlementFormula, NoCloseOwesMoreThanTheDepositsWhateverTheAmounts) {
  z3::context z3;
  const Settlement close(z3, Rule::sound);
  z3::solver solver(z3);
  solver.add(close.is_possible());
  EXPECT_EQ(solve(solver), z3::sat);  // the premises are not empty
  solver.add(owes_too_much(close));
  EXPECT_EQ(solve(solver), z3::unsat);
}

TEST(SettlementFormula, NoHonestPartyLosesWhateverTheAmounts) {
  z3::context z3;
  const Settlement close(z3, Rule::sound);
  z3::solver solver(z3);
  solver.add(close.is_possible() && honest_loses(z3, Rule::sound, close));
  EXPECT_EQ(solve(solver), z3::unsat);
}

TEST(SettlementFormula, WithoutASafeguardThereAreAmountsThatOverdraw) {
  for (const Rule rule : {Rule::consent_unchecked, Rule::no_fork_proof}) {
    z3::context z3;
    const Settlement close(z3, rule);
    z3::solver solver(z3);
    solver.add(close.is_possible() && is_small(close) && owes_too_much(close));
    ASSERT_EQ(solve(solver), z3::sat) << static_cast<int>(rule);
    const Concrete found = read(solver.get_model(), close, rule);
    bool overdrawn = false;
    for (std::uint32_t party = 0; party < kParties; ++party)
      overdrawn = overdrawn || balance_of(found.edge, found.state, party, counted_by_code(found)) < 0;
    EXPECT_TRUE(overdrawn) << "the code pays what the formula does not";
  }
}

TEST(SettlementFormula, WithoutASafeguardAnHonestPartyLoses) {
  for (const Rule rule : {Rule::accept_unrooted, Rule::old_root_wins, Rule::fork_voids_rooted}) {
    z3::context z3;
    const Settlement close(z3, rule);
    z3::solver solver(z3);
    solver.add(close.is_possible() && honest_loses(z3, rule, close));
    EXPECT_EQ(solve(solver), z3::sat) << static_cast<int>(rule);
  }
}

// On drawn closes, whatever they are, the formula counts the leaves that the code counts.
TEST(SettlementFormula, SaysWhatTheCodeDoes) {
  Rng rng(1);
  for (const Rule rule : {Rule::sound, Rule::consent_unchecked, Rule::no_fork_proof, Rule::fork_voids_rooted}) {
    z3::context z3;
    const Settlement close(z3, rule);
    for (int turn = 0; turn < 10; ++turn) {
      z3::solver solver(z3);
      solver.add(close.is_possible() && is_small(close));
      const auto draw = [&](const z3::expr& value, std::uint64_t bound) {
        solver.push();
        solver.add(value == static_cast<int>(rng.below(bound)));
        if (solve(solver) != z3::sat) solver.pop();  // what is drawn before forbids it
      };
      for (std::uint32_t leaf = 0; leaf < kLeaves; ++leaf) {
        draw(close.proposer[leaf], kParties);
        draw(close.amount[leaf], 9);
        for (const z3::expr& before : close.past[leaf]) draw(ite(before, z3.int_val(1), z3.int_val(0)), 2);
        draw(ite(close.rooted[leaf], z3.int_val(1), z3.int_val(0)), 2);
        draw(ite(close.posted[leaf], z3.int_val(1), z3.int_val(0)), 2);
      }
      for (std::uint32_t party = 0; party < kParties; ++party) {
        draw(close.opening[party], 9);
        draw(close.proved[party], 3);
      }
      ASSERT_EQ(solve(solver), z3::sat);
      const z3::model model = solver.get_model();
      const Concrete drawn = read(model, close, rule);
      EXPECT_EQ(counted_by_formula(model, close), counted_by_code(drawn)) << static_cast<int>(rule) << " " << turn;
    }
  }
}

}  // namespace
}  // namespace parley::hypergraph
