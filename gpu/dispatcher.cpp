#include "gpu/dispatcher.hpp"

#include <chrono>

#include "gpu/workload.hpp"

namespace parley::gpu {

std::size_t crossover_of(const std::vector<Comparison>& comparisons) {
  std::size_t least = Crossover::kNever;
  for (auto each = comparisons.rbegin(); each != comparisons.rend() && each->accelerator < each->cpu; ++each)
    least = each->size;
  return least;
}

namespace {

double seconds_of(Backend& backend, const Batch& batch) {
  const auto begin = std::chrono::steady_clock::now();
  const bool done = compute(backend, batch);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return done ? seconds : std::numeric_limits<double>::infinity();
}

// Sizes double until one batch takes long enough on the CPU that fixed costs no longer matter.
std::size_t measure_one(Backend& cpu, Backend& accelerator, Operation operation) {
  constexpr double kLongEnough = 0.02;
  std::vector<Comparison> comparisons;
  for (std::size_t size = 32; size <= (std::size_t{1} << 22); size *= 2) {
    const Workload workload(operation, size);
    seconds_of(accelerator, workload.batch());  // tables and buffers are set up by the first batch
    comparisons.push_back({size, seconds_of(cpu, workload.batch()), seconds_of(accelerator, workload.batch())});
    if (comparisons.back().cpu > kLongEnough) break;
  }
  return crossover_of(comparisons);
}

}  // namespace

Crossover measure_crossover(Backend& cpu, Backend& accelerator) {
  Crossover crossover;
  for (std::size_t operation = 0; operation < kOperations; ++operation)
    crossover.least[operation] = measure_one(cpu, accelerator, static_cast<Operation>(operation));
  return crossover;
}

Dispatcher::Dispatcher(std::unique_ptr<Backend> cpu, std::unique_ptr<Backend> accelerator, Crossover crossover)
    : cpu_(std::move(cpu)),
      accelerator_(std::move(accelerator)),
      crossover_(crossover),
      capabilities_(accelerator_ ? accelerator_->capabilities() : cpu_->capabilities()),
      alive_(accelerator_ != nullptr) {
  if (accelerator_) capabilities_.name = cpu_->capabilities().name + "+" + capabilities_.name;
}

bool Dispatcher::accelerated() const {
  const std::lock_guard lock(mutex_);
  return alive_;
}

Ticket Dispatcher::submit(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  const bool on_cpu = !alive_ || size_of(batch) < crossover_.of(operation_of(batch));
  Backend& chosen = on_cpu ? *cpu_ : *accelerator_;
  const Ticket inner = chosen.submit(batch);
  pending_.emplace(++last_, Pending{batch, inner, on_cpu});
  return {last_};
}

void Dispatcher::redo_on_cpu(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  alive_ = false;
  const auto found = pending_.find(ticket.number);
  if (found == pending_.end() || found->second.on_cpu) return;  // another thread was faster
  found->second.inner = cpu_->submit(found->second.batch);
  found->second.on_cpu = true;
}

Progress Dispatcher::settle(Ticket ticket, Progress (Backend::*ask)(Ticket)) {
  for (;;) {
    Ticket inner;
    Backend* chosen = nullptr;
    {
      const std::lock_guard lock(mutex_);
      const auto found = pending_.find(ticket.number);
      if (found == pending_.end()) return Progress::kDone;
      inner = found->second.inner;
      chosen = found->second.on_cpu ? cpu_.get() : accelerator_.get();
    }
    const Progress progress = (chosen->*ask)(inner);
    if (progress == Progress::kPending) return progress;
    if (progress == Progress::kDone) {
      const std::lock_guard lock(mutex_);
      pending_.erase(ticket.number);
      return progress;
    }
    redo_on_cpu(ticket);
  }
}

Progress Dispatcher::poll(Ticket ticket) {
  return settle(ticket, &Backend::poll);
}
Progress Dispatcher::wait(Ticket ticket) {
  return settle(ticket, &Backend::wait);
}

std::unique_ptr<Dispatcher> make_dispatcher(unsigned threads) {
  std::unique_ptr<Backend> cpu = make_cpu_backend(threads);
  std::unique_ptr<Backend> accelerator = make_cuda_backend();
  const Crossover crossover = accelerator ? measure_crossover(*cpu, *accelerator) : Crossover{};
  return std::make_unique<Dispatcher>(std::move(cpu), std::move(accelerator), crossover);
}

}  // namespace parley::gpu
