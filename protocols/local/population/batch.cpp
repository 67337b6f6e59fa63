#include "protocols/local/population/batch.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include "protocols/local/population/sampling.hpp"

namespace parley::population {
namespace {

class Batches {
 public:
  Batches(Rng& rng, const PairTable& table, Counts& counts)
      : rng_(rng),
        table_(table),
        fresh_(counts),
        n_(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0})),
        used_(counts.size(), 0),
        initiators_(counts.size(), 0),
        responders_(counts.size(), 0),
        partners_(counts.size(), 0) {}

  // At most `budget` interactions, at least one; returns how many.
  std::uint64_t run(std::uint64_t budget) {
    const std::uint64_t length = draw_run_length(rng_, n_);
    const std::uint64_t independent = std::min(length, budget);
    meet(independent);
    const bool collides = length < budget;
    if (collides) collide(2 * length);
    for (std::size_t state = 0; state < fresh_.size(); ++state) {
      fresh_[state] += used_[state];
      used_[state] = 0;
    }
    return independent + (collides ? 1 : 0);
  }

 private:
  void take(std::uint64_t total, std::uint64_t draws, std::span<std::uint64_t> taken) {
    draw_kinds(rng_, fresh_, total, draws, taken);
    for (std::size_t state = 0; state < fresh_.size(); ++state) fresh_[state] -= taken[state];
  }

  // `pairs` interactions between agents all different: initiators, then responders, then who meets whom.
  void meet(std::uint64_t pairs) {
    take(n_, pairs, initiators_);
    take(n_ - pairs, pairs, responders_);
    std::uint64_t left = pairs;
    for (std::size_t p = 0; p < fresh_.size(); ++p) {
      if (initiators_[p] == 0) continue;
      draw_kinds(rng_, responders_, left, initiators_[p], partners_);
      left -= initiators_[p];
      for (std::size_t q = 0; q < fresh_.size(); ++q) {
        responders_[q] -= partners_[q];
        used_[table_.of(p, q).initiator] += partners_[q];
        used_[table_.of(p, q).responder] += partners_[q];
      }
    }
  }

  // One interaction with at least one of the `touched` agents, uniform among all such ordered pairs.
  void collide(std::uint64_t touched) {
    const std::uint64_t untouched = n_ - touched;
    const std::uint64_t mixed = touched * untouched;
    const std::uint64_t kind = rng_.below(touched * (touched - 1) + 2 * mixed);
    Counts& of_initiator = kind < mixed ? fresh_ : used_;
    Counts& of_responder = kind >= mixed && kind < 2 * mixed ? fresh_ : used_;
    const std::size_t p = pick(of_initiator);
    const std::size_t q = pick(of_responder);
    ++used_[table_.of(p, q).initiator];
    ++used_[table_.of(p, q).responder];
  }

  // Takes out one agent.
  std::size_t pick(Counts& from) {
    std::uint64_t place = rng_.below(std::accumulate(from.begin(), from.end(), std::uint64_t{0}));
    std::size_t state = 0;
    for (; place >= from[state]; ++state) place -= from[state];
    --from[state];
    return state;
  }

  Rng& rng_;
  const PairTable& table_;
  Counts& fresh_;  // of agents that were in no interaction of this batch
  std::uint64_t n_;
  Counts used_;
  Counts initiators_;
  Counts responders_;
  Counts partners_;
};

}  // namespace

PairTable pair_table(const Protocol& protocol) {
  PairTable table{.states = protocol.states()};
  for (State p = 0; p < table.states; ++p)
    for (State q = 0; q < table.states; ++q) table.outcomes.push_back({p, q});
  for (const Transition& t : protocol.transitions)
    table.outcomes[t.initiator * table.states + t.responder] = {t.next_initiator, t.next_responder};
  return table;
}

void simulate_plainly(Rng& rng, const PairTable& table, Counts& counts, std::uint64_t interactions) {
  std::vector<State> agents;
  for (std::size_t state = 0; state < counts.size(); ++state)
    agents.insert(agents.end(), counts[state], static_cast<State>(state));
  for (std::uint64_t done = 0; done < interactions; ++done) {
    const std::size_t i = rng.below(agents.size());
    std::size_t j = rng.below(agents.size() - 1);
    j += j >= i ? 1 : 0;
    const Outcome& outcome = table.of(agents[i], agents[j]);
    agents[i] = outcome.initiator;
    agents[j] = outcome.responder;
  }
  std::fill(counts.begin(), counts.end(), 0);
  for (const State state : agents) ++counts[state];
}

std::uint64_t simulate_batches(Rng& rng, const PairTable& table, Counts& counts, std::uint64_t interactions,
                               const StudyConditions& conditions) {
  Batches batches(rng, table, counts);
  std::uint64_t done = 0;
  while (done < interactions && !conditions.is_stopped()) done += batches.run(interactions - done);
  return done;
}

}  // namespace parley::population
