// Where wrong labels are put: at most `budget` in every ball of a radius, chosen by an adversary.
// [RECON, section 6 of the card]
#pragma once

#include <cstdint>
#include <string_view>

#include "protocols/core/random.hpp"
#include "protocols/local/refix/graph.hpp"

namespace parley::refix {

enum class Adversary : std::uint8_t {
  kScattered,  // nodes in random order, as long as the budget allows
  kPath,       // runs of `budget` neighbours, with other labels at random; as close together as the budget allows
  kShift,      // such runs, with all labels one too high: a phase that the word could have
};
inline constexpr Adversary kAdversaries[] = {Adversary::kScattered, Adversary::kPath, Adversary::kShift};
std::string_view to_string(Adversary adversary);

struct ErrorBudget {
  std::uint32_t errors = 1;  // in every ball
  std::uint32_t radius = 3;  // of the balls
};

// `honest` with errors: labels below `label_count`, in each ball at most the budget's number of changes, and in some
// ball that many if the graph has so many nodes. REQUIRES: a connected graph, label_count >= 2.
Labels with_errors(const Graph& graph, const Labels& honest, std::uint32_t label_count, const ErrorBudget& budget,
                   Adversary adversary, Rng& rng);

// The greatest number of nodes labelled differently in one ball.
std::uint32_t most_errors(const Graph& graph, const Labels& honest, const Labels& labels, std::uint32_t radius);

}  // namespace parley::refix
