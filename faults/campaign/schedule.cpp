#include "faults/campaign/schedule.hpp"

#include <algorithm>

namespace parley::faults {

namespace {

// Orders hold the serial number in their low half, so that no two are equal.
struct Later {
  constexpr bool operator()(const Flight& a, const Flight& b) const { return a.order > b.order; }
};
constexpr std::uint64_t kLastRound = 0xffff;  // later ones count as one

std::uint32_t scatter(std::uint64_t salt, std::uint64_t group) {
  std::uint64_t mixed = (salt ^ group) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 31)) * 0x94d049bb133111eb;
  return static_cast<std::uint32_t>(mixed >> 33);
}

std::uint32_t drawn_below(Rng& rng, std::uint32_t bound) {
  return static_cast<std::uint32_t>(rng.below(bound));
}

bool permille(Rng& rng, std::uint32_t share) {
  return share != 0 && rng.below(1000) < share;
}

// Deep bugs need one against all more often than halves: one drawn, or whoever leads. Halves split quorums.
void draw_side(Rng& rng, std::uint32_t processes, Partition& partition) {
  switch (rng.below(4)) {
    case 0:
      partition.side.insert(ProcessId{drawn_below(rng, processes)});
      return;
    case 1:
      partition.busiest = true;
      return;
    case 2:
      while (partition.side.size() < processes / 2) partition.side.insert(ProcessId{drawn_below(rng, processes)});
      return;
    default:
      for (std::uint32_t id = 0; id < processes; ++id)
        if (rng.below(2) == 0) partition.side.insert(ProcessId{id});
  }
}

Partition draw_partition(Rng& rng, std::uint32_t processes, std::uint32_t max_steps) {
  Partition partition;
  draw_side(rng, processes, partition);
  partition.one_way = rng.below(4) == 0;
  partition.from_step = drawn_below(rng, max_steps);
  partition.until_step = partition.from_step + 1 + drawn_below(rng, max_steps);
  return partition;
}

}  // namespace

void draw_schedule(Rng& rng, std::uint32_t processes, const NetworkFaults& network, std::uint32_t max_steps,
                   Schedule& schedule) {
  constexpr std::array<std::uint32_t, 4> kWithhold{20, 50, 150, 400};
  constexpr std::array<std::uint32_t, 4> kTimers{0, 5, 50, 300};
  // Without reordering only the kinds that can keep the order within a link are left.
  schedule.kind = static_cast<ScheduleKind>(rng.below(network.reordering ? kScheduleKinds : 4));
  schedule.salt = rng.next();
  schedule.steps = rng.below(8) == 0 ? 1 + drawn_below(rng, max_steps) : max_steps;
  schedule.changes = 1 + drawn_below(rng, 5);
  schedule.keep_link_order = !network.reordering;
  schedule.timer_permille = kTimers[rng.below(kTimers.size())];
  schedule.withhold_permille = 0;
  schedule.duplicate_permille = network.duplication && rng.below(2) == 0 ? 50 : 0;
  schedule.late_permille = network.reordering && rng.below(2) == 0 ? 100 : 0;
  schedule.partitions.clear();
  schedule.crashes.clear();
  if (!network.withholding && !network.loss) return;
  const std::uint64_t how = rng.below(4);
  if (how == 1 || how == 3) schedule.withhold_permille = kWithhold[rng.below(kWithhold.size())];
  if (how >= 2 && processes > 1)
    for (std::uint64_t left = 1 + rng.below(3); left > 0; --left)
      schedule.partitions.push_back(draw_partition(rng, processes, max_steps));
}

void FlightQueue::reset(const Schedule& schedule) {
  schedule_ = &schedule;
  heap_ = schedule.kind != ScheduleKind::kUniform;
  healed_ = false;
  flights_.clear();
  withheld_.clear();
  demoted_.clear();
  changes_left_ = schedule.changes;
  next_serial_ = 0;
  round_ = 0;
  partitions_ = schedule.partitions;
  aims_ = std::any_of(partitions_.begin(), partitions_.end(), [](const Partition& cut) { return cut.busiest; });
  sends_.clear();
}

bool FlightQueue::add(Flight flight, std::uint32_t step, Rng& rng) {
  flight.order = next_serial_++;
  if (healed_) {
    flights_.push_back(flight);
    return false;
  }
  if (aims_) aim(flight, step);
  if (withholds(flight, step, rng)) {
    withheld_.push_back(flight);
    return true;
  }
  if (heap_) flight.order |= std::uint64_t{rank_of(flight, rng)} << 32;
  push(flight);
  return false;
}

Flight FlightQueue::take(std::uint32_t step, Rng& rng, bool& duplicated) {
  std::size_t index = 0;
  if (!heap_) index = static_cast<std::size_t>(rng.below(flights_.size()));
  if (schedule_->keep_link_order) index = oldest_of_link(index);
  const Flight flight = remove(index);
  // A change point falls on a step with the probability that spends the changes over the phase.
  if (heap_ && changes_left_ > 0 && step < schedule_->steps && rng.below(flights_.size() * 2 + 8) < 1) {
    --changes_left_;
    demote(flight);
  }
  if (schedule_->kind == ScheduleKind::kRounds)
    round_ = std::max(round_, static_cast<std::uint32_t>(flight.order >> 48));
  duplicated = permille(rng, schedule_->duplicate_permille);
  if (duplicated) add(flight, step, rng);
  return flight;
}

void FlightQueue::heal(bool lose_withheld) {
  healed_ = true;
  if (!lose_withheld) flights_.insert(flights_.end(), withheld_.begin(), withheld_.end());
  std::sort(flights_.begin(), flights_.end(), [](const Flight& a, const Flight& b) { return a.serial() < b.serial(); });
}

// Counts the message, and turns partitions that begin against whoever has sent most since the last one began.
void FlightQueue::aim(const Flight& flight, std::uint32_t step) {
  if (sends_.size() <= flight.from) sends_.resize(flight.from + 1);
  ++sends_[flight.from];
  for (Partition& partition : partitions_) {
    if (!partition.busiest || !partition.side.empty() || step < partition.from_step) continue;
    const auto most = std::max_element(sends_.begin(), sends_.end());
    partition.side.insert(ProcessId{static_cast<std::uint32_t>(most - sends_.begin())});
    std::fill(sends_.begin(), sends_.end(), 0U);
  }
}

bool FlightQueue::withholds(const Flight& flight, std::uint32_t step, Rng& rng) const {
  for (const Partition& partition : partitions_) {
    if (step < partition.from_step || step >= partition.until_step) continue;
    const bool out = partition.side.contains(ProcessId{flight.from}) && !partition.side.contains(ProcessId{flight.to});
    const bool in = partition.side.contains(ProcessId{flight.to}) && !partition.side.contains(ProcessId{flight.from});
    if (out || (in && !partition.one_way)) return true;
  }
  return permille(rng, schedule_->withhold_permille);
}

// Smaller goes first; the serial number breaks ties, so equal ranks keep the order of sending.
std::uint32_t FlightQueue::rank_of(const Flight& flight, Rng& rng) const {
  switch (schedule_->kind) {
    case ScheduleKind::kUniform:
    case ScheduleKind::kDelayBounded:
      return 0;
    case ScheduleKind::kPriorityLinks:
    case ScheduleKind::kPriorityReceivers:
    case ScheduleKind::kPrioritySenders:
      return priority_of(flight);
    case ScheduleKind::kRounds:
      break;
  }
  const std::uint64_t late = permille(rng, schedule_->late_permille) ? 1 + rng.below(3) : 0;
  return static_cast<std::uint32_t>(((std::min(round_ + 1 + late, kLastRound)) << 16) | (rng.next() >> 48));
}

std::uint64_t FlightQueue::group_of(const Flight& flight) const {
  if (schedule_->kind == ScheduleKind::kPriorityReceivers) return flight.to;
  if (schedule_->kind == ScheduleKind::kPrioritySenders) return flight.from;
  return (std::uint64_t{flight.from} << 32) | flight.to;
}

// Drawn priorities come before all demoted groups, and those in the order of their demotion.
std::uint32_t FlightQueue::priority_of(const Flight& flight) const {
  const std::uint64_t group = group_of(flight);
  for (std::size_t index = demoted_.size(); index > 0; --index)
    if (demoted_[index - 1] == group) return 0x8000'0000U + static_cast<std::uint32_t>(index);
  return scatter(schedule_->salt, group);
}

std::size_t FlightQueue::oldest_of_link(std::size_t index) const {
  std::size_t oldest = index;
  for (std::size_t other = 0; other < flights_.size(); ++other)
    if (flights_[other].from == flights_[index].from && flights_[other].to == flights_[index].to &&
        flights_[other].serial() < flights_[oldest].serial())
      oldest = other;
  return oldest;
}

void FlightQueue::demote(const Flight& flight) {
  if (flights_.empty() || schedule_->kind == ScheduleKind::kRounds) return;
  if (schedule_->kind == ScheduleKind::kDelayBounded) {
    Flight delayed = remove(0);
    delayed.order |= std::uint64_t{1} << 32;
    push(delayed);
    return;
  }
  demoted_.push_back(group_of(flight));
  for (Flight& other : flights_) other.order = (std::uint64_t{priority_of(other)} << 32) | other.serial();
  std::make_heap(flights_.begin(), flights_.end(), Later{});
}

Flight FlightQueue::remove(std::size_t index) {
  const Flight flight = flights_[index];
  if (heap_ && index == 0) {
    std::pop_heap(flights_.begin(), flights_.end(), Later{});
    flights_.pop_back();
  } else {
    flights_[index] = flights_.back();
    flights_.pop_back();
    if (heap_) std::make_heap(flights_.begin(), flights_.end(), Later{});
  }
  return flight;
}

void FlightQueue::push(const Flight& flight) {
  flights_.push_back(flight);
  if (heap_) std::push_heap(flights_.begin(), flights_.end(), Later{});
}

}  // namespace parley::faults
