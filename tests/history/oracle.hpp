// Deliberately dumb versions of the checkers: all orders are tried.
#pragma once

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "checker/history/causal.hpp"
#include "checker/history/registers.hpp"
#include "protocols/core/random.hpp"

namespace parley::history::oracle {

using problems::RegisterCall;

inline bool explains(const RegisterHistory& history, const std::vector<std::size_t>& order) {
  const Registers registers;
  Registers::State state;
  for (const std::size_t at : order) {
    const auto result = registers.apply(state, history[at].call);
    if (history[at].result && !(*history[at].result == result)) return false;
  }
  return true;
}

// Whether an order that `allowed` lets pass explains the history, with any of
// the pending operations left out.
template <class Allowed>
bool some_order(const RegisterHistory& history, Allowed allowed) {
  const std::size_t size = history.size();
  for (std::uint32_t chosen = 0; chosen < (1U << size); ++chosen) {
    std::vector<std::size_t> order;
    bool all_answered = true;
    for (std::size_t at = 0; at < size; ++at) {
      if ((chosen >> at & 1) != 0) order.push_back(at);
      if ((chosen >> at & 1) == 0 && history[at].result) all_answered = false;
    }
    if (!all_answered) continue;
    do {
      if (allowed(order) && explains(history, order)) return true;
    } while (std::next_permutation(order.begin(), order.end()));
  }
  return false;
}

inline bool linearizable(const RegisterHistory& history) {
  return some_order(history, [&](const std::vector<std::size_t>& order) {
    for (std::size_t later = 0; later < order.size(); ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier)
        if (history[order[later]].returned < history[order[earlier]].invoked) return false;
    return true;
  });
}

// A client's pending operation is its last, so leaving it out leaves no gap.
inline bool sequential(const RegisterHistory& history) {
  return some_order(history, [&](const std::vector<std::size_t>& order) {
    for (std::size_t later = 0; later < order.size(); ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier)
        if (history[order[later]].client == history[order[earlier]].client &&
            history[order[later]].invoked < history[order[earlier]].invoked)
          return false;
    return true;
  });
}

// --- histories of puts of distinct values and gets, all answered ---

inline bool is_put(const RegisterHistory& history, std::size_t at) {
  return history[at].call.call == RegisterCall::kPut;
}
inline std::uint64_t value_of(const RegisterHistory& history, std::size_t at) {
  return history[at].result->value;
}
inline bool session_before(const RegisterHistory& history, std::size_t a, std::size_t b) {
  return history[a].client == history[b].client && history[a].invoked < history[b].invoked;
}

using Past = std::vector<std::vector<bool>>;  // [b][a]: a is in the causal past of b

inline Past causal_past(const RegisterHistory& history) {
  const std::size_t size = history.size();
  Past past(size, std::vector<bool>(size));
  for (std::size_t a = 0; a < size; ++a)
    for (std::size_t b = 0; b < size; ++b)
      past[b][a] = session_before(history, a, b) ||
                   (is_put(history, a) && !is_put(history, b) && history[a].call.key == history[b].call.key &&
                    value_of(history, a) == value_of(history, b));
  for (std::size_t round = 0; round < size; ++round)
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = 0; b < size; ++b)
        for (std::size_t c = 0; c < size; ++c)
          if (past[c][b] && past[b][a]) past[c][a] = true;
  return past;
}

inline bool extends(const Past& past, const std::vector<std::size_t>& order) {
  for (std::size_t later = 0; later < order.size(); ++later)
    for (std::size_t earlier = 0; earlier <= later; ++earlier)
      if (past[order[earlier]][order[later]]) return false;
  return true;
}

// What a get sees after the puts of `order` that are in its past.
inline std::uint64_t seen_by(const RegisterHistory& history, const Past& past, const std::vector<std::size_t>& order,
                             std::size_t get) {
  std::uint64_t value = 0;
  for (const std::size_t put : order)
    if (past[get][put] && history[put].call.key == history[get].call.key) value = value_of(history, put);
  return value;
}

inline std::vector<std::size_t> puts_of(const RegisterHistory& history) {
  std::vector<std::size_t> puts;
  for (std::size_t at = 0; at < history.size(); ++at)
    if (is_put(history, at)) puts.push_back(at);
  return puts;
}

// `one_order`: the same order of the puts must explain all gets.
inline bool causal(const RegisterHistory& history, bool one_order) {
  const Past past = causal_past(history);
  for (std::size_t at = 0; at < history.size(); ++at)
    if (past[at][at]) return false;
  std::vector<bool> explained(history.size());
  std::vector<std::size_t> puts = puts_of(history);
  do {
    if (!extends(past, puts)) continue;
    bool all = true;
    for (std::size_t get = 0; get < history.size(); ++get) {
      if (is_put(history, get)) continue;
      const bool right = seen_by(history, past, puts, get) == value_of(history, get);
      if (right) explained[get] = true;
      all = all && right;
    }
    if (all) return true;
  } while (std::next_permutation(puts.begin(), puts.end()));
  if (one_order) return false;
  for (std::size_t get = 0; get < history.size(); ++get)
    if (!is_put(history, get) && !explained[get]) return false;
  return true;
}

inline bool session(const RegisterHistory& history, SessionGuarantee guarantee) {
  std::vector<std::size_t> puts = puts_of(history);
  do {
    // The place in the order of the version that an operation wrote or read;
    // the initial one comes first.
    const auto version = [&](std::size_t at) -> std::optional<std::size_t> {
      if (value_of(history, at) == 0) return 0;
      for (std::size_t place = 0; place < puts.size(); ++place)
        if (history[puts[place]].call.key == history[at].call.key &&
            value_of(history, puts[place]) == value_of(history, at))
          return place + 1;
      return std::nullopt;
    };
    bool right = true;
    for (std::size_t a = 0; a < history.size(); ++a) {
      right = right && version(a).has_value();
      for (std::size_t b = 0; b < history.size(); ++b) {
        if (!session_before(history, a, b) || history[a].call.key != history[b].call.key) continue;
        const bool demanded =
            (guarantee == SessionGuarantee::kReadYourWrites && is_put(history, a) && !is_put(history, b)) ||
            (guarantee == SessionGuarantee::kMonotonicReads && !is_put(history, a) && !is_put(history, b)) ||
            (guarantee == SessionGuarantee::kMonotonicWrites && is_put(history, a) && is_put(history, b)) ||
            (guarantee == SessionGuarantee::kWritesFollowReads && !is_put(history, a) && is_put(history, b));
        if (demanded && version(a) > version(b)) right = false;
      }
    }
    if (right) return true;
  } while (std::next_permutation(puts.begin(), puts.end()));
  return false;
}

// --- random histories ---

// A value that was put so far, often; else what nobody put, or 0.
inline std::uint64_t draw_version(Rng& rng, const RegisterHistory& history, std::uint32_t key) {
  if (rng.chance(0.03)) return 99;
  std::vector<std::uint64_t> versions{0};
  for (std::size_t at = 0; at < history.size(); ++at)
    if (is_put(history, at) && history[at].call.key == key) versions.push_back(value_of(history, at));
  return versions[rng.below(versions.size())];
}

// Few clients, keys and values, so that about half are right; some operations
// never return.
inline RegisterHistory draw(Rng& rng, std::size_t most, bool differentiated) {
  const auto clients = static_cast<std::uint32_t>(1 + rng.below(3));
  const auto keys = static_cast<std::uint32_t>(1 + rng.below(2));
  const std::size_t size = 1 + rng.below(most);
  RegisterHistory history;
  std::vector<std::uint64_t> now(clients);
  std::vector<bool> gone(clients);
  for (std::size_t at = 0; at < size; ++at) {
    const auto client = static_cast<std::uint32_t>(rng.below(clients));
    if (gone[client]) continue;
    Operation<Registers::Call, Registers::Result> operation;
    operation.client = client;
    operation.call.key = static_cast<std::uint32_t>(rng.below(keys));
    operation.call.call = static_cast<RegisterCall>(rng.below(differentiated ? 2 : 3));
    operation.invoked = now[client] + rng.below(4);
    operation.returned = operation.invoked + 1 + rng.below(6);
    now[client] = operation.returned + 1;
    if (operation.call.call != RegisterCall::kGet) operation.call.value = differentiated ? at + 1 : rng.below(3);
    if (operation.call.call == RegisterCall::kCompareAndSet) operation.call.expected = rng.below(2);
    operation.result = {true, operation.call.value};
    if (operation.call.call == RegisterCall::kGet)
      operation.result->value = differentiated ? draw_version(rng, history, operation.call.key) : rng.below(3);
    if (operation.call.call == RegisterCall::kCompareAndSet && rng.chance(0.5))
      operation.result = {false, rng.below(3)};
    if (!differentiated && rng.chance(0.1)) {
      operation.result.reset();
      operation.returned = kNever;
      gone[client] = true;
    }
    history.push_back(operation);
  }
  return history;
}

}  // namespace parley::history::oracle
