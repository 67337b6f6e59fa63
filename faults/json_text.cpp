#include "faults/json_text.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "protocols/core/error.hpp"

namespace parley::faults {

namespace {

using nlohmann::json;

std::string line_and_column(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.empty() ? std::string::npos : before.substr(0, before.size() - 1).rfind('\n');
  const std::size_t column = last == std::string::npos ? before.size() : before.size() - last - 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(std::max<std::size_t>(column, 1));
}

// Members seen so far in each object that is open while parsing.
class DuplicateCheck {
 public:
  explicit DuplicateCheck(std::string_view file) : file_(file) {}

  bool operator()(json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key && !open_.back().insert(parsed.get<std::string>()).second)
      throw InputError(file_, "",
                       "expected each member once, found \"" + parsed.get<std::string>() + "\" twice in one object");
    return true;
  }

 private:
  std::string_view file_;
  std::vector<std::set<std::string>> open_;
};

}  // namespace

bool nests_deeper_than(std::string_view text, int levels) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') ++at;
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '[' || c == '{') && ++depth > levels) return true;
    if (!quoted && (c == ']' || c == '}')) --depth;
  }
  return false;
}

json parse_json(std::string_view text, std::string_view file) {
  if (nests_deeper_than(text, kDeepestDocument))
    throw InputError(file, "", "expected at most " + std::to_string(kDeepestDocument) + " levels of nesting");
  DuplicateCheck check(file);
  try {
    return json::parse(text, [&check](int, json::parse_event_t event, json& parsed) { return check(event, parsed); });
  } catch (const json::parse_error& error) {
    throw InputError(file, line_and_column(text, error.byte), "expected valid JSON");
  } catch (const json::exception&) {
    throw InputError(file, "", "expected JSON with numbers within range");
  }
}

std::string write_json(const json& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace parley::faults
