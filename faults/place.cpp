#include "faults/place.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "protocols/core/error.hpp"

namespace parley::faults {

using nlohmann::json;

void Place::fail(std::string_view expectation) const {
  throw InputError(file_, path_.empty() ? "/" : path_, expectation);
}

void Place::fail_at(std::string_view member, std::string_view expectation) const {
  throw InputError(file_, path_ + "/" + std::string(member), expectation);
}

std::string Place::found() const {
  if (value_->is_object()) return "an object";
  if (value_->is_array()) return "a list";
  std::string text = value_->dump(-1, ' ', true, json::error_handler_t::replace);
  return text.size() > 40 ? text.substr(0, 40) + "..." : text;
}

void Place::only(std::initializer_list<std::string_view> members) const {
  if (!value_->is_object()) fail("expected an object, found " + found());
  for (const auto& [name, unused] : value_->items()) {
    if (std::find(members.begin(), members.end(), name) != members.end()) continue;
    fail_at(name, fmt::format("unknown member; expected one of {}", fmt::join(members, ", ")));
  }
}

bool Place::has(std::string_view member) const {
  return value_->is_object() && value_->contains(member);
}

std::optional<Place> Place::find(std::string_view member) const {
  if (!value_->is_object()) fail("expected an object, found " + found());
  const auto it = value_->find(member);
  if (it == value_->end()) return std::nullopt;
  return Place(*it, file_, path_ + "/" + std::string(member));
}

Place Place::require(std::string_view member) const {
  if (std::optional<Place> place = find(member)) return *std::move(place);
  fail_at(member, "expected this member, it is missing");
}

std::vector<Place> Place::elements() const {
  if (!value_->is_array()) fail("expected a list, found " + found());
  std::vector<Place> places;
  for (std::size_t index = 0; index < value_->size(); ++index)
    places.emplace_back((*value_)[index], file_, path_ + "/" + std::to_string(index));
  return places;
}

std::vector<std::pair<std::string, Place>> Place::members() const {
  if (!value_->is_object()) fail("expected an object, found " + found());
  std::vector<std::pair<std::string, Place>> places;
  for (const auto& [name, value] : value_->items()) places.emplace_back(name, Place(value, file_, path_ + "/" + name));
  return places;
}

std::uint64_t Place::whole(std::uint64_t least, std::uint64_t most) const {
  const bool natural =
      value_->is_number_integer() && (value_->is_number_unsigned() || value_->get<std::int64_t>() >= 0);
  if (natural && value_->get<std::uint64_t>() >= least && value_->get<std::uint64_t>() <= most)
    return value_->get<std::uint64_t>();
  if (most == kMostWhole) fail(fmt::format("expected a whole number of at least {}, found {}", least, found()));
  fail(fmt::format("expected a whole number from {} to {}, found {}", least, most, found()));
}

double Place::number(double least, double most) const {
  if (value_->is_number()) {
    const double value = value_->get<double>();
    if (std::isfinite(value) && value >= least && value <= most) return value;
  }
  fail(fmt::format("expected a number from {} to {}, found {}", least, most, found()));
}

std::string Place::text() const {
  if (!value_->is_string()) fail("expected a string, found " + found());
  return value_->get<std::string>();
}

bool Place::flag() const {
  if (!value_->is_boolean()) fail("expected true or false, found " + found());
  return value_->get<bool>();
}

std::size_t Place::one_of(std::initializer_list<std::string_view> names) const {
  if (value_->is_string()) {
    const auto it = std::find(names.begin(), names.end(), value_->get_ref<const std::string&>());
    if (it != names.end()) return static_cast<std::size_t>(it - names.begin());
  }
  fail(fmt::format("expected one of {}, found {}", fmt::join(names, ", "), found()));
}

}  // namespace parley::faults
