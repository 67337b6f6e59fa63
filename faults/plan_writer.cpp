#include "faults/plan_writer.hpp"

namespace parley::faults {

namespace {

using nlohmann::json;

json ids(const ProcessSet& set) {
  json list = json::array();
  set.for_each([&](ProcessId id) { list.push_back(id.value); });
  return list;
}

double probability(Chance chance) {
  return chance.permille / 1000.0;
}

void add_list(json& object, const char* key, const std::vector<std::string>& names) {
  if (!names.empty()) object[key] = names;
}

struct Writer {
  json& object;

  void operator()(const Crash& crash) const { object["at_step"] = crash.at_step; }
  void operator()(const Mute& mute) const { add_list(object, "messages", mute.messages); }
  void operator()(const Delay& delay) const {
    object["ticks"] = delay.ticks;
    object["probability"] = probability(delay.probability);
    add_list(object, "messages", delay.messages);
  }
  void operator()(const DropToSome& drop) const {
    if (drop.to) object["to"] = ids(*drop.to);
    object["probability"] = probability(drop.probability);
    add_list(object, "messages", drop.messages);
  }
  void operator()(const Clock& clock) const { object["percent"] = clock.percent; }
  void operator()(const PowerLoss& loss) const {
    object["at_step"] = loss.at_step;
    object["records"] = loss.records;
  }
  void operator()(const Twins& twins) const {
    object["period"] = twins.period;
    object["second_face"] = twins.second_face == SecondFace::kConfig ? "config" : "rename";
  }
  void operator()(const Fabricate& fabricate) const {
    object["memory"] = fabricate.memory;
    object["changes"] = fabricate.changes;
    object["probability"] = probability(fabricate.probability);
    add_list(object, "messages", fabricate.messages);
  }
  void operator()(const Replay& replay) const {
    object["memory"] = replay.memory;
    object["probability"] = probability(replay.probability);
    add_list(object, "messages", replay.messages);
  }
  void operator()(const Equivocate& equivocate) const {
    if (equivocate.second_face_to) object["second_face_to"] = ids(*equivocate.second_face_to);
    if (equivocate.first_face_to) object["first_face_to"] = ids(*equivocate.first_face_to);
    object["second_face"] = equivocate.second_face == SecondFace::kConfig ? "config" : "rename";
    add_list(object, "fields", equivocate.fields);
  }
  void operator()(const Mutate& mutate) const {
    object["probability"] = probability(mutate.probability);
    object["per_receiver"] = mutate.per_receiver;
    add_list(object, "messages", mutate.messages);
    add_list(object, "fields", mutate.fields);
    if (!mutate.values.empty()) object["values"] = mutate.values;
  }
  void operator()(const ProtocolAttack& attack) const {
    object["attack"] = attack.attack;
    if (attack.parameters.empty()) return;
    json parameters = json::object();
    for (const auto& [name, value] : attack.parameters) parameters[name] = value;
    object["parameters"] = std::move(parameters);
  }
};

json write_byzantine(const ByzantineFault& fault) {
  json strategies = json::array();
  for (const StrategySpec& spec : fault.strategies) {
    json object{{"type", name_of(spec)}};
    std::visit(Writer{object}, spec);
    strategies.push_back(std::move(object));
  }
  return {{"process", fault.process.value}, {"strategies", std::move(strategies)}};
}

json write_crash(const CrashFault& crash) {
  json object{{"process", crash.process.value}, {"at_tick", crash.at_tick.count}};
  if (crash.restart_at_tick) object["restart_at_tick"] = crash.restart_at_tick->count;
  return object;
}

}  // namespace

json write_fault_plan(const FaultPlan& plan) {
  json byzantine = json::array();
  for (const ByzantineFault& fault : plan.byzantine) byzantine.push_back(write_byzantine(fault));
  json crashes = json::array();
  for (const CrashFault& crash : plan.crashes) crashes.push_back(write_crash(crash));
  return {{"byzantine", std::move(byzantine)}, {"crashes", std::move(crashes)}};
}

}  // namespace parley::faults
