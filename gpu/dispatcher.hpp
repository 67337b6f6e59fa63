// One backend made of the CPU's and an accelerator's: small batches stay on the CPU, an accelerator that fails once is
// dead, and what it had not finished is computed again on the CPU. A caller sees no failure, only the same bytes later.
#pragma once

#include <array>
#include <limits>
#include <map>
#include <mutex>
#include <vector>

#include "gpu/backend.hpp"

namespace parley::gpu {

// The least batch of each operation that goes to the accelerator.
struct Crossover {
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();
  std::array<std::size_t, kOperations> least = never();

  std::size_t of(Operation operation) const { return least[static_cast<std::size_t>(operation)]; }

 private:
  static constexpr std::array<std::size_t, kOperations> never() {
    std::array<std::size_t, kOperations> all{};
    all.fill(kNever);
    return all;
  }
};

// Seconds that a batch of `size` took on both.
struct Comparison {
  std::size_t size = 0;
  double cpu = 0;
  double accelerator = 0;
};

// The least size from which on the accelerator was faster at every larger one; kNever when it lost at the largest.
// REQUIRES: sizes ascend.
std::size_t crossover_of(const std::vector<Comparison>& comparisons);

// Times both on made-up batches of each operation, sizes doubling, for some tenths of a second.
Crossover measure_crossover(Backend& cpu, Backend& accelerator);

class Dispatcher : public Backend {
 public:
  // `accelerator` may be null.
  Dispatcher(std::unique_ptr<Backend> cpu, std::unique_ptr<Backend> accelerator, Crossover crossover);

  const Capabilities& capabilities() const override { return capabilities_; }
  Ticket submit(const Batch& batch) override;
  Progress poll(Ticket ticket) override;
  Progress wait(Ticket ticket) override;

  // Whether the accelerator has never failed (and was there).
  bool accelerated() const;
  Backend& cpu() { return *cpu_; }

 private:
  struct Pending {
    Batch batch;
    Ticket inner;
    bool on_cpu;
  };

  Progress settle(Ticket ticket, Progress (Backend::*ask)(Ticket));
  void redo_on_cpu(Ticket ticket);

  std::unique_ptr<Backend> cpu_;
  std::unique_ptr<Backend> accelerator_;
  Crossover crossover_;
  Capabilities capabilities_;
  mutable std::mutex mutex_;
  bool alive_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Pending> pending_;
};

// The CPU and whatever accelerator is found, with a crossover measured now.
std::unique_ptr<Dispatcher> make_dispatcher(unsigned threads);

}  // namespace parley::gpu
