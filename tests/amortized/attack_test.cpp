#include <cstdio>
#include <gtest/gtest.h>

#include "faults/campaign/campaign.hpp"
#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {
namespace {
void go(const char* name, const Config& config, std::uint32_t faulty, std::uint64_t runs = 2000) {
  faults::CampaignOptions options;
  options.faulty = faulty;
  options.runs = runs;
  const auto result = faults::run_campaign<Protocol>(options, config);
  std::printf("%s: runs %lu", name, result.runs);
  for (std::size_t i = 0; i < result.properties.size(); ++i) std::printf(" %s", result.properties[i].c_str());
  for (auto w : result.coverage.witnessed) std::printf(" w%lu", w);
  if (result.finding) std::printf("  FOUND %s events %zu run %lu", result.finding->property.c_str(), result.finding->events, result.finding->run);
  std::printf("\n"); std::fflush(stdout);
}
TEST(AmortizedCampaign, probe) {
  for (bool opt : {false, true}) {
    go("c1", Config{.n = 4, .t = 1, .senders = 2, .payloads = 3, .c = 1, .optimistic = opt}, 1);
    go("c3", Config{.n = 4, .t = 1, .senders = 2, .payloads = 3, .c = 3, .optimistic = opt}, 1);
    go("n7", Config{.n = 7, .t = 2, .senders = 1, .payloads = 5, .c = 2, .optimistic = opt}, 2);
    go("rnd", Config{.n = 7, .t = 2, .senders = 1, .payloads = 3, .c = 2, .random_committees = true, .optimistic = opt}, 2);
    go("beyond", Config{.n = 4, .t = 1, .senders = 2, .payloads = 2, .c = 1, .optimistic = opt}, 2);
  }
}
}  // namespace
}  // namespace parley::amortized
