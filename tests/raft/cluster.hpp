// A whole instance over the reference world: scripted step by step, or under a random schedule with faults. All
// `always` properties and Raft's own invariants are checked after every event.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/world/world.hpp"
#include "protocols/core/print.hpp"
#include "protocols/core/random.hpp"
#include "tests/raft/invariants.hpp"
#include "tests/raft/node.hpp"

namespace parley::raft::testing {

// How often what happens, in one run. The seed draws the mix as well as the events.
struct Mix {
  double timer = 0.1;  // a timer rather than a delivery
  double loss = 0;
  double duplication = 0;
  double crash = 0;
  double restart = 0.1;  // for something that is down

  static Mix draw(Rng& rng) {
    const auto some = [&](double most) { return rng.chance(0.3) ? 0.0 : rng.unit() * most; };
    return {0.02 + rng.unit() * 0.3, some(0.4), some(0.3), some(0.05), 0.02 + rng.unit() * 0.2};
  }
};

template <Process P>
class Cluster {
 public:
  using Event = world::Event<P>;
  struct InFlight {
    world::MessageKey key;
    ProcessId to;
  };

  Cluster(const Config& config, std::uint64_t seed, bool check_invariants = true)
      : config_(config),
        world_(config_, ProcessSet::first(process_count(config))),
        invariants_(config.n),
        check_invariants_(check_invariants),
        rng_(seed),
        choices_(rng_) {
    for (std::uint32_t id = 0; id < world_.size(); ++id)
      apply({world::EventKind::kStart, ProcessId{id}, {}, {}, {}, {}});
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // What went wrong first; empty so far.
  const std::string& failure() const { return failure_; }
  const typename P::Problem& monitor() const { return world_.monitor(); }
  const world::World<P>& world() const { return world_; }
  const Server& server(ProcessId id) const { return std::get<Server>(world_.local(id).state.part); }
  Rng& rng() { return rng_; }
  bool up(ProcessId id) const { return world_.local(id).up; }

  // --- scripts ---

  bool fire(ProcessId who, const typename P::Timer& timer) {
    Event event{world::EventKind::kTimer, who, {}, {}, timer, {}};
    if (world_.refusal(event) != world::Refusal::kNone) return false;
    apply(event);
    return true;
  }
  void crash(ProcessId who) { apply({world::EventKind::kCrash, who, {}, {}, {}, {}}); }
  void restart(ProcessId who) { apply({world::EventKind::kRestart, who, {}, {}, {}, {}}); }

  // Delivers the latest message of type M in flight between the two; false when there is none.
  template <class M>
  bool deliver(ProcessId from, ProcessId to) {
    for (std::size_t at = in_flight_.size(); at-- > 0;) {
      const InFlight& flight = in_flight_[at];
      if (flight.key.from != from || flight.to != to || !std::holds_alternative<M>(message(flight))) continue;
      take(at);
      return true;
    }
    return false;
  }
  // An election that `voters` and the candidate itself decide.
  bool elect(ProcessId candidate, const ProcessSet& voters) {
    if (!fire(candidate, ElectionTimeout{})) return false;
    voters.for_each([&](ProcessId voter) {
      deliver<RequestVote>(candidate, voter);
      deliver<Vote>(voter, candidate);
    });
    return server(candidate).role == Role::kLeader;
  }
  void lose_all() { in_flight_.clear(); }
  // Delivers all that is in flight and what follows from it, oldest first.
  void settle() {
    for (int budget = 20000; !in_flight_.empty() && failure_.empty() && budget > 0; --budget) take(0);
  }

  // --- random schedules ---

  void run_random(const Mix& mix, int events) {
    for (; events > 0 && failure_.empty(); --events) random_event(mix);
  }

  // A healthy period: everybody is up, nothing is lost, and elections do not collide. False when it is not enough for
  // what must happen eventually.
  bool converge() {
    for (std::uint32_t id = 0; id < world_.size(); ++id)
      if (!up(ProcessId{id})) restart(ProcessId{id});
    for (std::uint32_t round = 0; round < 40 * config_.n && failure_.empty(); ++round) {
      settle();
      if (monitor().unfulfilled().empty()) return true;
      const std::optional<ProcessId> leader = newest_leader();
      if (leader) {
        fire(*leader, HeartbeatDue{});
      } else {
        fire(ProcessId{round % config_.n}, ElectionTimeout{});
      }
      for (std::uint32_t id = config_.n; id < world_.size(); ++id) fire(ProcessId{id}, RetryDue{});
    }
    return false;
  }

 private:
  const Protocol::Message& message(const InFlight& flight) const {
    return world_.sent(flight.key.from)[flight.key.sequence].message;
  }

  void apply(const Event& event) {
    const std::size_t before = world_.sent(event.process).size();
    const Effects<P>& effects = world_.apply(event, choices_);
    if (check_invariants_ && !persists_first<P>(effects)) failure_ = "a message left before a record";
    for (std::size_t sequence = before; sequence < world_.sent(event.process).size(); ++sequence)
      launch({event.process, static_cast<std::uint32_t>(sequence)});
    if (failure_.empty() && check_invariants_) failure_ = invariants_.broken(world_, event);
    if (failure_.empty() && !monitor().broken().empty()) failure_ = broken_property();
  }

  void launch(world::MessageKey key) {
    const auto& payload = world_.sent(key.from)[key.sequence];
    for (std::uint32_t to = 0; to < world_.size(); ++to)
      if (payload.addresses(key.from, ProcessId{to}, config_.n)) in_flight_.push_back({key, ProcessId{to}});
  }

  std::string broken_property() const {
    for (std::size_t index = 0; index < P::Problem::kProperties.size(); ++index)
      if (monitor().broken().contains(index)) return std::string(P::Problem::kProperties[index].name);
    return {};
  }

  // Delivers the message at `at`, which stays in flight if `again`; one to a process that is down is lost.
  void take(std::size_t at, bool again = false) {
    const InFlight flight = in_flight_[at];
    if (!again) in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
    if (up(flight.to)) apply({world::EventKind::kDeliver, flight.to, flight.key, {}, {}, {}});
  }

  void random_event(const Mix& mix) {
    const ProcessId who{static_cast<std::uint32_t>(rng_.below(world_.size()))};
    if (!up(who)) {
      if (rng_.chance(mix.restart)) restart(who);
    } else if (rng_.chance(mix.crash)) {
      crash(who);
    } else if (in_flight_.empty() || rng_.chance(mix.timer)) {
      const auto& armed = world_.armed(who);
      if (!armed.empty()) fire(who, typename P::Timer(armed[rng_.below(armed.size())]));
    } else {
      const std::size_t at = rng_.below(in_flight_.size());
      if (rng_.chance(mix.loss)) {
        in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        take(at, rng_.chance(mix.duplication));
      }
    }
  }

  // The leader of the largest term that any server knows.
  std::optional<ProcessId> newest_leader() const {
    Term term = 0;
    std::optional<ProcessId> leader;
    for (std::uint32_t id = 0; id < config_.n; ++id) {
      const Server& candidate = server(ProcessId{id});
      if (candidate.term > term) leader.reset();
      term = std::max(term, candidate.term);
      if (candidate.term == term && candidate.role == Role::kLeader) leader = ProcessId{id};
    }
    return leader;
  }

  Config config_;
  world::World<P> world_;
  Invariants invariants_;
  bool check_invariants_;
  Rng rng_;
  Choices choices_;
  std::vector<InFlight> in_flight_;
  std::string failure_;
};

}  // namespace parley::raft::testing
