#include "protocols/consensus/directed/exact.hpp"

#include <algorithm>

#include "protocols/consensus/directed/conditions.hpp"

namespace parley::directed {
namespace {

constexpr Pairs kZeros = 0x55555555;  // pairs with value 0

std::uint64_t mixed_in(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 29);
}

// A node of the algorithm; faulty ones have one as well, which the adversary makes use of.
struct ExactNode {
  Pairs accepted = 0;
  Chains fresh = {};                           // accepted in this round
  Chains to_send = {};                         // accepted in the round before, with the own signature
  Nodes reported = 0;                          // whose set is here
  std::array<Pairs, kMostRunNodes> sets = {};  // by signer
  Reports reports = {};                        // first of each signer, as they came
  std::size_t forwarded = 0;                   // so many of them
  Reports reports_to_send = {};
  std::uint64_t received = 0;
};

std::string words_of(const Chain& chain) {
  std::string text = "(" + std::to_string(chain.origin()) + "," + (chain.value() ? "1" : "0") + ") signed";
  for (std::uint32_t i = 0; i < chain.length(); ++i) text += " " + std::to_string(chain.signer(i));
  return text;
}

class ExactRun {
 public:
  ExactRun(const ExactInstance& instance, const ExactSetting& setting, Adversary& adversary,
           std::vector<std::string>* log)
      : graph_(instance.graph),
        instance_(instance),
        setting_(setting),
        adversary_(adversary),
        log_(log),
        faulty_keys_(setting.faulty),
        stage_{graph_, 0, setting.faulty, faulty_keys_, overheard_, overheard_reports_} {}

  ExactOutcome operator()() {
    start();
    const std::uint32_t n = graph_.size();
    for (stage_.round = 1; stage_.round <= n; ++stage_.round) chain_round();
    for (Node v = 0; v < n; ++v) take_report(v, SignedPairs(key_of(v), nodes_[v].accepted));
    for (; stage_.round <= 2 * n; ++stage_.round) report_round();
    return outcome();
  }

 private:
  bool is_faulty(Node v) const { return contains(setting_.faulty, v); }
  Key key_of(Node v) const { return is_faulty(v) ? faulty_keys_.key(v) : KeyRing(only(v)).key(v); }

  void start() {
    for (Node v = 0; v < graph_.size(); ++v) {
      const Chain own = Chain::start(key_of(v), contains(setting_.inputs, v));
      nodes_[v].accepted = Pairs{1} << own.pair();
      nodes_[v].to_send.push_back(own);
    }
  }

  void show_state() {
    for (Node v = 0; v < graph_.size(); ++v) {
      stage_.accepted[v] = nodes_[v].accepted;
      stage_.reported[v] = nodes_[v].reported;
    }
  }

  void chain_round() {
    show_state();
    for (Node from = 0; from < graph_.size(); ++from)
      for_each_node(graph_.out(from), [&](Node to) {
        if (!is_faulty(from)) return deliver_chains(from, to, nodes_[from].to_send);
        Chains sent = nodes_[from].to_send;
        if (!is_faulty(to)) adversary_.send_chains(stage_, from, to, sent);
        log_chains(from, to, sent);
        deliver_chains(from, to, sent);
      });
    overheard_.insert(overheard_.end(), just_overheard_.begin(), just_overheard_.end());
    just_overheard_.clear();
    for (Node v = 0; v < graph_.size(); ++v) {
      ExactNode& node = nodes_[v];
      node.to_send.clear();
      for (const Chain& chain : node.fresh)
        if (!chain.signed_by(v)) node.to_send.push_back(chain.extended(key_of(v)));
      node.fresh.clear();
    }
  }

  void deliver_chains(Node from, Node to, const Chains& sent) {
    if (is_faulty(to) && !is_faulty(from)) just_overheard_.insert(just_overheard_.end(), sent.begin(), sent.end());
    if (is_faulty(to) && !adversary_.hears(to, from)) return;
    for (const Chain& chain : sent) {
      ExactNode& node = nodes_[to];
      node.received = mixed_in(node.received, (std::uint64_t{chain.signers()} << 32) | (chain.pair() << 16) |
                                                  (stage_.round << 8) | (from << 4) | (chain.length() - 1));
      // In round r: exactly r distinct signers, the origin first.
      const bool in_time = chain.length() == stage_.round || setting_.mutant == Mutant::any_chain_length;
      const Pairs pair = Pairs{1} << chain.pair();
      if (!in_time || (node.accepted & pair) != 0) continue;
      node.accepted |= pair;
      node.fresh.push_back(chain);
    }
  }

  void report_round() {
    show_state();
    for (Node v = 0; v < graph_.size(); ++v) {
      ExactNode& node = nodes_[v];
      node.reports_to_send.clear();
      for (; node.forwarded < node.reports.size(); ++node.forwarded)
        node.reports_to_send.push_back(node.reports[node.forwarded]);
    }
    for (Node from = 0; from < graph_.size(); ++from)
      for_each_node(graph_.out(from), [&](Node to) {
        if (!is_faulty(from)) return deliver_reports(from, to, nodes_[from].reports_to_send);
        Reports sent = nodes_[from].reports_to_send;
        if (!is_faulty(to)) adversary_.send_reports(stage_, from, to, sent);
        log_reports(from, to, sent);
        deliver_reports(from, to, sent);
      });
  }

  void deliver_reports(Node from, Node to, const Reports& sent) {
    for (const SignedPairs& report : sent) {
      if (is_faulty(to) && !is_faulty(from)) overhear(report);
      if (is_faulty(to) && !adversary_.hears(to, from)) continue;
      nodes_[to].received = mixed_in(nodes_[to].received, (std::uint64_t{report.pairs()} << 32) |
                                                              (report.signer() << 16) | (stage_.round << 8) | from);
      take_report(to, report);
    }
  }

  void take_report(Node v, const SignedPairs& report) {
    ExactNode& node = nodes_[v];
    if (contains(node.reported, report.signer())) return;
    node.reported |= only(report.signer());
    node.sets[report.signer()] = report.pairs();
    node.reports.push_back(report);
  }

  void overhear(const SignedPairs& report) {
    for (const SignedPairs& known : overheard_reports_)
      if (known.signer() == report.signer()) return;
    overheard_reports_.push_back(report);
  }

  // The inclusion-smallest X with which some |F| <= f is consistent.
  Pairs set_to_vote_on(const ExactNode& node) const {
    if (setting_.mutant == Mutant::own_set) return node.accepted;
    const bool largest = setting_.mutant == Mutant::largest_set;
    Pairs best = node.accepted;
    bool any = false;
    for (const Nodes source : instance_.sources) {
      if ((source & ~node.reported) != 0) continue;
      const Pairs set = node.sets[lowest(source)];
      bool consistent = true;
      for_each_node(source, [&](Node v) { consistent = consistent && node.sets[v] == set; });
      const bool fewer = size_of(set) < size_of(best) || (size_of(set) == size_of(best) && set < best);
      if (consistent && (!any || (set != best && fewer != largest))) best = set;
      any = any || consistent;
    }
    return best;
  }

  ExactOutcome outcome() const {
    ExactOutcome result = {};
    for (Node v = 0; v < graph_.size(); ++v) {
      const Pairs voted = set_to_vote_on(nodes_[v]);
      result.accepted[v] = nodes_[v].accepted;
      result.voted[v] = voted;
      result.received[v] = nodes_[v].received;
      const Pairs zeros = voted & kZeros;
      const Pairs ones = (voted >> 1) & kZeros;
      const bool one = size_of(ones & ~zeros) > size_of(zeros & ~ones);
      if (one && !is_faulty(v)) result.ones |= only(v);
    }
    return result;
  }

  void log_chains(Node from, Node to, const Chains& sent) {
    if (log_ == nullptr || is_faulty(to)) return;
    std::string line = "round " + std::to_string(stage_.round) + ": faulty " + std::to_string(from) + " sends to " +
                       std::to_string(to) + ":";
    for (const Chain& chain : sent) line += " " + words_of(chain) + ";";
    log_->push_back(sent.empty() ? line + " nothing" : line);
  }
  void log_reports(Node from, Node to, const Reports& sent) {
    if (log_ == nullptr || is_faulty(to) || sent.empty()) return;
    std::string line = "round " + std::to_string(stage_.round) + ": faulty " + std::to_string(from) + " sends to " +
                       std::to_string(to) + ":";
    for (const SignedPairs& report : sent)
      line += " set of " + std::to_string(report.signer()) + " " + to_string_of_pairs(report.pairs()) + ";";
    log_->push_back(line);
  }

  const Digraph& graph_;
  const ExactInstance& instance_;
  const ExactSetting& setting_;
  Adversary& adversary_;
  std::vector<std::string>* log_;
  KeyRing faulty_keys_;
  std::vector<Chain> overheard_ = {};
  std::vector<Chain> just_overheard_ = {};
  Reports overheard_reports_ = {};
  Stage stage_;
  std::array<ExactNode, kMostRunNodes> nodes_ = {};
};

}  // namespace

ExactInstance::ExactInstance(const Digraph& g, std::uint32_t faults) : graph(g), f(faults) {
  for (const Nodes removed : sets_up_to(g.size(), faults))
    if (const Nodes found = source(g, removed); found != 0) sources.push_back(found);
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
}

ExactOutcome run_exact(const ExactInstance& instance, const ExactSetting& setting, Adversary& adversary,
                       std::vector<std::string>* log) {
  return ExactRun(instance, setting, adversary, log)();
}

Broken judge(const ExactInstance& instance, const ExactSetting& setting, const ExactOutcome& outcome) {
  const Nodes correct = instance.graph.nodes() & ~setting.faulty;
  if (correct == 0) return Broken::kNothing;
  if (outcome.ones != 0 && outcome.ones != correct) return Broken::kAgreement;
  const Nodes with_that_input = outcome.ones != 0 ? setting.inputs & correct : ~setting.inputs & correct;
  return with_that_input == 0 ? Broken::kValidity : Broken::kNothing;
}

std::string to_string_of_pairs(Pairs pairs) {
  std::string text;
  for_each_node(pairs, [&](std::uint32_t pair) {
    text += (text.empty() ? "(" : ", (") + std::to_string(pair / 2) + "," + std::to_string(pair % 2) + ")";
  });
  return "{" + text + "}";
}

}  // namespace parley::directed
