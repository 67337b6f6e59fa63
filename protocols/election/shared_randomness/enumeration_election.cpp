#include "protocols/election/shared_randomness/enumeration_election.hpp"

#include <deque>
#include <map>
#include <tuple>
#include <utility>

#include "protocols/election/shared_randomness/covering.hpp"

namespace parley::shared_randomness {
namespace {

// (number, label, port out, port in) of a neighbour, as far as it is known.
using Neighbour = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
// Greatest first, so that of two views the one with the greatest element that the other lacks is the greater.
using View = std::vector<Neighbour>;
using Strength = std::pair<std::uint32_t, View>;  // label, view
// By number - 1, the strongest that is known; as an index into the strengths of a run.
using Mailbox = std::vector<std::uint32_t>;

struct Message {
  std::uint32_t number = 0;
  std::uint32_t label = 0;
  Mailbox mailbox = {};
};

struct Node {
  std::uint32_t number = 0;
  std::uint32_t label = 0;
  std::vector<Neighbour> heard = {};  // by port; number 0: nothing yet
  Mailbox mailbox = {};
};

class EnumerationPhase {
 public:
  EnumerationPhase(const Network& network, const std::vector<std::uint32_t>& labels,
                   const EnumerationSettings& settings, Rng& rng)
      : network_(network), settings_(settings), rng_(rng), nodes_(network.size()), first_channel_(network.size()) {
    for (std::uint32_t v = 0; v < network.size(); ++v) {
      nodes_[v].label = labels[v];
      nodes_[v].heard.resize(network.ports[v].size());
      first_channel_[v] = static_cast<std::uint32_t>(channels_.size());
      for (std::uint32_t p = 0; p < network.ports[v].size(); ++p) {
        channels_.emplace_back();
        ends_.push_back(network.ports[v][p]);
        out_ports_.push_back(p);
      }
    }
  }

  // Until no message is left; false: stopped, or too many.
  bool run(const StudyConditions& conditions) {
    wake();
    for (;;) {
      if (delivered_ > settings_.most_messages || conditions.is_stopped()) return false;
      std::vector<std::uint32_t> full;
      for (std::uint32_t channel = 0; channel < channels_.size(); ++channel)
        if (!channels_[channel].empty()) full.push_back(channel);
      if (full.empty()) return true;
      if (settings_.scheduler == Scheduler::random) full = {full[rng_.below(full.size())]};
      if (settings_.scheduler == Scheduler::starving) full.resize(1);
      // By the receiving port, so that in lockstep nodes that are alike do alike.
      std::stable_sort(full.begin(), full.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return ends_[a].port < ends_[b].port; });
      for (const std::uint32_t channel : full) deliver(channel);
    }
  }

  std::uint64_t messages() const { return delivered_; }

  // Node n is elected once n appears in mailboxes.
  std::vector<Role> roles() const {
    std::vector<Role> roles;
    for (const Node& node : nodes_) {
      const bool complete = node.mailbox.size() >= network_.size();
      roles.push_back(!complete ? Role::kUndecided : node.number == network_.size() ? Role::kElected : Role::kDefeated);
    }
    return roles;
  }

 private:
  void wake() {
    bool some = false;
    for (std::uint32_t v = 0; v < network_.size(); ++v) {
      const bool wakes = settings_.scheduler == Scheduler::lockstep ||
                         (settings_.scheduler == Scheduler::random && rng_.chance(0.5)) ||
                         (!some && v + 1 == network_.size());
      some = some || wakes;
      if (wakes) start(v);
    }
  }

  void start(std::uint32_t v) {
    nodes_[v].number = 1;
    add_own(nodes_[v]);
    send_all(v);
  }

  void deliver(std::uint32_t channel) {
    const Message message = std::move(channels_[channel].front());
    channels_[channel].pop_front();
    ++delivered_;
    const Endpoint at = ends_[channel];
    Node& node = nodes_[at.node];
    bool changed = merge(node.mailbox, message.mailbox);
    if (must_renumber(node)) node.number = static_cast<std::uint32_t>(node.mailbox.size()) + 1;
    node.heard[at.port] = {message.number, message.label, at.port, out_ports_[channel]};
    changed = add_own(node) || changed;
    if (changed) send_all(at.node);
  }

  bool must_renumber(const Node& node) const {
    if (node.number == 0) return true;
    if (settings_.mutant == Mutant::no_renumber) return false;
    return strength_of(node) < strengths_[node.mailbox[node.number - 1]];
  }

  static Strength strength_of(const Node& node) {
    View view;
    for (const Neighbour& neighbour : node.heard)
      if (std::get<0>(neighbour) != 0) view.push_back(neighbour);
    std::sort(view.rbegin(), view.rend());
    return {node.label, std::move(view)};
  }

  std::uint32_t intern(Strength strength) {
    const auto [place, fresh] = index_.emplace(strength, static_cast<std::uint32_t>(strengths_.size()));
    if (fresh) strengths_.push_back(std::move(strength));
    return place->second;
  }

  // Numbers come without gaps: whoever takes 1 + max knows the numbers up to max.
  bool put(Mailbox& mailbox, std::size_t place, std::uint32_t strength) {
    if (place == mailbox.size()) {
      mailbox.push_back(strength);
      return true;
    }
    if (mailbox[place] == strength || strengths_[strength] < strengths_[mailbox[place]]) return false;
    mailbox[place] = strength;
    return true;
  }
  bool merge(Mailbox& into, const Mailbox& from) {
    bool changed = false;
    for (std::size_t place = 0; place < from.size(); ++place) changed = put(into, place, from[place]) || changed;
    return changed;
  }
  bool add_own(Node& node) { return put(node.mailbox, node.number - 1, intern(strength_of(node))); }

  void send_all(std::uint32_t v) {
    for (std::uint32_t p = 0; p < network_.ports[v].size(); ++p)
      channels_[first_channel_[v] + p].push_back({nodes_[v].number, nodes_[v].label, nodes_[v].mailbox});
  }

  const Network& network_;
  const EnumerationSettings& settings_;
  Rng& rng_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> first_channel_;  // by node; its port p is the channel that many further
  std::vector<std::deque<Message>> channels_ = {};
  std::vector<Endpoint> ends_ = {};            // by channel
  std::vector<std::uint32_t> out_ports_ = {};  // by channel
  std::vector<Strength> strengths_ = {};
  std::map<Strength, std::uint32_t> index_ = {};
  std::uint64_t delivered_ = 0;
};

}  // namespace

Election elect_by_enumeration(const Network& network, const Sources& sources, const EnumerationSettings& settings,
                              Rng& rng, const StudyConditions& conditions) {
  SourceStrings strings(sources, settings.bits);
  Election total{.roles = std::vector<Role>(network.size(), Role::kUndecided)};
  while (total.phases < settings.most_phases) {
    strings.extend(rng);
    EnumerationPhase phase(network, ranks(strings.colours()), settings, rng);
    total.unfinished = !phase.run(conditions);
    ++total.phases;
    total.messages += phase.messages();
    total.random_bits += strings.bits_of_a_phase();
    if (total.unfinished) return total;
    total.roles = phase.roles();
    if (std::count(total.roles.begin(), total.roles.end(), Role::kUndecided) == 0) break;
  }
  return total;
}

}  // namespace parley::shared_randomness
