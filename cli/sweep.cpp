#include "cli/sweep.hpp"

#include <fmt/format.h>
#include <optional>

#include "cli/quantas.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

constexpr std::size_t kMostPoints = 100'000;

struct Swept {
  json::json_pointer pointer;
  std::string path;
  const json* values;
  const json* names;  // of the values, in labels, tables and plots; null: the values themselves
};

bool is_sweep(const json& value) {
  return value.is_object() && value.contains("sweep");
}

const json& values_of(const Place& place) {
  place.only({"sweep", "as"});
  const Place list = place.require("sweep");
  if (list.elements().empty()) list.fail("expected at least one value");
  return list.json();
}

// A number or a string for each value, which may be a whole section.
const json* names_of(const Place& place, std::size_t count) {
  const std::optional<Place> names = place.find("as");
  if (!names) return nullptr;
  const std::vector<Place> elements = names->elements();
  for (const Place& name : elements)
    if (!name.json().is_number() && !name.json().is_string()) name.fail("expected a number or a string");
  if (elements.size() != count)
    names->fail(fmt::format("expected a name for each of {} values, found {}", count, elements.size()));
  return &names->json();
}

void find_sweeps(const json& value, const json::json_pointer& at, const std::string& file, std::vector<Swept>& found) {
  if (is_sweep(value)) {
    const Place place(value, file, at.to_string());
    const json& values = values_of(place);
    std::vector<Swept> inner;
    find_sweeps(values, at / "sweep", file, inner);
    if (!inner.empty())
      Place(value, file, inner.front().pointer.to_string()).fail("expected a value; a sweep has no sweep inside");
    found.push_back({at, at.empty() ? "" : at.to_string().substr(1), &values, names_of(place, values.size())});
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) find_sweeps(member, at / name, file, found);
  } else if (value.is_array()) {
    for (std::size_t index = 0; index < value.size(); ++index) find_sweeps(value[index], at / index, file, found);
  }
}

void check_count(const std::vector<Swept>& swept, const Place& root) {
  std::size_t points = 1;
  for (const Swept& sweep : swept) {
    points *= sweep.values->size();
    if (points > kMostPoints)
      Place(*sweep.values, root.file(), sweep.pointer.to_string() + "/sweep")
          .fail(fmt::format("expected at most {} points in all", kMostPoints));
  }
}

SweepPoint make_point(const json& document, const std::filesystem::path& name, const std::vector<Swept>& swept,
                      std::size_t number) {
  SweepPoint point;
  json changed = document;
  for (std::size_t index = swept.size(); index > 0; --index) {
    const Swept& sweep = swept[index - 1];
    const std::size_t which = number % sweep.values->size();
    number /= sweep.values->size();
    changed[sweep.pointer] = (*sweep.values)[which];
    point.at.insert(point.at.begin(), {sweep.path, (sweep.names == nullptr ? *sweep.values : *sweep.names)[which]});
  }
  if (swept.empty()) {
    point.experiment = parse_experiment(std::move(changed), name);
    return point;
  }
  try {
    point.experiment = parse_experiment(std::move(changed), name);
  } catch (const InputError& error) {
    throw InputError(error.file(), error.place(), fmt::format("{} (where {})", error.expectation(), point.label()));
  }
  return point;
}

}  // namespace

std::string SweepPoint::label() const {
  std::string text;
  for (const auto& [path, value] : at) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", path, value.dump());
  return text;
}

std::vector<SweepPoint> parse_sweep(const json& document, const std::filesystem::path& name) {
  std::vector<Swept> swept;
  find_sweeps(document, json::json_pointer(), name.string(), swept);
  if (!swept.empty() && document.contains("study"))
    Place(*swept.front().values, name.string(), swept.front().pointer.to_string())
        .fail("expected one value; studies are not swept, their parameters say how far they go");
  check_count(swept, Place(document, name.string()));
  std::size_t count = 1;
  for (const Swept& sweep : swept) count *= sweep.values->size();
  std::vector<SweepPoint> points;
  for (std::size_t number = 0; number < count; ++number) points.push_back(make_point(document, name, swept, number));
  return points;
}

std::vector<SweepPoint> read_sweep(const std::filesystem::path& file, const std::vector<std::string>& settings) {
  const json document = read_document(read_file(file), file, settings);
  std::vector<SweepPoint> points = is_quantas(document) ? read_quantas(document, file) : parse_sweep(document, file);
  for (const SweepPoint& point : points) find_models(point.experiment);
  return points;
}

void refuse_sweep(const Place& root) {
  std::vector<Swept> swept;
  find_sweeps(root.json(), json::json_pointer(), root.file(), swept);
  if (swept.empty()) return;
  Place(*swept.front().values, root.file(), swept.front().pointer.to_string())
      .fail("expected one value; sweeps are for simulate alone");
}

}  // namespace parley::cli
