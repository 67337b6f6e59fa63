// An accelerator's kernels: first held against the CPU on fresh random inputs, then timed by the device's own events,
// transfers left out. Run by bench/gpu/run.sh; prints rows for docs/performance.md.
//   build/gpu_device_bench [SEED]
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <string_view>
#include <thread>

#include "gpu/backend.hpp"
#include "gpu/cuda/timing.hpp"
#include "gpu/workload.hpp"

namespace parley::gpu {
namespace {

struct Row {
  std::string_view name;
  Operation operation;
  std::size_t size;
  WorkloadOptions options;
  double bytes_an_item;  // 0: rates are of items
};

std::vector<Row> rows(std::uint64_t seed) {
  std::vector<Row> all;
  const auto add = [&](std::string_view name, Operation operation, std::size_t size, WorkloadOptions options,
                       double bytes) {
    options.seed = seed;
    all.push_back({name, operation, size, options, bytes});
  };
  constexpr std::size_t k1M = 1 << 20;
  add("Ed25519, any keys, ZIP 215", Operation::kVerify, k1M, {}, 0);
  add("Ed25519, any keys, libsodium's rule", Operation::kVerify, k1M, {.rule = Rule::kLibsodium}, 0);
  add("Ed25519, 32 registered keys", Operation::kVerifyRegistered, 4 * k1M, {}, 0);
  add("Ed25519, 1,000 registered keys", Operation::kVerifyRegistered, 4 * k1M, {.keys = 1000}, 0);
  for (const Hash hash : kHashes) {
    add(to_string(hash), Operation::kDigest, k1M, {.hash = hash, .message_bytes = 1024}, 1024);
    if (hash != Hash::kSha512) add("Merkle nodes", Operation::kNode, 8 * k1M, {.hash = hash}, 0);
  }
  add("fused masks, 2^64, 64 masks", Operation::kMask, 4 * k1M, {.masks = 64}, 8 * 64);
  add("fused masks, 2^61-1, 64 masks", Operation::kMask, 4 * k1M, {.group = Group::kModulo61, .masks = 64}, 8 * 64);
  add("Reed-Solomon (10,4), 2^8, data in", Operation::kCode, 16 * k1M, {}, 10);
  add("Nakamoto race, 6 confirmations", Operation::kReplica, 16 * k1M, {}, 0);
  return all;
}

bool measure(Backend& cpu, Backend& device, const Row& row) {
  // The same inputs, all of them: a sample would miss a rare carry.
  const Workload expected(row.operation, row.size, row.options);
  const Workload actual(row.operation, row.size, row.options);
  if (!compute(cpu, expected.batch()) || !compute(device, actual.batch())) {
    fmt::print("| {} | failed |\n", row.name);
    return false;
  }
  if (expected.output() != actual.output()) {
    fmt::print("| {} | DIFFERS FROM THE CPU |\n", row.name);
    return false;
  }
  const std::optional<double> seconds = time_on_cuda(actual.batch(), 10);
  const double items = static_cast<double>(size_of(actual.batch()));
  if (!seconds) {
    fmt::print("| {} | failed while timed |\n", row.name);
    return false;
  }
  if (row.bytes_an_item > 0)
    fmt::print("| {} | {:.4g} GB/s | {} items, equal to the CPU's |\n", row.name,
               items * row.bytes_an_item / *seconds / 1e9, row.size);
  else
    fmt::print("| {} | {:.4g} million/s | {} items, equal to the CPU's |\n", row.name, items / *seconds / 1e6,
               row.size);
  return true;
}

int run(std::uint64_t seed) {
  const std::unique_ptr<Backend> device = make_cuda_backend();
  if (!device) {
    fmt::print("no accelerator: {}\n", cuda_absence());
    return 2;
  }
  const Capabilities& found = device->capabilities();
  fmt::print("device {}, {}, {} multiprocessors; seed {}\n", found.device, found.detail, found.lanes, seed);
  const std::unique_ptr<Backend> cpu = make_cpu_backend(std::thread::hardware_concurrency());
  bool good = true;
  for (const Row& row : rows(seed)) good = measure(*cpu, *device, row) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace parley::gpu

int main(int argc, char** argv) {
  // Fresh inputs each time, and printed, so that a failure can be repeated.
  auto seed = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  if (argc > 1) {
    const std::string_view text(argv[1]);
    std::from_chars(text.data(), text.data() + text.size(), seed);
  }
  return parley::gpu::run(seed);
}
