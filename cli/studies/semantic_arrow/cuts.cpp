#include "cli/studies/semantic_arrow/cuts.hpp"

#include <algorithm>
#include <vector>

#include "net/world/world.hpp"

namespace parley::semantic_arrow {

namespace {

using Event = world::Event<Link>;

class CutRun {
 public:
  CutRun(const LinkConfig& config, std::uint32_t dying) : config_(config), dying_(dying), world_(config, everybody()) {
    for (std::uint32_t id = 0; id < config.n; ++id) take({world::EventKind::kStart, ProcessId{id}, {}, {}, {}, {}});
  }

  // Delivers up to so many messages; those on arcs that are dead are lost instead.
  void deliver(std::uint32_t most, bool cut) {
    for (std::uint32_t done = 0; done < most && !under_way_.empty();) {
      const Event event = under_way_.front();
      under_way_.erase(under_way_.begin());
      if (cut && is_dead(event.key.from, event.process)) continue;
      take(event);
      ++done;
    }
  }

  bool let_time_pass() {
    for (std::uint32_t id = 0; id < config_.n; ++id) {
      if (world_.armed(ProcessId{id}).empty()) continue;
      take({world::EventKind::kTimer, ProcessId{id}, {}, {}, world_.armed(ProcessId{id}).front(), {}});
      return true;
    }
    return false;
  }

  Outcome outcome() const {
    const Transfer& monitor = world_.monitor();
    if (!monitor.broken().empty()) return Outcome::kInconsistent;
    if (monitor.open > 0) return Outcome::kInDoubt;
    return monitor.completed > 0 ? Outcome::kCommitted : Outcome::kAborted;
  }

 private:
  ProcessSet everybody() const { return ProcessSet::first(config_.n); }

  bool is_dead(ProcessId from, ProcessId to) const {
    const std::uint32_t bit = 2 * (from.value + to.value - 1) + (from > to ? 1 : 0);
    return ((dying_ >> bit) & 1) != 0;
  }

  void take(const Event& event) {
    std::vector<std::size_t> sent_before;
    for (std::uint32_t id = 0; id < config_.n; ++id) sent_before.push_back(world_.sent(ProcessId{id}).size());
    world_.apply(event);
    for (std::uint32_t id = 0; id < config_.n; ++id) {
      const auto& sent = world_.sent(ProcessId{id});
      for (std::size_t at = sent_before[id]; at < sent.size(); ++at)
        for (std::uint32_t to = 0; to < config_.n; ++to)
          if (sent[at].addresses(ProcessId{id}, ProcessId{to}, config_.n))
            under_way_.push_back({world::EventKind::kDeliver,
                                  ProcessId{to},
                                  {ProcessId{id}, static_cast<std::uint32_t>(at)},
                                  {},
                                  {},
                                  {}});
    }
  }

  const LinkConfig& config_;
  std::uint32_t dying_;
  world::World<Link> world_;
  std::vector<Event> under_way_;
};

}  // namespace

Outcome cut_after(const LinkConfig& config, std::uint32_t deliveries, std::uint32_t dying) {
  constexpr std::uint32_t kAll = 0xffffffff;
  CutRun run(config, dying);
  run.deliver(deliveries, false);
  do run.deliver(kAll, true);
  while (run.let_time_pass());
  return run.outcome();
}

}  // namespace parley::semantic_arrow
