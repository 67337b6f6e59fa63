#include "checker/explore/search.hpp"

#include <new>

#include "checker/explore/findings.hpp"

namespace parley::explore {

Judge::Judge(const System& system, bool stop_at_violation) : system_(&system), stop_at_violation_(stop_at_violation) {
  const std::span<const PropertyInfo> properties = system.properties();
  for (std::size_t index = 0; index < properties.size(); ++index) {
    open_.insert(index);
    if (properties[index].kind != PropertyKind::kSometimes) violations_.insert(index);
  }
}

std::optional<Outcome> Watch::over(const Progress& so_far) {
  if (limits_->stop != nullptr && limits_->stop->load(std::memory_order_relaxed)) return Outcome::kStopped;
  if (limits_->max_states != 0 && so_far.states >= limits_->max_states) return Outcome::kMaxStates;
  if (limits_->max_bytes != 0 && so_far.bytes > limits_->max_bytes) return Outcome::kMemory;
  const auto now = std::chrono::steady_clock::now();
  if (limits_->deadline && now >= *limits_->deadline) return Outcome::kDeadline;
  if (limits_->progress && now - last_ >= std::chrono::milliseconds(250)) {
    last_ = now;
    Progress report = so_far;
    report.seconds = seconds();
    limits_->progress(report);
  }
  return std::nullopt;
}

SearchResult search(System& system, Engine engine, const Limits& limits, unsigned threads, bool stop_at_violation,
                    const Walks& walks) {
  switch (engine) {
    case Engine::kDepthFirst:
      return depth_first(system, limits, stop_at_violation);
    case Engine::kRandom:
      return random_walks(system, limits, walks, stop_at_violation);
    case Engine::kBreadthFirst:
    case Engine::kDeepening:
      break;
  }
  return breadth_first(system, limits, threads, stop_at_violation);
}

}  // namespace parley::explore
