// Schedules of a run's first phase: which message in flight is delivered next, and what the network withholds.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "faults/campaign/options.hpp"
#include "protocols/core/ids.hpp"
#include "protocols/core/random.hpp"

namespace parley::faults {

enum class ScheduleKind : std::uint8_t {
  kUniform,            // any message in flight, all alike
  kPriorityLinks,      // probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010) over links: the link of
  kPriorityReceivers,  // highest priority first, priorities drawn, and lowered at a few drawn steps;
  kPrioritySenders,    // the same over receivers and over senders
  kDelayBounded,       // in order of sending, but for a few messages that are sent to the back (Emmi et al., POPL 2011)
  kRounds,             // all of a round before the next, in drawn order
};
inline constexpr std::size_t kScheduleKinds = 6;
inline constexpr std::array<std::string_view, kScheduleKinds> kScheduleNames{
    "uniform", "priority_links", "priority_receivers", "priority_senders", "delay_bounded", "rounds"};

struct Partition {
  std::uint32_t from_step = 0;
  std::uint32_t until_step = 0;  // excluded
  ProcessSet side;
  bool one_way = false;  // only what leaves `side` is cut
  bool busiest = false;  // `side` is whoever has sent most when it begins: a leader, where there is one
};

struct Crashing {
  ProcessId process;
  std::uint32_t at_step = 0;
  std::uint32_t restart_step = 0;  // 0: never
  // Not at `at_step`, but whenever the process has lost its power (power_loss.hpp); `restart_step` counts from then.
  bool after_power_loss = false;
};

struct Schedule {
  ScheduleKind kind = ScheduleKind::kUniform;
  std::uint32_t steps = 0;              // of the first phase at most
  std::uint64_t salt = 0;               // draws the priorities
  std::uint32_t changes = 0;            // priority changes or delays
  std::uint32_t withhold_permille = 0;  // of single messages
  std::uint32_t duplicate_permille = 0;
  std::uint32_t late_permille = 0;   // kRounds: some rounds late
  std::uint32_t timer_permille = 0;  // a step fires an armed timer, due or not
  bool keep_link_order = false;
  std::vector<Partition> partitions;
  std::vector<Crashing> crashes;
};

// Draws a schedule but for its crashes. `schedule` is reused, so that drawing allocates little.
void draw_schedule(Rng& rng, std::uint32_t processes, const NetworkFaults& network, std::uint32_t max_steps,
                   Schedule& schedule);

struct Flight {
  std::uint64_t order = 0;    // what goes first: a rank, then the serial number
  std::uint32_t payload = 0;  // index into the run's payloads
  std::uint32_t from = 0;
  std::uint32_t to = 0;

  constexpr std::uint32_t serial() const { return static_cast<std::uint32_t>(order); }
};

// The messages in flight of one run. Amortised constant or logarithmic time a message; allocates nothing once warm.
class FlightQueue {
 public:
  // `schedule` must outlive the run.
  void reset(const Schedule& schedule);

  bool empty() const { return flights_.empty(); }
  std::size_t size() const { return flights_.size(); }

  // Adds a message, or withholds it; true when withheld.
  bool add(Flight flight, std::uint32_t step, Rng& rng);

  // The next message of the first phase. `duplicated` tells whether a copy stays in flight. REQUIRES: !empty().
  Flight take(std::uint32_t step, Rng& rng, bool& duplicated);

  // The network heals: everything, withheld messages too unless they are lost, in order of sending.
  void heal(bool lose_withheld);
  const std::vector<Flight>& withheld() const { return withheld_; }
  // After healing: all in flight, which the caller empties into `batch`.
  void take_all(std::vector<Flight>& batch) {
    batch.clear();
    batch.swap(flights_);
  }

 private:
  void aim(const Flight& flight, std::uint32_t step);
  bool withholds(const Flight& flight, std::uint32_t step, Rng& rng) const;
  std::uint32_t rank_of(const Flight& flight, Rng& rng) const;
  std::uint32_t priority_of(const Flight& flight) const;
  std::uint64_t group_of(const Flight& flight) const;
  std::size_t oldest_of_link(std::size_t index) const;
  void demote(const Flight& flight);
  Flight remove(std::size_t index);
  void push(const Flight& flight);

  const Schedule* schedule_ = nullptr;
  bool heap_ = false;
  bool healed_ = false;
  std::vector<Flight> flights_;
  std::vector<Flight> withheld_;
  std::vector<std::uint64_t> demoted_;  // groups of messages, latest last
  std::uint32_t changes_left_ = 0;
  std::uint32_t next_serial_ = 0;
  std::uint32_t round_ = 0;
  std::vector<Partition> partitions_;  // the schedule's, aimed
  bool aims_ = false;
  std::vector<std::uint32_t> sends_;  // messages by sender, since a partition was aimed
};

}  // namespace parley::faults
