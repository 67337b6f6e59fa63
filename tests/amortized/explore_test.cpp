#include <cstdio>
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {
namespace {
void go(const char* name, const Config& config, ProcessSet byz, std::uint32_t firings, std::vector<std::uint64_t> values, bool reduction, std::uint64_t max = 3'000'000) {
  explore::ExploreOptions options;
  options.byzantine = byz;
  options.values = values;
  options.timer_firings = firings;
  options.limits.max_states = max;
  options.reduction = reduction;
  options.stop_at_violation = false;
  const auto result = explore::explore<Protocol>(config, options);
  std::printf("%s: outcome %d states %lu trans %lu depth %u ends %lu cuts %lu alphabet %lu:", name, int(result.outcome), result.states, result.transitions, result.depth, result.ends, result.cuts, static_cast<unsigned long>(result.alphabet));
  for (auto& r : result.properties) std::printf(" %d", int(r.verdict));
  std::printf("\n"); std::fflush(stdout);
}
TEST(AmortizedExploration, probe) {
  Config three{.n = 4, .t = 1, .c = 3};
  go("n3t0 c2 f1", Config{.n = 3, .t = 0, .c = 2}, {}, 1, {0, 1}, false);
  go("n3t0 c2 f2", Config{.n = 3, .t = 0, .c = 2}, {}, 2, {0, 1}, false);
  go("n3t0 c1 f4", Config{.n = 3, .t = 0, .c = 1}, {}, 4, {0, 1}, false);
  go("c3 byz v1 f1", three, {ProcessId{0}}, 1, {0}, false);
  go("c3 byz v1 f2", three, {ProcessId{0}}, 2, {0}, false);
  go("c3 byz v1 f1 red", three, {ProcessId{0}}, 1, {0}, true);
  go("c3 byz v2 f1 red", three, {ProcessId{0}}, 1, {0, 1}, true);
}
}  // namespace
}  // namespace parley::amortized
