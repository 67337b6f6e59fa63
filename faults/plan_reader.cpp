#include "faults/plan_reader.hpp"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "faults/json_object.hpp"
#include "protocols/core/error.hpp"

namespace parley::faults {

namespace {

using Keys = std::vector<std::string_view>;

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMost64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostMemory = 1024;  // messages that a strategy keeps in the state of its process
constexpr std::uint64_t kMostChanges = 64;

struct Source {
  const nlohmann::json& json;
  std::string_view file;
  std::string path;
  std::uint32_t process_count;

  JsonObject object(const Keys& known) const { return {json, file, path, known}; }
};

StrategySpec read_crash(const Source& source) {
  const JsonObject object = source.object({"type", "at_step"});
  return Crash{static_cast<std::uint32_t>(object.integer("at_step", 0, kMost32))};
}

StrategySpec read_mute(const Source& source) {
  return Mute{source.object({"type", "messages"}).texts("messages")};
}

StrategySpec read_delay(const Source& source) {
  const JsonObject object = source.object({"type", "ticks", "probability", "messages"});
  return Delay{object.integer("ticks", 1, kMost32), {object.permille("probability", 1000)}, object.texts("messages")};
}

StrategySpec read_drop_to_some(const Source& source) {
  const JsonObject object = source.object({"type", "to", "probability", "messages"});
  if (!object.has("to") && !object.has("probability"))
    object.fail("to", "is missing: give the receivers, or a probability, or both (to drop everything, use mute)");
  return DropToSome{
      object.processes("to", source.process_count), {object.permille("probability", 1000)}, object.texts("messages")};
}

StrategySpec read_clock(const Source& source) {
  return Clock{static_cast<std::uint32_t>(source.object({"type", "percent"}).integer("percent", 0, 10'000))};
}

StrategySpec read_power_loss(const Source& source) {
  const JsonObject object = source.object({"type", "at_step", "records"});
  return PowerLoss{static_cast<std::uint32_t>(object.integer("at_step", 0, kMost32 - 1)),
                   static_cast<std::uint32_t>(object.integer("records", 0, kMost32, 0))};
}

StrategySpec read_twins(const Source& source) {
  const JsonObject object = source.object({"type", "period", "second_face"});
  const bool config = object.text("second_face", {"rename", "config"}, "rename") == "config";
  return Twins{static_cast<std::uint32_t>(object.integer("period", 1, kMost32, 8)),
               config ? SecondFace::kConfig : SecondFace::kRename};
}

StrategySpec read_fabricate(const Source& source) {
  const JsonObject object = source.object({"type", "memory", "changes", "probability", "messages"});
  return Fabricate{static_cast<std::uint32_t>(object.integer("memory", 1, kMostMemory, 8)),
                   static_cast<std::uint32_t>(object.integer("changes", 0, kMostChanges, 2)),
                   {object.permille("probability", 500)},
                   object.texts("messages")};
}

StrategySpec read_replay(const Source& source) {
  const JsonObject object = source.object({"type", "memory", "probability", "messages"});
  return Replay{static_cast<std::uint32_t>(object.integer("memory", 1, kMostMemory, 8)),
                {object.permille("probability", 250)},
                object.texts("messages")};
}

StrategySpec read_equivocate(const Source& source) {
  const JsonObject object = source.object({"type", "second_face_to", "first_face_to", "second_face", "fields"});
  const bool config = object.text("second_face", {"rename", "config"}, "rename") == "config";
  if (config && object.has("fields")) object.fail("fields", "must be absent where the second face has its own inputs");
  return Equivocate{object.processes("second_face_to", source.process_count),
                    config ? SecondFace::kConfig : SecondFace::kRename, object.texts("fields"),
                    object.processes("first_face_to", source.process_count)};
}

StrategySpec read_mutate(const Source& source) {
  const JsonObject object = source.object({"type", "probability", "per_receiver", "messages", "fields", "values"});
  return Mutate{{object.permille("probability", 500)},
                object.truth("per_receiver", false),
                object.texts("messages"),
                object.texts("fields"),
                object.integers("values")};
}

StrategySpec read_protocol_attack(const Source& source) {
  const JsonObject object = source.object({"type", "attack", "parameters"});
  ProtocolAttack spec{object.text("attack"), {}};
  const nlohmann::json* parameters = object.find("parameters");
  if (parameters == nullptr) return spec;
  if (!parameters->is_object()) object.fail("parameters", "must be an object");
  for (const auto& item : parameters->items()) {
    if (!item.value().is_number_unsigned()) object.fail("parameters/" + item.key(), "must be an integer of at least 0");
    spec.parameters.emplace_back(item.key(), item.value().get<std::uint64_t>());
  }
  return spec;
}

struct StrategyReader {
  std::string_view type;
  StrategySpec (*read)(const Source&);
};

constexpr StrategyReader kReaders[] = {
    {Crash::kName, read_crash},         {Mute::kName, read_mute},
    {Delay::kName, read_delay},         {DropToSome::kName, read_drop_to_some},
    {Clock::kName, read_clock},         {PowerLoss::kName, read_power_loss},
    {Replay::kName, read_replay},       {Equivocate::kName, read_equivocate},
    {Twins::kName, read_twins},         {Mutate::kName, read_mutate},
    {Fabricate::kName, read_fabricate}, {ProtocolAttack::kName, read_protocol_attack},
};

StrategySpec read_strategy(const Source& source) {
  if (!source.json.is_object()) throw InputError(source.file, source.path, "must be an object");
  const auto type = source.json.find("type");
  if (type != source.json.end() && type->is_string())
    for (const StrategyReader& reader : kReaders)
      if (reader.type == type->get<std::string>()) return reader.read(source);
  std::string known;
  for (const StrategyReader& reader : kReaders) known.append(known.empty() ? "" : ", ").append(reader.type);
  throw InputError(source.file, source.path + "/type", "must be one of " + known);
}

ByzantineFault read_byzantine(const Source& source) {
  const JsonObject object = source.object({"process", "strategies"});
  ByzantineFault fault{object.process("process", source.process_count), {}};
  if (!object.has("strategies")) object.fail("strategies", "is missing and must be a list");
  const std::vector<const nlohmann::json*> strategies = object.elements("strategies");
  std::size_t faces = 0;
  for (std::size_t index = 0; index < strategies.size(); ++index) {
    const std::string path = object.element_path("strategies", index);
    fault.strategies.push_back(read_strategy({*strategies[index], source.file, path, source.process_count}));
    if (is_two_faced(fault.strategies.back()) && ++faces > 1)
      throw InputError(source.file, path, "must be absent: a process has two faces at most");
  }
  return fault;
}

CrashFault read_crash_fault(const Source& source) {
  const JsonObject object = source.object({"process", "at_tick", "restart_at_tick"});
  CrashFault crash{
      object.process("process", source.process_count), Ticks{object.integer("at_tick", 0, kMost64 - 1)}, {}};
  if (object.has("restart_at_tick"))
    crash.restart_at_tick = Ticks{object.integer("restart_at_tick", crash.at_tick.count + 1, kMost64)};
  return crash;
}

// The crashes of one process must not overlap, and nobody is both Byzantine and crashed.
class CrashCheck {
 public:
  CrashCheck(const ProcessSet& byzantine, std::string_view file) : byzantine_(byzantine), file_(file) {}

  void operator()(const CrashFault& crash, const std::string& path) {
    if (byzantine_.contains(crash.process))
      throw InputError(file_, path + "/process", "must not be a Byzantine process (its strategies can crash it)");
    const auto [last, is_first] = restarts_.try_emplace(crash.process, crash.restart_at_tick);
    if (!is_first && (!last->second || *last->second >= crash.at_tick))
      throw InputError(file_, path + "/at_tick", "must be later than the restart from the crash before");
    last->second = crash.restart_at_tick;
  }

 private:
  const ProcessSet& byzantine_;
  std::string_view file_;
  std::map<ProcessId, std::optional<Ticks>> restarts_;  // from the last crash of each process
};

}  // namespace

FaultPlan read_fault_plan(const nlohmann::json& document, std::string_view file, std::string_view path,
                          std::uint32_t process_count) {
  const JsonObject object(document, file, std::string(path), {"byzantine", "crashes"});
  FaultPlan plan;
  ProcessSet named;
  const std::vector<const nlohmann::json*> byzantine = object.elements("byzantine");
  for (std::size_t index = 0; index < byzantine.size(); ++index) {
    const std::string place = object.element_path("byzantine", index);
    plan.byzantine.push_back(read_byzantine({*byzantine[index], file, place, process_count}));
    if (!named.insert(plan.byzantine.back().process)) throw InputError(file, place + "/process", "must be named once");
  }
  CrashCheck check_crash(named, file);
  const std::vector<const nlohmann::json*> crashes = object.elements("crashes");
  for (std::size_t index = 0; index < crashes.size(); ++index) {
    const std::string place = object.element_path("crashes", index);
    const CrashFault crash = read_crash_fault({*crashes[index], file, place, process_count});
    check_crash(crash, place);
    plan.crashes.push_back(crash);
  }
  return plan;
}

}  // namespace parley::faults
