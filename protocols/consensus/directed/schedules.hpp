// Adversaries of the asynchronous algorithm: what faulty nodes say, and which links are slow; and why AUTH-ASYNC is
// necessary, as runs. RECON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/consensus/directed/approximate.hpp"
#include "protocols/consensus/directed/conditions.hpp"

namespace parley::directed {

enum class Lie : std::uint8_t {
  kSilent,     // sends nothing
  kPuppet,     // runs the algorithm on an extreme input
  kTwoFaced,   // runs it twice, on the least input towards some and on the greatest towards the others
  kStubborn,   // two-faced, and tells these inputs in every round
  kOutlier,    // stubborn, far outside the range of the inputs
  kSelective,  // relays nothing
};
inline constexpr std::uint64_t kLies = 6;

// The inputs of correct nodes, in the unit of values; spread: the greatest minus the least that inputs may be apart.
struct ApproximateInputs {
  std::array<std::int64_t, kMostRunNodes> values = {};
  std::int64_t spread = 0;
};

// What happens, besides the order of deliveries: the lie is variant mod kLies, all else is drawn from `rng`. Links from
// F1 to some nodes and from F2 to the others are slow, |F1|, |F2| <= f.
ApproximateSetting drawn_setting(const ApproximateInstance& instance, Nodes faulty, const ApproximateInputs& inputs,
                                 std::uint64_t variant, Rng& rng);

std::string words_of(const ApproximateSetting& setting);

// One run that is judged for one or two choices of the faulty nodes. Smallest |F1| + |F2| that breaks AUTH-ASYNC with
// nodes u and v, I = reach_u(F1) n reach_v(F2), |I| <= f, A and B = what they have beside I:
//   A, B not empty   I is faulty and shows A a face with 0 and B one with D; A has 0, B has D; F1 is slow towards A and
//                    F2 towards B. A sees nothing but 0 and may not wait for F1, so its outputs are 0; those of B are
//                    D.
//   A or B empty     S = I = reach_u(F1) (or reach_v(F2)) has 0, the others D, and F1 is slow towards S. With nobody
//                    faulty S outputs 0, and all must be near it; with S faulty, in the same run, the others must say
//                    D.
struct ApproximateAttack {
  ApproximateSetting setting;           // `faulty` is of the first judgement
  std::optional<Nodes> faulty_instead;  // of the second
  std::vector<std::string> story;
};

// None if the graph satisfies AUTH-ASYNC for the f of the checker. REQUIRES: graph.size() > f.
std::optional<ApproximateAttack> approximate_attack(Checker& checker, const Digraph& graph, std::int64_t spread);

// What is broken in the first judgement, or else in the second. Never kHalving alone: that is not a promise to users.
Miss run_attack(const ApproximateInstance& instance, const ApproximateAttack& attack, std::uint32_t rounds,
                Mutant mutant, std::int64_t most_apart);

}  // namespace parley::directed
