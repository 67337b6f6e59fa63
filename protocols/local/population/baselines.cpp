#include "protocols/local/population/baselines.hpp"

#include <algorithm>

namespace parley::population {
namespace {

// Both orders of a rule that does not ask who initiates.
void add_both(Protocol& protocol, State p, State q, State next_p, State next_q) {
  protocol.transitions.push_back({p, q, Guard::any, next_p, next_q});
  if (p != q) protocol.transitions.push_back({q, p, Guard::any, next_q, next_p});
}

//   A B -> b b      A b -> A a      B a -> B b      b a -> b b       (a tie leaves only weak ones, which become b)
Protocol majority_protocol() {
  constexpr State kA = 0;
  constexpr State kB = 1;
  constexpr State kWeakA = 2;
  constexpr State kWeakB = 3;
  Protocol protocol{.names = {"A", "B", "a", "b"}, .input = {kA, kB}, .output = {1, 0, 1, 0}};
  add_both(protocol, kA, kB, kWeakB, kWeakB);
  add_both(protocol, kA, kWeakB, kA, kWeakA);
  add_both(protocol, kB, kWeakA, kB, kWeakB);
  add_both(protocol, kWeakB, kWeakA, kWeakB, kWeakB);
  return protocol;
}

//   L L -> L F
Protocol leader_protocol() {
  return {
      .names = {"leader", "follower"}, .input = {0, 0}, .output = {1, 0}, .transitions = {{0, 0, Guard::any, 0, 1}}};
}

//   (active, p) (active, q) -> (active, p+q) (passive, p+q)        (active, p) (passive, q) -> (active, p) (passive, p)
Protocol parity_protocol() {
  Protocol protocol{
      .names = {"active even", "active odd", "passive even", "passive odd"}, .input = {1, 0}, .output = {0, 1, 0, 1}};
  for (State p = 0; p < 2; ++p)
    for (State q = 0; q < 2; ++q) {
      const auto sum = static_cast<State>(p ^ q);
      protocol.transitions.push_back({p, q, Guard::any, sum, static_cast<State>(2 + sum)});
      if (p != q) add_both(protocol, p, static_cast<State>(2 + q), p, static_cast<State>(2 + p));
    }
  return protocol;
}

}  // namespace

Protocol baseline_protocol(Baseline baseline) {
  switch (baseline) {
    case Baseline::majority:
      return majority_protocol();
    case Baseline::leader_election:
      return leader_protocol();
    case Baseline::parity:
      return parity_protocol();
  }
  return majority_protocol();
}

bool baseline_predicate(Baseline baseline, const Word& word) {
  const auto count = static_cast<std::size_t>(std::count(word.begin(), word.end(), Letter{0}));
  switch (baseline) {
    case Baseline::majority:
      return 2 * count > word.size();
    case Baseline::leader_election:
      return true;
    case Baseline::parity:
      return count % 2 == 1;
  }
  return false;
}

}  // namespace parley::population
