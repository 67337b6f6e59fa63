// One object of a document, read key by key: errors name the path of the value, and a key nobody asked for is one.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "protocols/core/ids.hpp"

namespace parley::faults {

class JsonObject {
 public:
  // Throws InputError when `json` is no object, or has a key that is not in `known`. Keeps references to `json`.
  JsonObject(const nlohmann::json& json, std::string_view file, std::string path,
             const std::vector<std::string_view>& known);

  const std::string& path() const { return path_; }
  bool has(std::string_view key) const { return json_.contains(key); }

  // Each throws InputError when the value has another type, or when it is absent and there is no fallback.
  std::uint64_t integer(std::string_view key, std::uint64_t least, std::uint64_t most) const;
  std::uint64_t integer(std::string_view key, std::uint64_t least, std::uint64_t most, std::uint64_t fallback) const;
  bool truth(std::string_view key, bool fallback) const;
  std::string text(std::string_view key) const;
  std::string text(std::string_view key, const std::vector<std::string_view>& allowed, std::string_view fallback) const;
  // A probability as thousandths, rounded; above 0 stays above 0.
  std::uint32_t permille(std::string_view key, std::uint32_t fallback) const;
  ProcessId process(std::string_view key, std::uint32_t process_count) const;
  std::optional<ProcessSet> processes(std::string_view key, std::uint32_t process_count) const;
  std::vector<std::string> texts(std::string_view key) const;
  std::vector<std::uint64_t> integers(std::string_view key) const;
  // The elements of a list, none when it is absent.
  std::vector<const nlohmann::json*> elements(std::string_view key) const;
  std::string element_path(std::string_view key, std::size_t index) const;

  const nlohmann::json* find(std::string_view key) const;
  [[noreturn]] void fail(std::string_view key, std::string_view expectation) const;

 private:
  [[noreturn]] void fail_at(const std::string& place, std::string_view expectation) const;
  const nlohmann::json& require(std::string_view key, std::string_view expectation) const;
  ProcessId to_process(const nlohmann::json& value, const std::string& place, std::uint32_t process_count) const;

  const nlohmann::json& json_;
  std::string file_;
  std::string path_;
};

}  // namespace parley::faults
