#include "checker/history/causal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace parley::history {

namespace {

using problems::RegisterCall;

// A relation over the operations of a history.
class Relation {
 public:
  explicit Relation(std::size_t size) : size_(size), related_(size * size) {}

  void add(std::size_t a, std::size_t b) { related_[a * size_ + b] = 1; }
  bool has(std::size_t a, std::size_t b) const { return related_[a * size_ + b] != 0; }
  std::size_t size() const { return size_; }

  void close() {
    for (std::size_t by = 0; by < size_; ++by)
      for (std::size_t a = 0; a < size_; ++a)
        if (has(a, by))
          for (std::size_t b = 0; b < size_; ++b)
            if (has(by, b)) add(a, b);
  }
  // REQUIRES: closed.
  bool is_cyclic() const {
    for (std::size_t at = 0; at < size_; ++at)
      if (has(at, at)) return true;
    return false;
  }

 private:
  std::size_t size_;
  std::vector<std::uint8_t> related_;
};

// The operations that count, their order in each session, and what each get has
// read.
class Sessions {
 public:
  explicit Sessions(const RegisterHistory& history) : history_(history) {
    for (std::size_t at = 0; at < history.size(); ++at)
      if (history[at].call.call == RegisterCall::kPut) writers_[{key(at), history[at].call.value}] = at;
    for (std::size_t at = 0; at < history.size(); ++at) {
      if (!is_get(at)) continue;
      const auto found = writers_.find({key(at), history[at].result->value});
      if (found != writers_.end()) read_[at] = found->second;
    }
    std::map<std::uint32_t, std::vector<std::size_t>> by_client;
    for (std::size_t at = 0; at < history.size(); ++at)
      if (counts(at)) by_client[history[at].client].push_back(at);
    for (auto& [unused, session] : by_client) {
      std::stable_sort(session.begin(), session.end(),
                       [&](std::size_t a, std::size_t b) { return history[a].invoked < history[b].invoked; });
      sessions.push_back(std::move(session));
    }
  }

  bool is_put(std::size_t at) const { return history_[at].call.call == RegisterCall::kPut; }
  bool is_get(std::size_t at) const { return history_[at].call.call == RegisterCall::kGet && history_[at].result; }
  bool reads_initial(std::size_t at) const { return is_get(at) && history_[at].result->value == 0; }
  std::uint32_t key(std::size_t at) const { return history_[at].call.key; }
  std::size_t size() const { return history_.size(); }

  // The put whose value a get returned; none for the initial value.
  std::optional<std::size_t> read(std::size_t get) const {
    const auto found = read_.find(get);
    if (found == read_.end()) return std::nullopt;
    return found->second;
  }
  // A get whose value nobody put.
  std::optional<std::size_t> out_of_thin_air() const {
    for (std::size_t at = 0; at < size(); ++at)
      if (is_get(at) && !reads_initial(at) && !read(at)) return at;
    return std::nullopt;
  }

  // Session order and reads, transitively.
  Relation causal_order() const {
    Relation order(size());
    for (const std::vector<std::size_t>& session : sessions)
      for (std::size_t at = 1; at < session.size(); ++at) order.add(session[at - 1], session[at]);
    for (const auto& [get, put] : read_) order.add(put, get);
    order.close();
    return order;
  }

  std::string name(std::size_t at) const {
    const auto& operation = history_[at];
    const std::uint64_t value = is_put(at) ? operation.call.value : operation.result->value;
    return (is_put(at) ? "put " : "get ") + std::to_string(value) + " of key " + std::to_string(key(at)) +
           " by client " + std::to_string(operation.client);
  }

  std::vector<std::vector<std::size_t>> sessions;

 private:
  bool counts(std::size_t at) const {
    if (history_[at].result) return true;
    return std::any_of(read_.begin(), read_.end(), [at](const auto& read) { return read.second == at; });
  }

  const RegisterHistory& history_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> writers_;
  std::map<std::size_t, std::size_t> read_;
};

// WriteCOInitRead and WriteCORead of the paper.
std::optional<std::string> overwritten_read(const Sessions& sessions, const Relation& order) {
  for (std::size_t get = 0; get < sessions.size(); ++get) {
    if (!sessions.is_get(get)) continue;
    const std::optional<std::size_t> read = sessions.read(get);
    for (std::size_t put = 0; put < sessions.size(); ++put) {
      if (!sessions.is_put(put) || sessions.key(put) != sessions.key(get) || !order.has(put, get)) continue;
      if (read && (put == *read || !order.has(*read, put))) continue;
      return sessions.name(get) + " does not see " + sessions.name(put) + ", which is in its past";
    }
  }
  return std::nullopt;
}

// CyclicCF: puts that a get of another value has in its past come before the
// put that it read.
std::optional<std::string> conflict_cycle(const Sessions& sessions, const Relation& order) {
  Relation before = order;
  for (std::size_t get = 0; get < sessions.size(); ++get) {
    const std::optional<std::size_t> read = sessions.read(get);
    if (!read) continue;
    for (std::size_t put = 0; put < sessions.size(); ++put)
      if (sessions.is_put(put) && put != *read && sessions.key(put) == sessions.key(get) && order.has(put, get))
        before.add(put, *read);
  }
  before.close();
  if (!before.is_cyclic()) return std::nullopt;
  return "no one order of the puts explains what the gets see";
}

std::optional<std::string> thin_air(const Sessions& sessions) {
  const std::optional<std::size_t> get = sessions.out_of_thin_air();
  if (!get) return std::nullopt;
  return sessions.name(*get) + " returns what nobody put";
}

// What a guarantee demands of the order of the puts of a key. A put that must
// come before the initial value is a contradiction at once.
class VersionOrder {
 public:
  explicit VersionOrder(const Sessions& sessions) : sessions_(sessions), order_(sessions.size()) {}

  // `later` none: the initial value.
  void demand(std::size_t earlier, std::optional<std::size_t> later, std::size_t seen_by) {
    if (later == earlier) return;
    if (!later) {
      if (!failure_) failure_ = sessions_.name(seen_by) + " does not see " + sessions_.name(earlier);
      return;
    }
    if (sessions_.key(earlier) == sessions_.key(*later)) order_.add(earlier, *later);
  }

  std::optional<std::string> violation() {
    if (failure_) return failure_;
    order_.close();
    if (!order_.is_cyclic()) return std::nullopt;
    return "no order of the puts of a key explains what the sessions see";
  }

 private:
  const Sessions& sessions_;
  Relation order_;
  std::optional<std::string> failure_;
};

void demand_of_pair(const Sessions& sessions, SessionGuarantee guarantee, std::size_t first, std::size_t second,
                    VersionOrder& order) {
  const bool same_key = sessions.key(first) == sessions.key(second);
  switch (guarantee) {
    case SessionGuarantee::kReadYourWrites:
      if (same_key && sessions.is_put(first) && sessions.is_get(second))
        order.demand(first, sessions.read(second), second);
      return;
    case SessionGuarantee::kMonotonicReads:
      if (same_key && sessions.read(first) && sessions.is_get(second))
        order.demand(*sessions.read(first), sessions.read(second), second);
      return;
    case SessionGuarantee::kMonotonicWrites:
      if (same_key && sessions.is_put(first) && sessions.is_put(second)) order.demand(first, second, second);
      return;
    case SessionGuarantee::kWritesFollowReads:
      if (same_key && sessions.read(first) && sessions.is_put(second))
        order.demand(*sessions.read(first), second, second);
      return;
  }
}

}  // namespace

std::string_view to_string(SessionGuarantee guarantee) {
  constexpr std::array<std::string_view, 4> kNames{"read your writes", "monotonic reads", "monotonic writes",
                                                   "writes follow reads"};
  return kNames[static_cast<std::size_t>(guarantee)];
}

bool is_differentiated(const RegisterHistory& history) {
  std::set<std::pair<std::uint32_t, std::uint64_t>> values;
  for (const auto& operation : history) {
    if (operation.call.call == RegisterCall::kGet) continue;
    if (operation.call.call != RegisterCall::kPut || operation.call.value == 0) return false;
    if (!values.emplace(operation.call.key, operation.call.value).second) return false;
  }
  return true;
}

std::optional<std::string> causal_violation(const RegisterHistory& history, CausalModel model) {
  const Sessions sessions(history);
  if (auto failure = thin_air(sessions)) return failure;
  const Relation order = sessions.causal_order();
  if (order.is_cyclic()) return "an operation is in its own causal past";
  if (auto failure = overwritten_read(sessions, order)) return failure;
  return model == CausalModel::kConvergence ? conflict_cycle(sessions, order) : std::nullopt;
}

std::optional<std::string> session_violation(const RegisterHistory& history, SessionGuarantee guarantee) {
  const Sessions sessions(history);
  if (auto failure = thin_air(sessions)) return failure;
  VersionOrder order(sessions);
  for (const std::vector<std::size_t>& session : sessions.sessions)
    for (std::size_t second = 1; second < session.size(); ++second)
      for (std::size_t first = 0; first < second; ++first)
        demand_of_pair(sessions, guarantee, session[first], session[second], order);
  return order.violation();
}

}  // namespace parley::history
