#include "cli/kernels.hpp"

#include <chrono>
#include <fmt/format.h>
#include <vector>

#include "gpu/backend.hpp"

namespace parley::cli {

namespace {

constexpr std::size_t kMessages = 1 << 17;
constexpr std::size_t kMessageBytes = 100;

double digests_per_second(const gpu::Backend& backend, gpu::Hash hash) {
  const std::vector<std::byte> bytes(kMessages * kMessageBytes, std::byte{7});
  std::vector<std::size_t> ends;
  for (std::size_t index = 1; index <= kMessages; ++index) ends.push_back(index * kMessageBytes);
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t done = backend.digests(hash, {bytes, ends}).size();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return seconds > 0 ? static_cast<double>(done) / seconds : 0;
}

}  // namespace

VerbResult measure_kernels(unsigned threads) {
  VerbResult result;
  result.verb = "list";
  const auto backend = gpu::make_cpu_backend(threads);
  for (const gpu::Hash hash : gpu::kHashes) {
    const double rate = digests_per_second(*backend, hash);
    result.metrics[fmt::format("{}_{}_per_second", to_string(hash), backend->name())] = rate;
    result.lines.push_back(fmt::format("{:<12} {:<6} {:.3g} digests of {} bytes a second", to_string(hash),
                                       backend->name(), rate, kMessageBytes));
  }
  result.lines.push_back("cuda: not built; the CPU backend does all work");
  return result;
}

}  // namespace parley::cli
