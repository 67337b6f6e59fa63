#include "cli/report/model_diagram.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <ranges>
#include <vector>

#include "checker/smt/fire.hpp"
#include "cli/report/html.hpp"

namespace parley::cli {
namespace {

constexpr int kColumnWidth = 130;
constexpr int kRowHeight = 30;
constexpr int kHead = 46;
constexpr int kVariablesWidth = 260;

const AcceleratedStep& taken(const Counterexample& run, std::size_t step) {
  return step < run.steps.size() ? run.steps[step] : run.loop[step - run.steps.size()];
}

// The configurations passed, the first one and that after each step.
std::vector<Configuration> passed(const ThresholdAutomaton& automaton, const Counterexample& run, std::size_t steps) {
  std::vector<Configuration> result{run.initial};
  for (std::size_t i = 0; i < steps; ++i) {
    Configuration next = result.back();
    fire(automaton, taken(run, i), next);
    result.push_back(std::move(next));
  }
  return result;
}

class Drawing {
 public:
  Drawing(const ThresholdAutomaton& automaton, const Counterexample& run)
      : automaton_(automaton),
        run_(run),
        steps_(std::min(run.steps.size() + run.loop.size(), kMostStepsDrawn)),
        passed_(passed(automaton, run, steps_)) {
    for (std::uint32_t location = 0; location < automaton.locations.size(); ++location)
      if (is_occupied(location) && columns_.size() < kMostLocationsDrawn)
        columns_.emplace(location, static_cast<int>(columns_.size()));
  }

  std::string draw() const {
    const int width = static_cast<int>(columns_.size()) * kColumnWidth + kVariablesWidth;
    const int height = y_after(steps_) + kRowHeight;
    std::string svg = fmt::format(
        R"(<svg viewBox="0 0 {} {}" role="img" aria-label="run of the model" xmlns="http://www.w3.org/2000/svg">)"
        R"(<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">)"
        R"(<path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>)",
        width, height);
    for (const auto& [location, column] : columns_) svg += lifeline(location, column);
    for (std::size_t i = 0; i < steps_; ++i) svg += step(i);
    svg += variables(0, true);
    if (!run_.loop.empty() && run_.steps.size() < steps_) svg += bracket();
    return svg + left_out(height) + "</svg>";
  }

 private:
  bool is_occupied(std::uint32_t location) const {
    return std::ranges::any_of(passed_, [&](const Configuration& at) { return at.counters[location] != 0; });
  }

  static int x_of(int column) { return column * kColumnWidth + kColumnWidth / 2; }
  // Where the configuration after so many steps stands; the arrow of a step is half a row above.
  static int y_after(std::size_t steps) { return kHead + static_cast<int>(steps) * kRowHeight; }

  std::string lifeline(std::uint32_t location, int column) const {
    std::string svg = fmt::format(R"(<text x="{}" y="18" class="name">{}</text>)", x_of(column),
                                  escape_html(automaton_.locations[location]));
    for (std::size_t i = 0; i < passed_.size(); ++i) {
      const std::int64_t count = passed_[i].counters[location];
      const int top = y_after(i) - (i == 0 ? 10 : kRowHeight / 2);
      if (count > 0)
        svg +=
            fmt::format(R"(<line x1="{0}" y1="{1}" x2="{0}" y2="{2}" class="life" style="stroke-width:{3:.1f}"/>)",
                        x_of(column), top, y_after(i) + kRowHeight / 2, 2 + 2 * std::log2(static_cast<double>(count)));
      if (i == 0 ? count > 0 : count != passed_[i - 1].counters[location])
        svg += fmt::format(R"(<text x="{}" y="{}" class="count">{}</text>)", x_of(column) + 8, y_after(i) + 4, count);
    }
    return svg;
  }

  std::string step(std::size_t i) const {
    const Rule& rule = automaton_.rules[taken(run_, i).rule];
    const auto from = columns_.find(rule.from);
    const auto to = columns_.find(rule.to);
    if (from == columns_.end() || to == columns_.end()) return {};
    const int y = y_after(i + 1) - kRowHeight / 2;
    const std::string label = fmt::format("{} ×{}", rule.id, taken(run_, i).count);
    const int left = x_of(std::min(from->second, to->second));
    std::string svg =
        rule.from == rule.to
            ? fmt::format(R"raw(<path d="M{} {}h22v9h-20" class="message" fill="none" marker-end="url(#tip)"/>)raw",
                          left, y - 4)
            : fmt::format(R"raw(<line x1="{}" y1="{}" x2="{}" y2="{}" class="message" marker-end="url(#tip)"/>)raw",
                          x_of(from->second), y, x_of(to->second), y);
    svg += fmt::format(R"(<text x="{}" y="{}" class="label">{}</text>)", left + 26, y - 4, escape_html(label));
    return svg + variables(i + 1, false);
  }

  // Those that the step changed; all at the beginning.
  std::string variables(std::size_t at, bool all) const {
    std::string text;
    for (std::size_t i = 0; i < automaton_.shared.size(); ++i) {
      const std::int64_t value = passed_[at].shared[i];
      if (all ? value == 0 : value == passed_[at - 1].shared[i]) continue;
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", automaton_.shared[i], value);
    }
    if (text.empty()) return {};
    return fmt::format(R"(<text x="{}" y="{}" class="label">{}</text>)",
                       static_cast<int>(columns_.size()) * kColumnWidth, y_after(at) + 4, escape_html(text));
  }

  std::string bracket() const {
    const int top = y_after(run_.steps.size()) + 2;
    return fmt::format(R"(<path d="M10 {}H4V{}H10" class="life" fill="none"/><text x="8" y="{}" class="label">)"
                       "for ever</text>",
                       top, y_after(steps_) + kRowHeight / 2, top + kRowHeight / 2);
  }

  std::string left_out(int height) const {
    std::string text;
    const std::size_t all = run_.steps.size() + run_.loop.size();
    if (steps_ < all) text += fmt::format("… and {} further steps. ", all - steps_);
    const std::ptrdiff_t occupied = std::ranges::count_if(
        std::views::iota(std::uint32_t{0}, static_cast<std::uint32_t>(automaton_.locations.size())),
        [&](std::uint32_t location) { return is_occupied(location); });
    if (occupied > static_cast<std::ptrdiff_t>(columns_.size()))
      text +=
          fmt::format("{} further locations are not drawn.", occupied - static_cast<std::ptrdiff_t>(columns_.size()));
    return text.empty() ? "" : fmt::format(R"(<text x="10" y="{}" class="label">{}</text>)", height - 6, text);
  }

  const ThresholdAutomaton& automaton_;
  const Counterexample& run_;
  std::size_t steps_;
  std::vector<Configuration> passed_;
  std::map<std::uint32_t, int> columns_;  // by location, left to right
};

}  // namespace

std::string to_svg(const ThresholdAutomaton& automaton, const Counterexample& counterexample) {
  return Drawing(automaton, counterexample).draw();
}

}  // namespace parley::cli
