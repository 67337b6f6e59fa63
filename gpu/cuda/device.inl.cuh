// The members of Device; included once, by the backend.
#pragma once

#include <algorithm>

#include "gpu/cuda/device.cuh"

namespace parley::gpu::cuda {

namespace {

// Two events around what is timed.
class Stopwatch {
 public:
  Stopwatch() {
    require(cudaEventCreate(&begin_));
    require(cudaEventCreate(&end_));
    require(cudaEventRecord(begin_, cudaStreamPerThread));
  }
  ~Stopwatch() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  double seconds() {
    require(cudaEventRecord(end_, cudaStreamPerThread));
    require(cudaEventSynchronize(end_));
    float milliseconds = 0;
    require(cudaEventElapsedTime(&milliseconds, begin_, end_));
    return milliseconds / 1000.0;
  }

 private:
  cudaEvent_t begin_{};
  cudaEvent_t end_{};
};

// The messages of a batch on the device.
struct DeviceMessages {
  explicit DeviceMessages(const MessageBatch& batch) : bytes(batch.bytes), ends(batch.ends) {}
  Messages get() const { return {bytes.get(), ends.get()}; }
  Buffer<std::uint8_t> bytes;
  Buffer<std::size_t> ends;
};

std::vector<DeviceEntry> converted_table(std::span<const AffineCached<Field51>> table) {
  std::vector<DeviceEntry> out;
  out.reserve(table.size());
  for (const AffineCached<Field51>& entry : table) out.push_back(converted<DeviceField>(entry));
  return out;
}

}  // namespace

Device::Device(int index) : index_(index) {
  require(cudaSetDevice(index));
  require(cudaGetDeviceProperties(&properties_, index));
  const std::vector<DeviceEntry> base = converted_table(base_table<Field51>());
  base_ = std::make_unique<Buffer<DeviceEntry>>(std::span<const DeviceEntry>(base));
  require(cudaStreamSynchronize(cudaStreamPerThread));
}

double Device::run(const Batch& batch, int launches) {
  require(cudaSetDevice(index_));
  const double seconds = std::visit([&](const auto& each) { return run_one(each, launches); }, batch);
  require(cudaStreamSynchronize(cudaStreamPerThread));
  return seconds;
}

template <class Kernel>
double Device::launch(const Kernel& kernel, std::size_t items, int launches) const {
  if (items == 0) return 0;
  const std::size_t blocks = (items + kThreadsPerBlock - 1) / kThreadsPerBlock;
  const auto grid = static_cast<unsigned>(std::min<std::size_t>(blocks, 1U << 20));
  Stopwatch stopwatch;
  for (int i = 0; i < launches; ++i) {
    over_items<<<grid, kThreadsPerBlock, 0, cudaStreamPerThread>>>(kernel, items);
    require(cudaGetLastError());
  }
  return stopwatch.seconds() / launches;
}

double Device::run_one(const DigestBatch& batch, int launches) {
  const DeviceMessages messages(batch.messages);
  const Buffer<std::uint8_t> digests(batch.digests.size());
  double seconds = 0;
  switch (batch.hash) {
    case Hash::kSha256:
      seconds = launch(DigestKernel<Hash::kSha256>{messages.get(), digests.get()}, batch.size(), launches);
      break;
    case Hash::kSha512:
      seconds = launch(DigestKernel<Hash::kSha512>{messages.get(), digests.get()}, batch.size(), launches);
      break;
    case Hash::kBlake2b256:
      seconds = launch(DigestKernel<Hash::kBlake2b256>{messages.get(), digests.get()}, batch.size(), launches);
      break;
  }
  digests.read(batch.digests);
  return seconds;
}

double Device::run_one(const NodeBatch& batch, int launches) {
  const Buffer<Bytes32> children(batch.children);
  const Buffer<Bytes32> parents(batch.parents.size());
  const double seconds =
      batch.hash == Hash::kSha256
          ? launch(NodeKernel<Hash::kSha256>{children.get(), parents.get()}, batch.size(), launches)
          : launch(NodeKernel<Hash::kBlake2b256>{children.get(), parents.get()}, batch.size(), launches);
  parents.read(batch.parents);
  return seconds;
}

double Device::run_one(const VerifyBatch& batch, int launches) {
  const Buffer<Bytes32> keys(batch.keys);
  const Buffer<Bytes64> signatures(batch.signatures);
  const DeviceMessages messages(batch.messages);
  const Buffer<std::uint8_t> verdicts(batch.size());
  const VerifyKernel kernel{batch.rule, keys.get(), signatures.get(), messages.get(), base_->get(), verdicts.get()};
  const double seconds = launch(kernel, batch.size(), launches);
  verdicts.read(batch.verdicts);
  return seconds;
}

double Device::run_one(const RegisteredVerifyBatch& batch, int launches) {
  const std::shared_ptr<const DeviceKeys> registered = keys_of(*batch.registry);
  const Buffer<std::uint32_t> keys(batch.keys);
  const Buffer<Bytes64> signatures(batch.signatures);
  const DeviceMessages messages(batch.messages);
  const Buffer<std::uint8_t> verdicts(batch.size());
  const std::size_t items = RegisteredVerifyKernel::items(batch.size());
  const RegisteredVerifyKernel kernel{
      batch.rule, batch.size(),     items,          registered->keys.get(), registered->tables.get(),
      keys.get(), signatures.get(), messages.get(), base_->get(),           verdicts.get()};
  const double seconds = launch(kernel, items, launches);
  verdicts.read(batch.verdicts);
  return seconds;
}

double Device::run_one(const MaskBatch& batch, int launches) {
  const Buffer<Mask> masks(batch.masks);
  const Buffer<std::uint64_t> start(batch.start);
  const Buffer<std::uint64_t> sum(batch.size());
  const std::size_t items = MaskKernel<Modulo64>::items(batch.size());
  const auto with = [&]<class G>(G) {
    return launch(MaskKernel<G>{masks.get(), batch.masks.size(), start.get(), sum.get(), batch.size()}, items,
                  launches);
  };
  double seconds = 0;
  switch (batch.group) {
    case Group::kModulo64:
      seconds = with(Modulo64{});
      break;
    case Group::kModulo61:
      seconds = with(Modulo61{});
      break;
    case Group::kModulo32:
      seconds = with(Modulo32{});
      break;
  }
  sum.read(batch.sum);
  return seconds;
}

double Device::run_one(const CodeBatch& batch, int launches) {
  const Buffer<std::uint16_t> coefficients(batch.coefficients);
  const Buffer<std::uint8_t> input(batch.input);
  const Buffer<std::uint8_t> output(batch.output.size());
  const CodeKernel kernel{batch.field, batch.columns, batch.length, coefficients.get(), input.get(), output.get()};
  const double seconds = launch(kernel, CodeKernel::items(batch.rows(), batch.length), launches);
  output.read(batch.output);
  return seconds;
}

double Device::run_one(const ReplicaBatch& batch, int launches) {
  const Buffer<std::uint64_t> results(batch.size());
  const double seconds = std::visit(
      [&](const auto& model) {
        using Kernel = ReplicaKernel<std::decay_t<decltype(model)>>;
        return launch(Kernel{model, batch.seed, batch.first, results.get()}, batch.size(), launches);
      },
      batch.model);
  results.read(batch.results);
  return seconds;
}

std::shared_ptr<const DeviceKeys> Device::keys_of(const KeyRegistry& registry) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const DeviceKeys>& known = registries_[registry.fingerprint()];
  if (known) return known;
  std::vector<Bytes32> keys;
  std::vector<DeviceEntry> tables;
  for (std::uint32_t i = 0; i < registry.size(); ++i) {
    keys.push_back(registry.key(i));
    const std::vector<DeviceEntry> table = converted_table({registry.table(i), kKeyWindows * kKeyRow});
    tables.insert(tables.end(), table.begin(), table.end());
  }
  known = std::make_shared<const DeviceKeys>(keys, tables);
  require(cudaStreamSynchronize(cudaStreamPerThread));  // other threads' streams read them
  return known;
}

}  // namespace parley::gpu::cuda
