// Unusable traces: the error names the file, the line, the member and what was expected.
#include <gtest/gtest.h>
#include <optional>
#include <sstream>
#include <string>

#include "net/world/trace.hpp"
#include "protocols/core/error.hpp"
#include "tests/cli/temp_folder.hpp"

namespace parley::cli::bad_traces {
namespace {

using nlohmann::json;

std::optional<InputError> refusal_of(const std::string& text) {
  std::istringstream in(text);
  try {
    static_cast<void>(world::parse_trace(in, "run.trace.jsonl"));
    return std::nullopt;
  } catch (const InputError& error) {
    return error;
  }
}

json good_header() {
  return {{"parley_trace", 1}, {"protocol", "bracha"}, {"engine", "simulate"}, {"seed", 7}, {"faulty", {3}}};
}

json good_step() {
  return json::parse(R"({"kind": "deliver", "process": 1, "from": 0, "sequence": 0, "tick": 3, "state": "00",
    "choices": [1], "outputs": ["x"], "sends": [{"sequence": 0, "text": "Echo", "to": [1, 2]}]})");
}

// What stands at `at` becomes `value`, or goes away when that is empty. The place is /`member` on line 2.
struct Change {
  const char* name;
  const char* at;
  const char* value;
  const char* member;
  const char* expectation;
};

void PrintTo(const Change& change, std::ostream* out) {
  *out << change.name;
}

json changed(json object, const Change& change) {
  const json::json_pointer at(change.at);
  if (*change.value == '\0') {
    object[at.parent_pointer()].erase(at.back());
  } else {
    object[at] = json::parse(change.value);
  }
  return object;
}

void expect_refused(const std::string& text, int line, const Change& change) {
  const std::optional<InputError> error = refusal_of(text);
  ASSERT_TRUE(error.has_value()) << "accepted";
  EXPECT_EQ(error->file(), "run.trace.jsonl");
  EXPECT_EQ(error->place(), "line " + std::to_string(line) + ", /" + change.member);
  EXPECT_NE(error->expectation().find(change.expectation), std::string::npos) << error->what();
}

constexpr Change kHeaders[] = {
    {"VersionMissing", "/parley_trace", "", "parley_trace", "missing"},
    {"VersionTwo", "/parley_trace", "2", "parley_trace", "from 0 to 1"},
    {"VersionZero", "/parley_trace", "0", "parley_trace", "version 1"},
    {"ProtocolMissing", "/protocol", "", "protocol", "missing"},
    {"ProtocolANumber", "/protocol", "4", "protocol", "a string"},
    {"EngineMissing", "/engine", "", "engine", "missing"},
    {"SeedNegative", "/seed", "-1", "seed", "whole number"},
    {"FaultyANumber", "/faulty", "3", "faulty", "expected a list"},
    {"FaultyNegative", "/faulty", "[-1]", "faulty", "list of whole numbers"},
    {"FaultyAFraction", "/faulty", "[1.5]", "faulty", "list of whole numbers"},
    {"FaultyTooLarge", "/faulty", "[4294967296]", "faulty", "list of whole numbers"},
};

constexpr Change kSteps[] = {
    {"KindMissing", "/kind", "", "kind", "missing"},
    {"KindUnknown", "/kind", R"("receive")", "kind", "expected start, deliver"},
    {"ProcessMissing", "/process", "", "process", "missing"},
    {"ProcessTooLarge", "/process", "4294967296", "process", "to 4294967295"},
    {"SenderMissing", "/from", "", "from", "missing"},
    {"SequenceMissing", "/sequence", "", "sequence", "missing"},
    {"TickNegative", "/tick", "-3", "tick", "whole number"},
    {"StateANumber", "/state", "0", "state", "a string"},
    {"ChoicesNegative", "/choices", "[-1]", "choices", "list of whole numbers"},
    {"ChoicesAString", "/choices", R"("1")", "choices", "expected a list"},
    {"OutputsMixed", "/outputs", R"(["a", 1])", "outputs", "list of strings"},
    {"SendsAnObject", "/sends", "{}", "sends", "expected a list"},
    {"SendNoObject", "/sends/0", "[]", "sends", "list of objects"},
    {"SendWithoutSequence", "/sends/0/sequence", "", "sequence", "missing"},
    {"SendSequenceTooLarge", "/sends/0/sequence", "4294967296", "sequence", "to 4294967295"},
    {"SendToNobody", "/sends/0/to", "[-2]", "to", "list of whole numbers"},
    {"InjectWithoutMessage", "/kind", R"("inject")", "message", "missing"},
    {"TimerWithoutTimer", "/kind", R"("timer")", "timer", "missing"},
};

class BadHeader : public testing::TestWithParam<Change> {};
TEST_P(BadHeader, IsRefused) {
  expect_refused(changed(good_header(), GetParam()).dump() + "\n" + good_step().dump() + "\n", 1, GetParam());
}
INSTANTIATE_TEST_SUITE_P(BadTraces, BadHeader, testing::ValuesIn(kHeaders),
                         [](const auto& instance) { return std::string(instance.param.name); });

class BadStep : public testing::TestWithParam<Change> {};
TEST_P(BadStep, IsRefused) {
  const std::string good = good_header().dump() + "\n" + good_step().dump() + "\n";
  expect_refused(good + changed(good_step(), GetParam()).dump() + "\n", 3, GetParam());
}
INSTANTIATE_TEST_SUITE_P(BadTraces, BadStep, testing::ValuesIn(kSteps),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(BadTraces, UnchangedItIsGood) {
  const auto error = refusal_of(good_header().dump() + "\n" + good_step().dump() + "\n");
  EXPECT_FALSE(error.has_value()) << error->what();
}

TEST(BadTraces, BrokenText) {
  const std::string header = good_header().dump() + "\n";
  const auto place_of = [](const std::string& text) {
    const auto error = refusal_of(text);
    return error ? error->place() : "accepted";
  };
  EXPECT_EQ(place_of(""), "line 1");
  EXPECT_EQ(place_of("\n"), "line 1");
  EXPECT_EQ(place_of("[]\n"), "line 1");
  EXPECT_EQ(place_of(header + "{\"kind\": \"sta"), "line 2");
  EXPECT_EQ(place_of(header + good_step().dump() + "\nnull\n"), "line 3");
  EXPECT_EQ(place_of(header + "\xff\xfe\n"), "line 2");
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_EQ(place_of("{\"parley_trace\": 1, \"experiment\": " + deep + "}\n"), "line 1");
  EXPECT_EQ(place_of(header + "{\"kind\": \"start\", \"process\": 0, \"x\": " + deep + "}\n"), "line 2");
  EXPECT_EQ(place_of(header + "{\"kind\": \"start\", \"process\": 0, \"text\": \"[[\\\"[\"}\n"), "accepted");
}

TEST(BadTraces, NoFile) {
  const TempFolder folder;
  EXPECT_THROW(static_cast<void>(world::read_trace(folder.path())), InputError);
  EXPECT_THROW(static_cast<void>(world::read_trace(folder.path() / "none")), InputError);
  EXPECT_THROW(static_cast<void>(world::read_trace("/dev/zero")), InputError);
}

}  // namespace
}  // namespace parley::cli::bad_traces
