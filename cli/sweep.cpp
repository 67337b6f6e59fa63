#include "cli/sweep.hpp"

#include <algorithm>
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
  std::string with;   // sweeps with the same word here take their values together; empty: alone
};

// Sweeps that take their values together; alone ones are a group of one.
using Groups = std::vector<std::vector<const Swept*>>;

bool is_sweep(const json& value) {
  return value.is_object() && value.contains("sweep");
}

const json& values_of(const Place& place) {
  place.only({"sweep", "as", "with"});
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

std::string word_of(const Place& place) {
  const std::optional<Place> word = place.find("with");
  if (word && word->text().empty()) word->fail("expected a word, found an empty one");
  return word ? word->text() : "";
}

void find_sweeps(const json& value, const json::json_pointer& at, const std::string& file, std::vector<Swept>& found) {
  if (is_sweep(value)) {
    const Place place(value, file, at.to_string());
    const json& values = values_of(place);
    std::vector<Swept> inner;
    find_sweeps(values, at / "sweep", file, inner);
    if (!inner.empty())
      Place(value, file, inner.front().pointer.to_string()).fail("expected a value; a sweep has no sweep inside");
    found.push_back(
        {at, at.empty() ? "" : at.to_string().substr(1), &values, names_of(place, values.size()), word_of(place)});
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) find_sweeps(member, at / name, file, found);
  } else if (value.is_array()) {
    for (std::size_t index = 0; index < value.size(); ++index) find_sweeps(value[index], at / index, file, found);
  }
}

Groups group(const std::vector<Swept>& swept, const Place& root) {
  Groups groups;
  for (const Swept& sweep : swept) {
    const auto same = [&](const std::vector<const Swept*>& other) { return other.front()->with == sweep.with; };
    const auto found = sweep.with.empty() ? groups.end() : std::find_if(groups.begin(), groups.end(), same);
    if (found == groups.end()) {
      groups.push_back({&sweep});
      continue;
    }
    const std::size_t count = found->front()->values->size();
    if (sweep.values->size() != count)
      Place(*sweep.values, root.file(), sweep.pointer.to_string() + "/sweep")
          .fail(fmt::format("expected {} values, as at {}, which it is swept with", count, found->front()->path));
    found->push_back(&sweep);
  }
  return groups;
}

std::size_t count_points(const Groups& groups, const Place& root) {
  std::size_t points = 1;
  for (const std::vector<const Swept*>& members : groups) {
    points *= members.front()->values->size();
    if (points > kMostPoints)
      Place(*members.front()->values, root.file(), members.front()->pointer.to_string() + "/sweep")
          .fail(fmt::format("expected at most {} points in all", kMostPoints));
  }
  return points;
}

// A value that is null takes the member away.
void put(json& document, const Swept& sweep, const json& value) {
  if (value.is_null() && !sweep.pointer.empty() && document[sweep.pointer.parent_pointer()].is_object()) {
    document[sweep.pointer.parent_pointer()].erase(sweep.pointer.back());
  } else {
    document[sweep.pointer] = value;
  }
}

// Of sweeps that go together the one that people see: the first whose values have names, else the first.
const Swept& told_of(const std::vector<const Swept*>& members) {
  const auto named = std::find_if(members.begin(), members.end(), [](const Swept* each) { return each->names; });
  return named == members.end() ? *members.front() : **named;
}

SweepPoint make_point(const json& document, const std::filesystem::path& name, const Groups& groups,
                      std::size_t number) {
  SweepPoint point;
  json changed = document;
  for (std::size_t index = groups.size(); index > 0; --index) {
    const std::vector<const Swept*>& members = groups[index - 1];
    const Swept& told = told_of(members);
    const std::size_t which = number % told.values->size();
    number /= told.values->size();
    for (const Swept* sweep : members) put(changed, *sweep, (*sweep->values)[which]);
    point.at.insert(point.at.begin(), {told.path, (told.names == nullptr ? *told.values : *told.names)[which]});
  }
  if (groups.empty()) {
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
  const Place root(document, name.string());
  const Groups groups = group(swept, root);
  const std::size_t count = count_points(groups, root);
  std::vector<SweepPoint> points;
  for (std::size_t number = 0; number < count; ++number) points.push_back(make_point(document, name, groups, number));
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
