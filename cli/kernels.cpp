#include "cli/kernels.hpp"

#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <vector>

#include "gpu/backend.hpp"
#include "gpu/workload.hpp"

namespace parley::cli {

namespace {

struct Kernel {
  std::string_view name;
  std::string_view unit;
  gpu::Operation operation;
  std::size_t size;
  gpu::WorkloadOptions options;
};

std::vector<Kernel> kernels() {
  using gpu::Operation;
  std::vector<Kernel> all;
  const auto add = [&](std::string_view name, std::string_view unit, Operation operation, std::size_t size) {
    all.push_back({name, unit, operation, size, {}});
    return &all.back().options;
  };
  for (const gpu::Hash hash : gpu::kHashes)
    add(to_string(hash), "digests of 100 bytes", Operation::kDigest, 1 << 16)->hash = hash;
  add("merkle_sha256", "nodes", Operation::kNode, 1 << 16);
  add("merkle_blake2b256", "nodes", Operation::kNode, 1 << 16)->hash = gpu::Hash::kBlake2b256;
  add("ed25519", "signatures (ZIP 215, any keys)", Operation::kVerify, 1 << 11);
  add("ed25519_libsodium_rule", "signatures (libsodium's rule, any keys)", Operation::kVerify, 1 << 11)->rule =
      gpu::Rule::kLibsodium;
  add("ed25519_registered", "signatures (ZIP 215, registered keys)", Operation::kVerifyRegistered, 1 << 12);
  add("masked_sum_64", "elements (16 masks, 2^64)", Operation::kMask, 1 << 16);
  add("masked_sum_61", "elements (16 masks, 2^61-1)", Operation::kMask, 1 << 16)->group = gpu::Group::kModulo61;
  add("masked_sum_32", "elements (16 masks, 2^32-5)", Operation::kMask, 1 << 16)->group = gpu::Group::kModulo32;
  add("reed_solomon_8", "bytes a block (10 + 4 blocks)", Operation::kCode, 1 << 20);
  add("reed_solomon_16", "bytes a block (10 + 4 blocks)", Operation::kCode, 1 << 20)->field = gpu::CodeField::kBinary16;
  add("nakamoto_race", "replicas (6 confirmations)", Operation::kReplica, 1 << 14);
  return all;
}

// Items a second; 0 when the backend failed.
double rate_of(gpu::Backend& backend, const Kernel& kernel) {
  const gpu::Workload workload(kernel.operation, kernel.size, kernel.options);
  if (!compute(backend, workload.batch())) return 0;  // warms up, too
  const auto begin = std::chrono::steady_clock::now();
  double seconds = 0;
  std::size_t times = 0;
  for (; seconds < 0.05; ++times) {
    if (!compute(backend, workload.batch())) return 0;
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  return static_cast<double>(size_of(workload.batch()) * times) / seconds;
}

std::vector<std::unique_ptr<gpu::Backend>> backends(unsigned threads) {
  std::vector<std::unique_ptr<gpu::Backend>> all;
  all.push_back(gpu::make_cpu_backend(threads));
  if (auto cuda = gpu::make_cuda_backend()) all.push_back(std::move(cuda));
  return all;
}

std::string describe(const gpu::Capabilities& capabilities) {
  std::string text = fmt::format("{}: {} ({}), {} lanes", capabilities.name, capabilities.device, capabilities.detail,
                                 capabilities.lanes);
  if (capabilities.memory_bytes > 0) text += fmt::format(", {} MiB", capabilities.memory_bytes >> 20);
  return text;
}

}  // namespace

VerbResult measure_kernels(unsigned threads) {
  VerbResult result;
  result.verb = "list";
  const auto all = backends(threads);
  for (const auto& backend : all) result.lines.push_back(describe(backend->capabilities()));
  if (const std::string absence = gpu::cuda_absence(); !absence.empty())
    result.lines.push_back(fmt::format("cuda: {}; the CPU does all work", absence));
  for (const Kernel& kernel : kernels()) {
    for (const auto& backend : all) {
      const std::string_view name = backend->capabilities().name;
      const double rate = rate_of(*backend, kernel);
      result.metrics[fmt::format("{}_{}_per_second", kernel.name, name)] = rate;
      const std::string shown = rate > 0 ? fmt::format("{:.3g} {} a second", rate, kernel.unit) : "failed";
      result.lines.push_back(fmt::format("{:<23} {:<6} {}", kernel.name, name, shown));
    }
  }
  return result;
}

}  // namespace parley::cli
