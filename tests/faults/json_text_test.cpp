// JSON from outside: what is refused, and where; and texts that are no UTF-8.
#include "faults/json_text.hpp"

#include <gtest/gtest.h>

#include "protocols/core/error.hpp"

namespace parley::faults {
namespace {

using nlohmann::json;

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(parse_json(text, "e.json"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string nested(int levels) {
  const auto count = static_cast<std::size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

TEST(JsonText, ReadsADocument) {
  EXPECT_EQ(parse_json(R"({"a": [1, "[[[\"[", null]})", "e.json"), (json{{"a", {1, "[[[\"[", nullptr}}}));
}

TEST(JsonText, NamesLineAndColumn) {
  EXPECT_EQ(error_of(""), "e.json: line 1, column 1: expected valid JSON");
  EXPECT_EQ(error_of("{\n  \"n\" 4}"), "e.json: line 2, column 7: expected valid JSON");
  EXPECT_EQ(error_of("{\n\n"), "e.json: line 3, column 1: expected valid JSON");
  EXPECT_EQ(error_of("{} {}"), "e.json: line 1, column 4: expected valid JSON");
  EXPECT_EQ(error_of("\"\xff\""), "e.json: line 1, column 2: expected valid JSON");
}

TEST(JsonText, RefusesWhatLaterCodeCouldTripOver) {
  EXPECT_EQ(error_of("[1e999]"), "e.json: expected JSON with numbers within range");
  EXPECT_EQ(error_of(R"({"a": {"b": 1, "c": 2, "b": 3}})"),
            "e.json: /a/b: expected each member once, found \"b\" twice in one object");
  EXPECT_EQ(error_of(R"([{"a": 1}, {"a": 2}])"), "accepted");
  EXPECT_EQ(error_of(nested(kDeepestDocument)), "accepted");
  EXPECT_EQ(error_of(nested(kDeepestDocument + 1)), "e.json: line 1, column 65: expected at most 64 levels of nesting");
  EXPECT_EQ(error_of(nested(1'000'000)), "e.json: line 1, column 65: expected at most 64 levels of nesting");
}

TEST(JsonText, WritesTextsThatAreNoUtf8) {
  EXPECT_EQ(write_json(json{{"a", "\xff"}}), "{\"a\":\"\xef\xbf\xbd\"}");
  EXPECT_EQ(write_json(json::array({1}), 2), "[\n  1\n]");
}

}  // namespace
}  // namespace parley::faults
