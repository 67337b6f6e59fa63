// Memory of a device and the execution of one batch on it. Any error of CUDA is an exception here; the backend turns it
// into a failed ticket.
#pragma once

#include <cuda_runtime.h>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpu/batch.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"
#include "gpu/ed25519/key_registry.hpp"

namespace parley::gpu::cuda {

struct CudaError : std::runtime_error {
  explicit CudaError(cudaError_t error) : std::runtime_error(cudaGetErrorString(error)) {}
};

inline void require(cudaError_t error) {
  if (error != cudaSuccess) throw CudaError(error);
}

// Values on the device. The destructor waits for nothing: memory is given back in the order of the stream.
template <class Value>
class Buffer {
 public:
  explicit Buffer(std::size_t size) : size_(size) {
    if (size > 0) require(cudaMallocAsync(&memory_, size * sizeof(Value), cudaStreamPerThread));
  }
  explicit Buffer(std::span<const Value> values) : Buffer(values.size()) {
    copy(memory_, values.data(), cudaMemcpyHostToDevice);
  }
  ~Buffer() {
    if (memory_ != nullptr) cudaFreeAsync(memory_, cudaStreamPerThread);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  Value* get() const { return static_cast<Value*>(memory_); }
  void read(std::span<Value> values) const { copy(values.data(), memory_, cudaMemcpyDeviceToHost); }

 private:
  void copy(void* to, const void* from, cudaMemcpyKind kind) const {
    if (size_ > 0) require(cudaMemcpyAsync(to, from, size_ * sizeof(Value), kind, cudaStreamPerThread));
  }
  std::size_t size_;
  void* memory_ = nullptr;
};

using DeviceEntry = AffineCached<DeviceField>;

// Keys and tables of a registry on the device.
struct DeviceKeys {
  DeviceKeys(std::span<const Bytes32> all_keys, std::span<const DeviceEntry> all_tables)
      : keys(all_keys), tables(all_tables) {}
  Buffer<Bytes32> keys;
  Buffer<DeviceEntry> tables;
};

// Thread safety: run may be called concurrently.
class Device {
 public:
  explicit Device(int index);

  const cudaDeviceProp& properties() const { return properties_; }
  // Copies the inputs in, launches the kernel `launches` times, copies the outputs out, waits. The seconds of one
  // launch by the device's own clock.
  double run(const Batch& batch, int launches = 1);

 private:
  template <class Kernel>
  double launch(const Kernel& kernel, std::size_t items, int launches) const;

  double run_one(const DigestBatch& batch, int launches);
  double run_one(const NodeBatch& batch, int launches);
  double run_one(const VerifyBatch& batch, int launches);
  double run_one(const RegisteredVerifyBatch& batch, int launches);
  double run_one(const MaskBatch& batch, int launches);
  double run_one(const CodeBatch& batch, int launches);
  double run_one(const ReplicaBatch& batch, int launches);
  std::shared_ptr<const DeviceKeys> keys_of(const KeyRegistry& registry);

  int index_;
  cudaDeviceProp properties_{};
  std::unique_ptr<Buffer<DeviceEntry>> base_;
  std::mutex mutex_;
  std::map<Bytes32, std::shared_ptr<const DeviceKeys>> registries_;  // by fingerprint
};

}  // namespace parley::gpu::cuda
