#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "gpu/backend.hpp"
#include "gpu/cpu/kernels.hpp"
#include "gpu/cpu/worker_pool.hpp"

namespace parley::gpu {

namespace {

Capabilities describe(const cpu::Features& features, unsigned threads) {
  Capabilities capabilities;
  capabilities.name = "cpu";
  capabilities.device = "host";
  capabilities.detail = std::string(features.avx2 ? "AVX2" : "no AVX2") + (features.sha ? ", SHA extensions" : "");
  capabilities.lanes = threads;
  return capabilities;
}

class CpuBackend : public Backend {
 public:
  explicit CpuBackend(unsigned threads)
      : context_(cpu::detect_features()), capabilities_(describe(context_.features, threads)), pool_(threads) {}

  const Capabilities& capabilities() const override { return capabilities_; }

  Ticket submit(const Batch& batch) override {
    check_batch(batch);
    return std::visit([&](const auto& each) { return start(each); }, batch);
  }

  Progress poll(Ticket ticket) override {
    const std::lock_guard lock(mutex_);
    return open_.contains(ticket.number) ? Progress::kPending : Progress::kDone;
  }

  Progress wait(Ticket ticket) override {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return !open_.contains(ticket.number); });
    return Progress::kDone;
  }

 private:
  template <class Each>
  Ticket start(const Each& batch) {
    const std::size_t grain = cpu::grain(batch);
    const std::size_t grains = (batch.size() + grain - 1) / grain;
    const std::size_t parts = std::min<std::size_t>(grains, capabilities_.lanes * std::size_t{4});
    std::uint64_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      number = ++last_;
      if (parts > 0) open_.emplace(number, parts);
    }
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t first = grains * part / parts * grain;
      const std::size_t last = std::min(batch.size(), grains * (part + 1) / parts * grain);
      pool_.add([this, batch, first, last, number] {
        cpu::run(context_, batch, first, last);
        finish_part(number);
      });
    }
    return {number};
  }

  void finish_part(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(number);
    if (--found->second > 0) return;
    open_.erase(found);
    finished_.notify_all();
  }

  cpu::Context context_;
  Capabilities capabilities_;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::size_t> open_;  // parts not yet done
  cpu::WorkerPool pool_;                       // last: its threads use the rest
};

class InlineBackend : public Backend {
 public:
  InlineBackend() : context_(cpu::detect_features()), capabilities_(describe(context_.features, 1)) {}

  const Capabilities& capabilities() const override { return capabilities_; }

  Ticket submit(const Batch& batch) override {
    check_batch(batch);
    std::visit([&](const auto& each) { cpu::run(context_, each, 0, each.size()); }, batch);
    return {++last_};
  }
  Progress poll(Ticket) override { return Progress::kDone; }
  Progress wait(Ticket) override { return Progress::kDone; }

 private:
  cpu::Context context_;
  Capabilities capabilities_;
  std::uint64_t last_ = 0;
};

}  // namespace

std::unique_ptr<Backend> make_inline_backend() {
  return std::make_unique<InlineBackend>();
}

std::unique_ptr<Backend> make_cpu_backend(unsigned threads) {
  return std::make_unique<CpuBackend>(std::max(1U, threads));
}

}  // namespace parley::gpu
