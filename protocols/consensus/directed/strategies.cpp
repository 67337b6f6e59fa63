#include "protocols/consensus/directed/strategies.hpp"

#include <algorithm>
#include <optional>

namespace parley::directed {
namespace {

// The chain with signatures of faulty nodes until it has `length`, `last` being the last if it can.
std::optional<Chain> lengthened(const Stage& stage, Chain chain, std::uint32_t length, Node last) {
  if (chain.length() > length) return std::nullopt;
  Nodes able = stage.faulty & ~chain.signers();
  if (chain.length() + size_of(able) < length) return std::nullopt;
  while (chain.length() < length) {
    Nodes candidates = able;
    if (chain.length() + 1 < length && size_of(able) > 1) candidates &= ~only(last);
    const Node signer = contains(candidates, last) ? last : lowest(candidates);
    chain = chain.extended(stage.keys.key(signer));
    able &= ~only(signer);
  }
  return chain;
}

// A chain for the pair that has exactly `length` signers, if faulty nodes can make one.
std::optional<Chain> chain_for(const Stage& stage, std::uint32_t pair, std::uint32_t length, Node last) {
  const Node origin = pair / 2;
  if (contains(stage.faulty, origin)) {
    const Chain own = Chain::start(stage.keys.key(origin), pair % 2 != 0);
    if (std::optional<Chain> chain = lengthened(stage, own, length, last)) return chain;
  }
  for (const Chain& known : stage.chains)
    if (known.pair() == pair)
      if (std::optional<Chain> chain = lengthened(stage, known, length, last)) return chain;
  return std::nullopt;
}

template <class List, class Predicate>
void drop_if(List& list, Predicate predicate) {
  list.erase(std::remove_if(list.begin(), list.end(), predicate), list.end());
}

class TargetedAdversary : public Adversary {
 public:
  explicit TargetedAdversary(const Deviation& deviation)
      : strategy_(deviation.strategy),
        targets_(targets_of(deviation.variant)),
        option_(static_cast<std::uint32_t>((deviation.variant >> 16) & 3)) {}

  void send_chains(const Stage& stage, Node from, Node to, Chains& sent) override {
    const bool target = contains(targets_, to);
    if (strategy_ == Strategy::late) return send_late(stage, from, to, sent);
    if (!target) return;
    if (strategy_ == Strategy::mute) sent.clear();
    if (strategy_ == Strategy::selective) keep_own(from, sent);
    if (strategy_ == Strategy::equivocate)
      for (Chain& chain : sent)
        if (chain.origin() == from && chain.length() == 1) chain = Chain::start(stage.keys.key(from), !chain.value());
  }

  void send_reports(const Stage& stage, Node from, Node to, Reports& sent) override {
    const bool target = contains(targets_, to);
    if (strategy_ == Strategy::late) {
      const bool last_round = stage.round == 2 * stage.graph.size();
      sent.clear();
      if (last_round && target) sent.assign(stage.reports.begin(), stage.reports.end());
      if (last_round && target) sent.insert(sent.begin(), SignedPairs(stage.keys.key(from), stage.accepted[from]));
      return;
    }
    if (!target) return;
    if (strategy_ == Strategy::mute) sent.clear();
    if (strategy_ == Strategy::selective)
      drop_if(sent, [&](const SignedPairs& report) { return report.signer() != from; });
    if (strategy_ == Strategy::equivocate || strategy_ == Strategy::false_sets)
      for (SignedPairs& report : sent)
        if (report.signer() == from) report = SignedPairs(stage.keys.key(from), false_set(stage, from, report.pairs()));
  }

 private:
  static void keep_own(Node from, Chains& sent) {
    drop_if(sent, [&](const Chain& chain) { return chain.origin() != from; });
  }

  // Own pairs: with the signatures of all faulty nodes in the last round in which these are enough, and once more at
  // the very end of phase 1, where nobody can forward them. The rest is relayed.
  void send_late(const Stage& stage, Node from, Node to, Chains& sent) const {
    drop_if(sent, [&](const Chain& chain) { return contains(stage.faulty, chain.origin()); });
    if (!contains(targets_, to)) return;
    const std::uint32_t together = size_of(stage.faulty);
    if (stage.round != together && stage.round != stage.graph.size()) return;
    for (const bool value : {false, true}) {
      const Chain own = Chain::start(stage.keys.key(from), value);
      const bool input = (stage.accepted[from] >> own.pair() & 1) != 0;
      if (stage.round < stage.graph.size() && !input) continue;
      if (const std::optional<Chain> chain = lengthened(stage, own, std::min(together, stage.round), from))
        sent.push_back(*chain);
    }
  }

  Pairs false_set(const Stage& stage, Node from, Pairs pairs) const {
    const Pairs own = Pairs{3} << (2 * from);
    if (strategy_ == Strategy::equivocate || option_ == 2) return pairs ^ own;
    if (option_ == 0) return 0;
    if (option_ == 1) return all_nodes(2 * stage.graph.size());
    const Pairs others = pairs & ~own;
    return pairs & ~(others & (~others + 1));
  }

  Strategy strategy_;
  Nodes targets_;
  std::uint32_t option_;
};

class RandomAdversary : public Adversary {
 public:
  RandomAdversary(std::uint64_t seed, std::uint64_t stream)
      : choice_(Rng::stream(seed, stream)), free_(choice_, true) {}
  RandomAdversary(const RandomAdversary&) = delete;
  RandomAdversary& operator=(const RandomAdversary&) = delete;
  void send_chains(const Stage& stage, Node from, Node to, Chains& sent) override {
    free_.send_chains(stage, from, to, sent);
  }
  void send_reports(const Stage& stage, Node from, Node to, Reports& sent) override {
    free_.send_reports(stage, from, to, sent);
  }

 private:
  RandomChoice choice_;
  FreeAdversary free_;
};

constexpr std::string_view name_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::every:
      return "every strategy";
    case Strategy::honest:
      return "honest";
    case Strategy::mute:
      return "mute towards ";
    case Strategy::equivocate:
      return "the other input towards ";
    case Strategy::selective:
      return "relaying nothing to ";
    case Strategy::late:
      return "as late as possible, and only to ";
    case Strategy::false_sets:
      return "false sets to ";
    case Strategy::random:
      return "random, stream ";
    case Strategy::exhaustive:
      return "whatever can be sent";
  }
  return "honest";
}

}  // namespace

std::uint32_t EveryChoice::choose(std::uint32_t count) {
  if (asked_ == wheels_.size()) wheels_.push_back({0, count});
  return wheels_[asked_++].at;
}

bool EveryChoice::advance() {
  asked_ = 0;
  while (!wheels_.empty()) {
    if (++wheels_.back().at < wheels_.back().count) return true;
    wheels_.pop_back();
  }
  return false;
}

void FreeAdversary::send_chains(const Stage& stage, Node from, Node to, Chains& sent) {
  sent.clear();
  for (std::uint32_t pair = 0; pair < 2 * stage.graph.size(); ++pair) {
    if (((stage.accepted[to] >> pair) & 1) != 0) continue;
    const std::optional<Chain> chain = chain_for(stage, pair, stage.round, from);
    if (chain && chooser_.choose(2) == 1) sent.push_back(*chain);
  }
}

void FreeAdversary::send_reports(const Stage& stage, Node /*from*/, Node to, Reports& sent) {
  sent.clear();
  boost::container::static_vector<Pairs, kMostRunNodes + 2> sets;
  for_each_node(stage.graph.nodes() & ~stage.faulty, [&](Node v) {
    if (std::ranges::find(sets, stage.accepted[v]) == sets.end()) sets.push_back(stage.accepted[v]);
  });
  if (wild_) {
    sets.push_back(sets.front() & (sets.front() - 1));
    sets.push_back(all_nodes(2 * stage.graph.size()) & (chooser_.choose(1U << 16) * 0x10001));
  }
  for_each_node(stage.faulty & ~stage.reported[to], [&](Node signer) {
    const std::uint32_t chosen = chooser_.choose(static_cast<std::uint32_t>(sets.size()) + 1);
    if (chosen > 0) sent.push_back(SignedPairs(stage.keys.key(signer), sets[chosen - 1]));
  });
  for (const SignedPairs& report : stage.reports)
    if (!contains(stage.reported[to], report.signer()) && chooser_.choose(2) == 1) sent.push_back(report);
}

std::vector<Deviation> deviations(const Digraph& graph, Nodes faulty, std::uint32_t random) {
  std::vector<Deviation> all{{Strategy::honest, 0}};
  if (faulty == 0) return all;
  Nodes heard_by = 0;
  for_each_node(faulty, [&](Node b) { heard_by |= graph.out(b) & ~faulty; });
  for (Nodes targets = heard_by; targets != 0; targets = (targets - 1) & heard_by) {
    for (const Strategy strategy :
         {Strategy::mute, Strategy::equivocate, Strategy::selective, Strategy::late, Strategy::false_sets})
      all.push_back({strategy, targets});
    for (std::uint64_t option = 1; option < 4; ++option) all.push_back({Strategy::false_sets, option << 16 | targets});
  }
  for (std::uint32_t stream = 0; stream < random && heard_by != 0; ++stream) all.push_back({Strategy::random, stream});
  return all;
}

std::string words_of(const Deviation& deviation) {
  const std::string name(name_of(deviation.strategy));
  switch (deviation.strategy) {
    case Strategy::every:
    case Strategy::honest:
    case Strategy::exhaustive:
      return name;
    case Strategy::random:
      return name + std::to_string(deviation.variant);
    case Strategy::mute:
    case Strategy::equivocate:
    case Strategy::selective:
    case Strategy::late:
    case Strategy::false_sets:
      return name + to_string_of(targets_of(deviation.variant));
  }
  return name;
}

std::unique_ptr<Adversary> make_adversary(const Deviation& deviation, std::uint64_t seed) {
  if (deviation.strategy == Strategy::random) return std::make_unique<RandomAdversary>(seed, deviation.variant);
  return std::make_unique<TargetedAdversary>(deviation);
}

}  // namespace parley::directed
