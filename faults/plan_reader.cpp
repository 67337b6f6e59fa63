#include "faults/plan_reader.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "faults/place.hpp"

namespace parley::faults {

namespace {

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMost64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostMemory = 1024;  // messages that a strategy keeps in the state of its process
constexpr std::uint64_t kMostChanges = 64;

// An object of a plan, and the bound of the processes named in it.
class Fault {
 public:
  Fault(const Place& place, std::uint32_t process_count) : place_(place), process_count_(process_count) {}

  const Place& place() const { return place_; }
  // The same object, which may have no other members than these.
  const Fault& only(std::initializer_list<std::string_view> members) const {
    place_.only(members);
    return *this;
  }
  Fault at(const Place& place) const { return {place, process_count_}; }

  std::uint64_t whole(std::string_view member, std::uint64_t least, std::uint64_t most) const {
    return place_.require(member).whole(least, most);
  }
  std::uint32_t whole32(std::string_view member, std::uint64_t least, std::uint64_t most,
                        std::optional<std::uint32_t> otherwise = std::nullopt) const {
    if (otherwise && !place_.has(member)) return *otherwise;
    return static_cast<std::uint32_t>(whole(member, least, most));
  }
  // A probability as thousandths, rounded; above 0 stays above 0.
  Chance chance(std::uint32_t otherwise) const {
    const std::optional<Place> probability = place_.find("probability");
    if (!probability) return {otherwise};
    const double value = probability->probability();
    return {value == 0 ? 0 : static_cast<std::uint32_t>(std::max(1L, std::lround(value * 1000)))};
  }
  bool flag(std::string_view member) const {
    const std::optional<Place> place = place_.find(member);
    return place && place->flag();
  }
  SecondFace second_face() const {
    const std::optional<Place> face = place_.find("second_face");
    return face && face->one_of({"rename", "config"}) == 1 ? SecondFace::kConfig : SecondFace::kRename;
  }
  ProcessId process() const { return to_process(place_.require("process")); }
  std::optional<ProcessSet> processes(std::string_view member) const {
    if (!place_.has(member)) return std::nullopt;
    ProcessSet set;
    for (const Place& element : list(member)) set.insert(to_process(element));
    return set;
  }
  std::vector<std::string> texts(std::string_view member) const {
    std::vector<std::string> texts;
    for (const Place& element : list(member)) texts.push_back(element.text());
    return texts;
  }
  std::vector<std::uint64_t> wholes(std::string_view member) const {
    std::vector<std::uint64_t> values;
    for (const Place& element : list(member)) values.push_back(element.whole(0, kMost64));
    return values;
  }
  // The elements of a list, none when it is absent.
  std::vector<Place> list(std::string_view member) const {
    const std::optional<Place> place = place_.find(member);
    return place ? place->elements() : std::vector<Place>();
  }

 private:
  ProcessId to_process(const Place& place) const {
    if (process_count_ == 0) place.fail("expected no process, as there is none");
    return ProcessId{static_cast<std::uint32_t>(place.whole(0, process_count_ - 1))};
  }

  Place place_;
  std::uint32_t process_count_;
};

StrategySpec read_crash(const Fault& fault) {
  return Crash{fault.only({"type", "at_step"}).whole32("at_step", 0, kMost32)};
}

StrategySpec read_mute(const Fault& fault) {
  return Mute{fault.only({"type", "messages"}).texts("messages")};
}

StrategySpec read_delay(const Fault& fault) {
  fault.only({"type", "ticks", "probability", "messages"});
  return Delay{fault.whole("ticks", 1, kMost32), fault.chance(1000), fault.texts("messages")};
}

StrategySpec read_drop_to_some(const Fault& fault) {
  fault.only({"type", "to", "probability", "messages"});
  if (!fault.place().has("to") && !fault.place().has("probability"))
    fault.place().fail_at("to", "expected the receivers, or a probability, or both (to drop everything, use mute)");
  return DropToSome{fault.processes("to"), fault.chance(1000), fault.texts("messages")};
}

StrategySpec read_clock(const Fault& fault) {
  return Clock{fault.only({"type", "percent"}).whole32("percent", 0, 10'000)};
}

StrategySpec read_power_loss(const Fault& fault) {
  fault.only({"type", "at_step", "records"});
  return PowerLoss{fault.whole32("at_step", 0, kMost32 - 1), fault.whole32("records", 0, kMost32, 0)};
}

StrategySpec read_twins(const Fault& fault) {
  fault.only({"type", "period", "second_face"});
  return Twins{fault.whole32("period", 1, kMost32, 8), fault.second_face()};
}

StrategySpec read_fabricate(const Fault& fault) {
  fault.only({"type", "memory", "changes", "probability", "messages"});
  return Fabricate{fault.whole32("memory", 1, kMostMemory, 8), fault.whole32("changes", 0, kMostChanges, 2),
                   fault.chance(500), fault.texts("messages")};
}

StrategySpec read_replay(const Fault& fault) {
  fault.only({"type", "memory", "probability", "messages"});
  return Replay{fault.whole32("memory", 1, kMostMemory, 8), fault.chance(250), fault.texts("messages")};
}

StrategySpec read_equivocate(const Fault& fault) {
  fault.only({"type", "second_face_to", "first_face_to", "second_face", "fields"});
  const SecondFace face = fault.second_face();
  if (face == SecondFace::kConfig && fault.place().has("fields"))
    fault.place().fail_at("fields", "expected no such member where the second face has its own inputs");
  return Equivocate{fault.processes("second_face_to"), face, fault.texts("fields"), fault.processes("first_face_to")};
}

StrategySpec read_mutate(const Fault& fault) {
  fault.only({"type", "probability", "per_receiver", "messages", "fields", "values"});
  return Mutate{fault.chance(500), fault.flag("per_receiver"), fault.texts("messages"), fault.texts("fields"),
                fault.wholes("values")};
}

StrategySpec read_protocol_attack(const Fault& fault) {
  fault.only({"type", "attack", "parameters"});
  ProtocolAttack spec{fault.place().require("attack").text(), {}};
  if (const std::optional<Place> parameters = fault.place().find("parameters"))
    for (const auto& [name, place] : parameters->members()) spec.parameters.emplace_back(name, place.whole(0, kMost64));
  return spec;
}

struct StrategyReader {
  std::string_view type;
  StrategySpec (*read)(const Fault&);
};

constexpr StrategyReader kReaders[] = {
    {Crash::kName, read_crash},         {Mute::kName, read_mute},
    {Delay::kName, read_delay},         {DropToSome::kName, read_drop_to_some},
    {Clock::kName, read_clock},         {PowerLoss::kName, read_power_loss},
    {Replay::kName, read_replay},       {Equivocate::kName, read_equivocate},
    {Twins::kName, read_twins},         {Mutate::kName, read_mutate},
    {Fabricate::kName, read_fabricate}, {ProtocolAttack::kName, read_protocol_attack},
};

StrategySpec read_strategy(const Fault& fault) {
  const Place type = fault.place().require("type");
  const std::string name = type.text();
  std::vector<std::string_view> known;
  for (const StrategyReader& reader : kReaders) {
    if (reader.type == name) return reader.read(fault);
    known.push_back(reader.type);
  }
  type.fail(fmt::format("expected one of {}, found \"{}\"", fmt::join(known, ", "), name));
}

ByzantineFault read_byzantine(const Fault& fault) {
  fault.only({"process", "strategies"});
  ByzantineFault read{fault.process(), {}};
  std::size_t faces = 0;
  for (const Place& place : fault.place().require("strategies").elements()) {
    read.strategies.push_back(read_strategy(fault.at(place)));
    if (is_two_faced(read.strategies.back()) && ++faces > 1)
      place.fail("expected no such strategy: a process has two faces at most");
  }
  return read;
}

CrashFault read_crash_fault(const Fault& fault) {
  fault.only({"process", "at_tick", "restart_at_tick"});
  CrashFault crash{fault.process(), Ticks{fault.whole("at_tick", 0, kMost64 - 1)}, {}};
  if (fault.place().has("restart_at_tick"))
    crash.restart_at_tick = Ticks{fault.whole("restart_at_tick", crash.at_tick.count + 1, kMost64)};
  return crash;
}

// The crashes of one process must not overlap, and nobody is both Byzantine and crashed.
class CrashCheck {
 public:
  explicit CrashCheck(const ProcessSet& byzantine) : byzantine_(byzantine) {}

  void operator()(const CrashFault& crash, const Place& place) {
    if (byzantine_.contains(crash.process))
      place.fail_at("process", "expected a process that is not Byzantine (its strategies can crash it)");
    const auto [last, is_first] = restarts_.try_emplace(crash.process, crash.restart_at_tick);
    if (!is_first && (!last->second || *last->second >= crash.at_tick))
      place.fail_at("at_tick", "expected a tick later than the restart from the crash before");
    last->second = crash.restart_at_tick;
  }

 private:
  const ProcessSet& byzantine_;
  std::map<ProcessId, std::optional<Ticks>> restarts_;  // from the last crash of each process
};

}  // namespace

FaultPlan read_fault_plan(const nlohmann::json& document, std::string_view file, std::string_view path,
                          std::uint32_t process_count) {
  const Fault whole(Place(document, std::string(file), std::string(path)), process_count);
  whole.only({"byzantine", "crashes"});
  FaultPlan plan;
  ProcessSet named;
  for (const Place& place : whole.list("byzantine")) {
    plan.byzantine.push_back(read_byzantine(whole.at(place)));
    if (!named.insert(plan.byzantine.back().process))
      place.fail_at("process", "expected each process once, this one is named before");
  }
  CrashCheck check_crash(named);
  for (const Place& place : whole.list("crashes")) {
    plan.crashes.push_back(read_crash_fault(whole.at(place)));
    check_crash(plan.crashes.back(), place);
  }
  return plan;
}

}  // namespace parley::faults
