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
    if (event == json::parse_event_t::key) open_.back().key = parsed.get<std::string>();
    if (event == json::parse_event_t::key && !open_.back().seen.insert(open_.back().key).second)
      throw InputError(file_, path(),
                       "expected each member once, found \"" + open_.back().key + "\" twice in one object");
    return true;
  }

 private:
  struct Object {
    std::string key;  // the member that is being read
    std::set<std::string> seen;
  };

  // Of objects alone: elements of lists are not counted.
  std::string path() const {
    std::string path;
    for (const Object& object : open_) path += "/" + object.key;
    return path;
  }

  std::string_view file_;
  std::vector<Object> open_;
};

// The bracket that goes too deep, counted from 1; 0 when none does.
std::size_t deepest_place(std::string_view text, int levels) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') ++at;
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '[' || c == '{') && ++depth > levels) return at + 1;
    if (!quoted && (c == ']' || c == '}')) --depth;
  }
  return 0;
}

}  // namespace

bool nests_deeper_than(std::string_view text, int levels) {
  return deepest_place(text, levels) != 0;
}

json parse_json(std::string_view text, std::string_view file) {
  if (nests_deeper_than(text, kDeepestDocument))
    throw InputError(file, line_and_column(text, deepest_place(text, kDeepestDocument)),
                     "expected at most " + std::to_string(kDeepestDocument) + " levels of nesting");
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
