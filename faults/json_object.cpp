#include "faults/json_object.hpp"

#include <algorithm>
#include <cmath>

#include "protocols/core/error.hpp"

namespace parley::faults {

namespace {

std::string list(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

// The integer in `value` when it is one between the ends.
std::optional<std::uint64_t> whole(const nlohmann::json& value, std::uint64_t least, std::uint64_t most) {
  if (!value.is_number_unsigned()) return std::nullopt;
  const auto number = value.get<std::uint64_t>();
  if (number < least || number > most) return std::nullopt;
  return number;
}

std::string integer_expectation(std::uint64_t least, std::uint64_t most) {
  if (most == std::numeric_limits<std::uint64_t>::max())
    return "must be an integer of at least " + std::to_string(least);
  return "must be an integer from " + std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

JsonObject::JsonObject(const nlohmann::json& json, std::string_view file, std::string path,
                       const std::vector<std::string_view>& known)
    : json_(json), file_(file), path_(std::move(path)) {
  if (!json.is_object()) fail_at(path_, "must be an object");
  for (const auto& item : json.items())
    if (std::find(known.begin(), known.end(), item.key()) == known.end())
      fail_at(path_ + "/" + item.key(), "unknown key; known are " + list(known));
}

std::uint64_t JsonObject::integer(std::string_view key, std::uint64_t least, std::uint64_t most) const {
  const std::string expectation = integer_expectation(least, most);
  const std::optional<std::uint64_t> number = whole(require(key, expectation), least, most);
  if (!number) fail(key, expectation);
  return *number;
}

std::uint64_t JsonObject::integer(std::string_view key, std::uint64_t least, std::uint64_t most,
                                  std::uint64_t fallback) const {
  return has(key) ? integer(key, least, most) : fallback;
}

bool JsonObject::truth(std::string_view key, bool fallback) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) fail(key, "must be true or false");
  return value->get<bool>();
}

std::string JsonObject::text(std::string_view key) const {
  const nlohmann::json& value = require(key, "must be a text");
  if (!value.is_string()) fail(key, "must be a text");
  return value.get<std::string>();
}

std::string JsonObject::text(std::string_view key, const std::vector<std::string_view>& allowed,
                             std::string_view fallback) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::string(fallback);
  if (!value->is_string() || std::find(allowed.begin(), allowed.end(), value->get<std::string>()) == allowed.end())
    fail(key, "must be one of " + list(allowed));
  return value->get<std::string>();
}

std::uint32_t JsonObject::permille(std::string_view key, std::uint32_t fallback) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  const double probability = value->is_number() ? value->get<double>() : -1;
  if (!(probability >= 0 && probability <= 1)) fail(key, "must be a probability from 0 to 1");
  if (probability == 0) return 0;
  return static_cast<std::uint32_t>(std::max(1L, std::lround(probability * 1000)));
}

ProcessId JsonObject::process(std::string_view key, std::uint32_t process_count) const {
  return to_process(require(key, "must be a process"), path_ + "/" + std::string(key), process_count);
}

std::optional<ProcessSet> JsonObject::processes(std::string_view key, std::uint32_t process_count) const {
  if (!has(key)) return std::nullopt;
  ProcessSet set;
  const std::vector<const nlohmann::json*> values = elements(key);
  for (std::size_t index = 0; index < values.size(); ++index)
    set.insert(to_process(*values[index], element_path(key, index), process_count));
  return set;
}

std::vector<std::string> JsonObject::texts(std::string_view key) const {
  std::vector<std::string> result;
  const std::vector<const nlohmann::json*> values = elements(key);
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (!values[index]->is_string()) fail_at(element_path(key, index), "must be a text");
    result.push_back(values[index]->get<std::string>());
  }
  return result;
}

std::vector<std::uint64_t> JsonObject::integers(std::string_view key) const {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> result;
  const std::vector<const nlohmann::json*> values = elements(key);
  for (std::size_t index = 0; index < values.size(); ++index) {
    const std::optional<std::uint64_t> number = whole(*values[index], 0, most);
    if (!number) fail_at(element_path(key, index), integer_expectation(0, most));
    result.push_back(*number);
  }
  return result;
}

std::vector<const nlohmann::json*> JsonObject::elements(std::string_view key) const {
  std::vector<const nlohmann::json*> result;
  const nlohmann::json* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) fail(key, "must be a list");
  for (const nlohmann::json& element : *value) result.push_back(&element);
  return result;
}

std::string JsonObject::element_path(std::string_view key, std::size_t index) const {
  return path_ + "/" + std::string(key) + "/" + std::to_string(index);
}

const nlohmann::json* JsonObject::find(std::string_view key) const {
  const auto place = json_.find(key);
  return place == json_.end() ? nullptr : &*place;
}

void JsonObject::fail(std::string_view key, std::string_view expectation) const {
  fail_at(path_ + "/" + std::string(key), expectation);
}

void JsonObject::fail_at(const std::string& place, std::string_view expectation) const {
  throw InputError(file_, place, expectation);
}

const nlohmann::json& JsonObject::require(std::string_view key, std::string_view expectation) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) fail(key, "is missing and " + std::string(expectation));
  return *value;
}

ProcessId JsonObject::to_process(const nlohmann::json& value, const std::string& place,
                                 std::uint32_t process_count) const {
  const std::optional<std::uint64_t> number =
      process_count == 0 ? std::nullopt : whole(value, 0, std::uint64_t{process_count} - 1);
  if (!number) fail_at(place, "must be a process, so an integer below " + std::to_string(process_count));
  return ProcessId{static_cast<std::uint32_t>(*number)};
}

}  // namespace parley::faults
