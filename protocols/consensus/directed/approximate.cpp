#include "protocols/consensus/directed/approximate.hpp"

#include <algorithm>

#include "protocols/consensus/directed/conditions.hpp"
#include "protocols/core/check.hpp"

namespace parley::directed {
namespace {

constexpr std::uint32_t kNothingHeard = ~std::uint32_t{0};
using ByOrigin = std::array<std::uint32_t, kMostRunNodes>;  // statement, or kNothingHeard

struct Statement {
  Node origin;
  std::uint32_t round;
  bool is_report;
  std::int64_t value;     // of a VAL
  Nodes covers;           // of a REPORT: the origins of its VALs,
  ByOrigin listed;        // and these
  std::uint64_t seen_by;  // actors
};

struct HeardInRound {
  Nodes have_values = 0;
  Nodes have_reports = 0;
  ByOrigin values = {};
  ByOrigin reports = {};
};

struct ActorState {
  std::int64_t value = 0;
  std::uint32_t round = 0;
  bool reported = false;
  std::vector<HeardInRound> heard = {};
};

struct Delivery {
  std::uint32_t statement;
  std::uint32_t to;  // actor
};

struct Extremes {
  Nodes origins = 0;
  std::array<std::int64_t, kMostRunNodes> least = {};
  std::array<std::int64_t, kMostRunNodes> greatest = {};

  void add(Node origin, std::int64_t value) {
    const bool first = !contains(origins, origin);
    origins |= only(origin);
    least[origin] = first ? value : std::min(least[origin], value);
    greatest[origin] = first ? value : std::max(greatest[origin], value);
  }
};

class ApproximateRun {
 public:
  ApproximateRun(const ApproximateInstance& instance, const ApproximateSetting& setting, Rng rng)
      : instance_(instance), setting_(setting), rng_(rng), states_(setting.actors.size()) {
    check(setting.actors.size() <= 64, "at most 64 actors: one word of who has seen a statement");
    outcome_.values.resize(setting.rounds + 1);
  }

  ApproximateOutcome operator()() {
    for (std::uint32_t a = 0; a < states_.size(); ++a) {
      states_[a].value = setting_.actors[a].input;
      states_[a].heard.resize(setting_.rounds);
      note_value(a);
    }
    for (std::uint32_t a = 0; a < states_.size(); ++a) {
      if (setting_.rounds > 0) publish_value(a);
      advance(a);
    }
    while (!fast_.empty() || !slow_.empty()) deliver(draw(fast_.empty() ? slow_ : fast_));
    return std::move(outcome_);
  }

 private:
  bool is_faulty(std::uint32_t a) const { return contains(setting_.faulty, setting_.actors[a].node); }

  Delivery draw(std::vector<Delivery>& pending) {
    std::swap(pending[rng_.below(pending.size())], pending.back());
    const Delivery drawn = pending.back();
    pending.pop_back();
    return drawn;
  }

  bool is_sent(std::uint32_t from, std::uint32_t to) const {
    const Actor& sender = setting_.actors[from];
    const Actor& receiver = setting_.actors[to];
    if (!instance_.graph.has(sender.node, receiver.node)) return false;
    if (is_faulty(from) && is_faulty(to)) return sender.face == receiver.face;
    if (is_faulty(from)) return contains(sender.audience, receiver.node);
    return !is_faulty(to) || contains(receiver.hears, sender.node);
  }

  bool is_slow(Node from, Node to) const {
    return std::ranges::any_of(
        setting_.slow, [&](const SlowLinks& links) { return contains(links.from, from) && contains(links.to, to); });
  }

  void forward(std::uint32_t from, std::uint32_t statement) {
    for (std::uint32_t to = 0; to < states_.size(); ++to) {
      if (((statements_[statement].seen_by >> to) & 1) != 0 || !is_sent(from, to)) continue;
      const bool slow = is_slow(setting_.actors[from].node, setting_.actors[to].node);
      (slow ? slow_ : fast_).push_back({statement, to});
    }
  }

  void deliver(Delivery delivery) {
    ++outcome_.deliveries;
    Statement& statement = statements_[delivery.statement];
    const std::uint64_t receiver = std::uint64_t{1} << delivery.to;
    if ((statement.seen_by & receiver) != 0) return;
    statement.seen_by |= receiver;
    take(delivery.to, delivery.statement);
    if (setting_.actors[delivery.to].relays) forward(delivery.to, delivery.statement);
    advance(delivery.to);
  }

  void publish(std::uint32_t a, Statement statement) {
    statement.origin = setting_.actors[a].node;
    statement.round = states_[a].round;
    statement.seen_by = std::uint64_t{1} << a;
    statements_.push_back(statement);
    const auto id = static_cast<std::uint32_t>(statements_.size() - 1);
    take(a, id);
    forward(a, id);
  }
  void publish_value(std::uint32_t a) {
    const std::int64_t told = setting_.actors[a].stubborn ? setting_.actors[a].input : states_[a].value;
    publish(a, {0, 0, false, told, 0, {}, 0});
  }

  // Notes the first VAL, and the first valid REPORT, of an origin and round.
  void take(std::uint32_t a, std::uint32_t id) {
    const Statement& statement = statements_[id];
    HeardInRound& heard = states_[a].heard[statement.round];
    Nodes& have = statement.is_report ? heard.have_reports : heard.have_values;
    if (contains(have, statement.origin) || (statement.is_report && !is_valid(statement))) return;
    have |= only(statement.origin);
    (statement.is_report ? heard.reports : heard.values)[statement.origin] = id;
  }
  bool is_valid(const Statement& report) const {
    return std::ranges::any_of(instance_.reaches[report.origin],
                               [&](Nodes needed) { return (needed & ~report.covers) == 0; });
  }

  // The first reach_v(F) inside `have`, or none (0).
  Nodes covered(std::uint32_t a, Nodes have) const {
    for (const Nodes needed : instance_.reaches[setting_.actors[a].node])
      if ((needed & ~have) == 0) return needed;
    return 0;
  }

  void advance(std::uint32_t a) {
    ActorState& state = states_[a];
    while (state.round < setting_.rounds) {
      const HeardInRound& heard = state.heard[state.round];
      if (!state.reported) {
        const Nodes list = covered(a, heard.have_values);
        if (list == 0) return;
        state.reported = true;
        publish(a, {0, 0, true, 0, list, heard.values, 0});
      }
      const Nodes reporters =
          setting_.mutant == Mutant::own_report ? only(setting_.actors[a].node) : covered(a, heard.have_reports);
      if (reporters == 0) return;
      end_round(a, heard, reporters);
    }
  }

  void end_round(std::uint32_t a, const HeardInRound& heard, Nodes reporters) {
    Extremes known = {};
    for_each_node(reporters, [&](Node reporter) {
      const Statement& report = statements_[heard.reports[reporter]];
      for_each_node(report.covers, [&](Node origin) { known.add(origin, statements_[report.listed[origin]].value); });
    });
    states_[a].value = middle(known);
    states_[a].reported = false;
    ++states_[a].round;
    note_value(a);
    if (states_[a].round < setting_.rounds) publish_value(a);
  }

  std::int64_t middle(const Extremes& known) const {
    std::array<std::int64_t, kMostRunNodes> least = {};
    std::array<std::int64_t, kMostRunNodes> greatest = {};
    std::uint32_t count = 0;
    for_each_node(known.origins, [&](Node origin) {
      least[count] = known.least[origin];
      greatest[count++] = known.greatest[origin];
    });
    // lo = smallest y with >= f+1 origins <= y; hi = largest y with >= f+1 origins >= y; x = (lo + hi) / 2
    const std::uint32_t trim = setting_.mutant == Mutant::untrimmed ? 0 : std::min(instance_.f, count - 1);
    std::sort(least.begin(), least.begin() + count);
    std::sort(greatest.begin(), greatest.begin() + count, std::greater<>());
    return (least[trim] + greatest[trim]) / 2;
  }

  void note_value(std::uint32_t a) {
    if (is_faulty(a)) return;
    const Node node = setting_.actors[a].node;
    outcome_.values[states_[a].round][node] = states_[a].value;
    if (states_[a].round == setting_.rounds) outcome_.finished |= only(node);
  }

  const ApproximateInstance& instance_;
  const ApproximateSetting& setting_;
  Rng rng_;
  std::vector<ActorState> states_;
  std::vector<Statement> statements_ = {};
  std::vector<Delivery> fast_ = {};
  std::vector<Delivery> slow_ = {};
  ApproximateOutcome outcome_ = {};
};

std::vector<Nodes> minimal_reaches(const Digraph& graph, Node v, std::uint32_t f) {
  std::vector<Nodes> all;
  for (const Nodes removed : sets_up_to(graph.size(), f))
    if (!contains(removed, v)) all.push_back(reach(graph, v, removed));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<Nodes> minimal;
  for (const Nodes one : all)
    if (std::ranges::none_of(all, [&](Nodes other) { return other != one && (other & ~one) == 0; }))
      minimal.push_back(one);
  return minimal;
}

struct ValueRange {
  std::int64_t least = 0;
  std::int64_t greatest = 0;
};

ValueRange range_of(const ApproximateOutcome& outcome, Nodes correct, std::size_t round) {
  const auto& values = outcome.values[round];
  ValueRange found{values[lowest(correct)], values[lowest(correct)]};
  for_each_node(correct, [&](Node v) {
    found.least = std::min(found.least, values[v]);
    found.greatest = std::max(found.greatest, values[v]);
  });
  return found;
}

}  // namespace

ApproximateInstance::ApproximateInstance(const Digraph& g, std::uint32_t faults) : graph(g), f(faults) {
  for (Node v = 0; v < g.size(); ++v) reaches[v] = minimal_reaches(g, v, faults);
}

ApproximateOutcome run_approximate(const ApproximateInstance& instance, const ApproximateSetting& setting, Rng rng) {
  return ApproximateRun(instance, setting, rng)();
}

std::int64_t range(const ApproximateOutcome& outcome, Nodes correct, std::size_t round) {
  const ValueRange found = range_of(outcome, correct, round);
  return found.greatest - found.least;
}

Miss judge(const ApproximateInstance& instance, const ApproximateSetting& setting, const ApproximateOutcome& outcome,
           std::int64_t most_apart) {
  const Nodes correct = instance.graph.nodes() & ~setting.faulty;
  if (correct == 0) return Miss::kNothing;
  if (outcome.finished != correct) return Miss::kTermination;
  const ValueRange inputs = range_of(outcome, correct, 0);
  const ValueRange outputs = range_of(outcome, correct, setting.rounds);
  if (outputs.least < inputs.least || outputs.greatest > inputs.greatest) return Miss::kValidity;
  if (outputs.greatest - outputs.least > most_apart) return Miss::kAgreement;
  for (std::size_t round = 0; round < setting.rounds; ++round)
    if (2 * range(outcome, correct, round + 1) > range(outcome, correct, round)) return Miss::kHalving;
  return Miss::kNothing;
}

}  // namespace parley::directed
