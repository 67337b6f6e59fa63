// Reading a JSON document with errors that name the file, the path in it and what was expected there.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace parley::faults {

// The largest whole number that survives every JSON reader.
inline constexpr std::uint64_t kMostWhole = std::numeric_limits<std::int64_t>::max();

// A place in a document. Cheap to copy; the document must outlive it.
class Place {
 public:
  Place(const nlohmann::json& value, std::string file, std::string path = "")
      : value_(&value), file_(std::move(file)), path_(std::move(path)) {}

  const nlohmann::json& json() const { return *value_; }
  const std::string& file() const { return file_; }
  const std::string& path() const { return path_; }

  [[noreturn]] void fail(std::string_view expectation) const;
  // The same of a member, which need not be there.
  [[noreturn]] void fail_at(std::string_view member, std::string_view expectation) const;

  // Members of an object. `only` rejects every other member by name, with the known ones.
  void only(std::initializer_list<std::string_view> members) const;
  bool has(std::string_view member) const;
  std::optional<Place> find(std::string_view member) const;
  Place require(std::string_view member) const;

  // Elements of a list; members of an object, by name.
  std::vector<Place> elements() const;
  std::vector<std::pair<std::string, Place>> members() const;

  std::uint64_t whole(std::uint64_t least, std::uint64_t most = kMostWhole) const;
  double number(double least, double most) const;
  double probability() const { return number(0, 1); }
  std::string text() const;
  bool flag() const;
  // One of `names`; returns its index.
  std::size_t one_of(std::initializer_list<std::string_view> names) const;

 private:
  std::string found() const;

  const nlohmann::json* value_;
  std::string file_;
  std::string path_;
};

}  // namespace parley::faults
