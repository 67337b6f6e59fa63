// The backend of a CUDA device: batches run on two threads with a stream each, so that copies of one overlap with the
// kernel of the other.
#include <condition_variable>
#include <set>

#include "gpu/backend.hpp"
#include "gpu/cpu/worker_pool.hpp"
#include "gpu/cuda/device.inl.cuh"
#include "gpu/cuda/timing.hpp"

namespace parley::gpu {

namespace {

Capabilities describe(const cudaDeviceProp& properties) {
  Capabilities capabilities;
  capabilities.name = "cuda";
  capabilities.device = properties.name;
  capabilities.detail = "compute " + std::to_string(properties.major) + "." + std::to_string(properties.minor);
  capabilities.lanes = static_cast<unsigned>(properties.multiProcessorCount);
  capabilities.memory_bytes = properties.totalGlobalMem;
  return capabilities;
}

class CudaBackend : public Backend {
 public:
  CudaBackend() : device_(0), capabilities_(describe(device_.properties())) {}

  const Capabilities& capabilities() const override { return capabilities_; }

  Ticket submit(const Batch& batch) override {
    check_batch(batch);
    Ticket ticket;
    {
      const std::lock_guard lock(mutex_);
      ticket.number = ++last_;
      if (dead_) {
        failed_.insert(ticket.number);
        return ticket;
      }
      open_.insert(ticket.number);
    }
    pool_.add([this, batch, ticket] { finish(ticket, attempt(batch)); });
    return ticket;
  }

  Progress poll(Ticket ticket) override {
    const std::lock_guard lock(mutex_);
    return open_.contains(ticket.number) ? Progress::kPending : settled(ticket);
  }

  Progress wait(Ticket ticket) override {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return !open_.contains(ticket.number); });
    return settled(ticket);
  }

 private:
  // Whatever goes wrong, the context may be unusable from then on.
  bool attempt(const Batch& batch) noexcept {
    try {
      device_.run(batch);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }
  void finish(Ticket ticket, bool done) {
    const std::lock_guard lock(mutex_);
    open_.erase(ticket.number);
    if (!done) failed_.insert(ticket.number);
    dead_ = dead_ || !done;
    finished_.notify_all();
  }
  Progress settled(Ticket ticket) const {
    return failed_.contains(ticket.number) ? Progress::kFailed : Progress::kDone;
  }

  cuda::Device device_;
  Capabilities capabilities_;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool dead_ = false;
  std::uint64_t last_ = 0;
  std::set<std::uint64_t> open_;
  std::set<std::uint64_t> failed_;
  cpu::WorkerPool pool_{2};  // last: its threads use the rest
};

}  // namespace

std::string cuda_absence() {
  int devices = 0;
  const cudaError_t error = cudaGetDeviceCount(&devices);
  if (error == cudaErrorInsufficientDriver) return "no driver";
  if (error != cudaSuccess) return cudaGetErrorString(error);
  return devices > 0 ? "" : "no device";
}

std::unique_ptr<Backend> make_cuda_backend() {
  if (!cuda_absence().empty()) return nullptr;
  try {
    return std::make_unique<CudaBackend>();
  } catch (const cuda::CudaError&) {
    return nullptr;
  }
}

std::optional<double> time_on_cuda(const Batch& batch, int launches) {
  check_batch(batch);
  if (!cuda_absence().empty()) return std::nullopt;
  try {
    cuda::Device device(0);
    device.run(batch);  // warms up
    return device.run(batch, launches);
  } catch (const cuda::CudaError&) {
    return std::nullopt;
  }
}

}  // namespace parley::gpu
