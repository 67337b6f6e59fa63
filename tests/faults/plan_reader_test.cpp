// Plans are read as written; what is wrong with one is named by file, path and expectation.
#include "faults/plan_reader.hpp"

#include <gtest/gtest.h>

#include "faults/plan_writer.hpp"
#include "protocols/core/codec.hpp"
#include "protocols/core/error.hpp"

namespace parley::faults {
namespace {

using nlohmann::json;

FaultPlan read(const char* text) {
  return read_fault_plan(json::parse(text), "e.json", "/faults", 4);
}

std::string place_of_error(const std::string& text) {
  try {
    read(text.c_str());
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "e.json");
    EXPECT_FALSE(error.expectation().empty());
    return error.place();
  }
  return "no error";
}

std::string strategy_error(const std::string& strategy) {
  return place_of_error(R"({"byzantine": [{"process": 3, "strategies": [)" + strategy + "]}]}");
}

TEST(PlanReader, reads_every_strategy) {
  const FaultPlan plan = read(R"({"byzantine": [{"process": 3, "strategies": [
      {"type": "crash", "at_step": 5},
      {"type": "mute", "messages": ["Echo"]},
      {"type": "delay", "ticks": 7, "probability": 0.25},
      {"type": "drop_to_some", "to": [0, 2]},
      {"type": "replay", "memory": 3, "probability": 0.5, "messages": ["Ready"]},
      {"type": "equivocate", "second_face_to": [1], "fields": ["value"]},
      {"type": "mutate", "per_receiver": true, "values": [0, 9]},
      {"type": "protocol", "attack": "flatter", "parameters": {"value": 4}},
      {"type": "clock", "percent": 50},
      {"type": "power_loss", "at_step": 3, "records": 1},
      {"type": "fabricate", "memory": 2, "changes": 1, "probability": 0.5, "messages": ["Echo"]}]},
      {"process": 2, "strategies": [{"type": "twins", "period": 4}]}, {"process": 0, "strategies": [
      {"type": "equivocate", "second_face_to": [1], "first_face_to": [1, 2]}]}],
      "crashes": [{"process": 1, "at_tick": 50, "restart_at_tick": 100}, {"process": 1, "at_tick": 120}]})");
  ASSERT_EQ(plan.byzantine.size(), 3U);
  const auto& strategies = plan.byzantine[0].strategies;
  ASSERT_EQ(strategies.size(), 11U);
  EXPECT_EQ(std::get<Crash>(strategies[0]).at_step, 5U);
  EXPECT_EQ(std::get<Mute>(strategies[1]).messages, std::vector<std::string>{"Echo"});
  EXPECT_EQ(std::get<Delay>(strategies[2]).ticks, 7U);
  EXPECT_EQ(std::get<Delay>(strategies[2]).probability.permille, 250U);
  EXPECT_EQ(std::get<DropToSome>(strategies[3]).to, (ProcessSet{ProcessId{0}, ProcessId{2}}));
  EXPECT_EQ(std::get<Replay>(strategies[4]).memory, 3U);
  EXPECT_EQ(std::get<Equivocate>(strategies[5]).second_face, SecondFace::kRename);
  EXPECT_TRUE(std::get<Mutate>(strategies[6]).per_receiver);
  EXPECT_EQ(std::get<ProtocolAttack>(strategies[7]).parameters.at(0).second, 4U);
  EXPECT_EQ(std::get<Clock>(strategies[8]).percent, 50U);
  EXPECT_EQ(std::get<PowerLoss>(strategies[9]).at_step, 3U);
  EXPECT_EQ(std::get<PowerLoss>(strategies[9]).records, 1U);
  EXPECT_EQ(std::get<Fabricate>(strategies[10]).changes, 1U);
  EXPECT_EQ(std::get<Twins>(plan.byzantine[1].strategies[0]).period, 4U);
  EXPECT_EQ(std::get<Equivocate>(plan.byzantine[2].strategies[0]).first_face_to,
            (ProcessSet{ProcessId{1}, ProcessId{2}}));
  ASSERT_EQ(plan.crashes.size(), 2U);
  EXPECT_EQ(plan.crashes[0].restart_at_tick, Ticks{100});
  EXPECT_FALSE(plan.crashes[1].restart_at_tick);
  EXPECT_TRUE(equal(read_fault_plan(write_fault_plan(plan), "", "", 4), plan)) << "written and read again";
}

TEST(PlanReader, an_empty_object_is_no_fault) {
  EXPECT_TRUE(equal(read("{}"), FaultPlan{}));
}

TEST(PlanReader, names_the_place_of_an_error_in_a_strategy) {
  const std::string at = "/faults/byzantine/0/strategies/0";
  EXPECT_EQ(strategy_error(R"({"type": "crush"})"), at + "/type");
  EXPECT_EQ(strategy_error(R"({"at_step": 1})"), at + "/type");
  EXPECT_EQ(strategy_error("7"), at);
  EXPECT_EQ(strategy_error(R"({"type": "crash"})"), at + "/at_step");
  EXPECT_EQ(strategy_error(R"({"type": "crash", "at_step": -1})"), at + "/at_step");
  EXPECT_EQ(strategy_error(R"({"type": "crash", "at_step": 1.5})"), at + "/at_step");
  EXPECT_EQ(strategy_error(R"({"type": "crash", "at_step": 1, "when": 2})"), at + "/when");
  EXPECT_EQ(strategy_error(R"({"type": "mute", "messages": "Echo"})"), at + "/messages");
  EXPECT_EQ(strategy_error(R"({"type": "mute", "messages": [1]})"), at + "/messages/0");
  EXPECT_EQ(strategy_error(R"({"type": "delay", "ticks": 0})"), at + "/ticks");
  EXPECT_EQ(strategy_error(R"({"type": "delay", "ticks": 1, "probability": 1.5})"), at + "/probability");
  EXPECT_EQ(strategy_error(R"({"type": "drop_to_some", "probability": -0.1})"), at + "/probability");
  EXPECT_EQ(strategy_error(R"({"type": "drop_to_some"})"), at + "/to");
  EXPECT_EQ(strategy_error(R"({"type": "drop_to_some", "to": [0, 4]})"), at + "/to/1");
  EXPECT_EQ(strategy_error(R"({"type": "replay", "memory": 0})"), at + "/memory");
  EXPECT_EQ(strategy_error(R"({"type": "equivocate", "second_face": "both"})"), at + "/second_face");
  EXPECT_EQ(strategy_error(R"({"type": "equivocate", "second_face": "config", "fields": []})"), at + "/fields");
  EXPECT_EQ(strategy_error(R"({"type": "mutate", "per_receiver": 1})"), at + "/per_receiver");
  EXPECT_EQ(strategy_error(R"({"type": "mutate", "values": [-1]})"), at + "/values/0");
  EXPECT_EQ(strategy_error(R"({"type": "protocol"})"), at + "/attack");
  EXPECT_EQ(strategy_error(R"({"type": "protocol", "attack": "a", "parameters": {"x": "y"}})"), at + "/parameters/x");
  EXPECT_EQ(strategy_error(R"({"type": "equivocate"}, {"type": "twins"})"), "/faults/byzantine/0/strategies/1");
}

TEST(PlanReader, names_the_place_of_an_error_in_the_plan) {
  EXPECT_EQ(place_of_error("[]"), "/faults");
  EXPECT_EQ(place_of_error(R"({"byzantines": []})"), "/faults/byzantines");
  EXPECT_EQ(place_of_error(R"({"byzantine": {}})"), "/faults/byzantine");
  EXPECT_EQ(place_of_error(R"({"byzantine": [{"process": 4, "strategies": []}]})"), "/faults/byzantine/0/process");
  EXPECT_EQ(place_of_error(R"({"byzantine": [{"process": 1}]})"), "/faults/byzantine/0/strategies");
  EXPECT_EQ(place_of_error(R"({"byzantine": [{"process": 1, "strategies": []}, {"process": 1, "strategies": []}]})"),
            "/faults/byzantine/1/process");
  EXPECT_EQ(place_of_error(R"({"crashes": [{"process": 1}]})"), "/faults/crashes/0/at_tick");
  EXPECT_EQ(place_of_error(R"({"crashes": [{"process": 1, "at_tick": 5, "restart_at_tick": 5}]})"),
            "/faults/crashes/0/restart_at_tick");
  EXPECT_EQ(place_of_error(R"({"crashes": [{"process": 1, "at_tick": 5}, {"process": 1, "at_tick": 9}]})"),
            "/faults/crashes/1/at_tick");
  EXPECT_EQ(
      place_of_error(R"({"byzantine": [{"process": 1, "strategies": []}], "crashes": [{"process": 1, "at_tick": 9}]})"),
      "/faults/crashes/0/process");
}

}  // namespace
}  // namespace parley::faults
