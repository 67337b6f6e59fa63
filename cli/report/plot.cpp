#include "cli/report/plot.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <vector>

#include "cli/report/html.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

constexpr double kWidth = 640;
constexpr double kHeight = 300;
constexpr double kLeft = 70;
constexpr double kRight = 20;
constexpr double kTop = 16;
constexpr double kBottom = 44;

struct Mark {
  double x = 0;
  double mean = 0;
  double low = 0;
  double high = 0;
};

struct Chart {
  std::string metric;
  std::string axis;
  std::map<std::string, std::vector<Mark>> lines;  // by the other swept values; "" when there are none
  std::map<double, std::string> names;             // of positions that are no numbers
};

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool is_numeric(const json& points, std::size_t index) {
  return std::all_of(points.begin(), points.end(),
                     [&](const json& point) { return point.at("at").at(index).at("value").is_number(); });
}

std::size_t axis_of(const json& points) {
  const std::size_t count = points.front().at("at").size();
  for (std::size_t index = 0; index < count; ++index)
    if (is_numeric(points, index)) return index;
  return 0;
}

Chart make_chart(const json& points, const std::string& metric) {
  const std::size_t axis = axis_of(points);
  const bool numeric = is_numeric(points, axis);
  Chart chart{metric, points.front().at("at").at(axis).at("path").get<std::string>(), {}, {}};
  std::map<std::string, double> positions;
  for (const json& point : points) {
    const json intervals = point.value("intervals", json::object());
    if (!intervals.contains(metric)) continue;
    std::string line;
    for (std::size_t index = 0; index < point.at("at").size(); ++index) {
      const json& swept = point.at("at").at(index);
      if (index != axis)
        line += (line.empty() ? "" : ", ") + swept.at("path").get<std::string>() + " = " + text_of(swept.at("value"));
    }
    const json& value = point.at("at").at(axis).at("value");
    Mark mark;
    mark.x = numeric ? value.get<double>()
                     : positions.emplace(text_of(value), static_cast<double>(positions.size())).first->second;
    if (!numeric) chart.names[mark.x] = text_of(value);
    mark.mean = intervals.at(metric).at("mean").get<double>();
    mark.low = intervals.at(metric).value("low", mark.mean);
    mark.high = intervals.at(metric).value("high", mark.mean);
    chart.lines[line].push_back(mark);
  }
  for (auto& [name, marks] : chart.lines)
    std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.x < b.x; });
  return chart;
}

struct Range {
  double least = 0;
  double most = 1;
  double place(double value, double from, double to) const {
    return from + (value - least) / (most - least) * (to - from);
  }
};

void widen(std::optional<Range>& range, double value) {
  if (!range) range = Range{value, value};
  range->least = std::min(range->least, value);
  range->most = std::max(range->most, value);
}

Range finished(std::optional<Range> range) {
  if (!range) return {};
  if (range->least == range->most) {
    range->least -= 1;
    range->most += 1;
  }
  return *range;
}

// 1, 2 or 5 times a power of ten, for about five steps.
std::vector<double> ticks_of(const Range& range) {
  const double rough = (range.most - range.least) / 5;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
  std::vector<double> ticks;
  for (double at = std::ceil(range.least / step); at * step <= range.most + step * 1e-9; ++at)
    ticks.push_back(at * step);
  return ticks;
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart) {
    std::optional<Range> x;
    std::optional<Range> y = Range{0, 0};
    for (const auto& [name, marks] : chart.lines) {
      for (const Mark& mark : marks) {
        widen(x, mark.x);
        widen(y, mark.low);
        widen(y, mark.high);
      }
    }
    x_ = finished(x);
    y_ = finished(y);
  }

  std::string draw() const {
    std::string svg =
        fmt::format(R"(<svg viewBox="0 0 {} {}" role="img"><title>{} against {}</title>)", kWidth,
                    kHeight + 18 * static_cast<double>(keys()), escape_html(chart_.metric), escape_html(chart_.axis));
    svg += axes();
    std::size_t number = 0;
    for (const auto& [name, marks] : chart_.lines) svg += line(name, marks, number++);
    return svg + "</svg>\n";
  }

 private:
  std::size_t keys() const { return chart_.lines.size() > 1 ? chart_.lines.size() : 0; }
  double x(double value) const { return x_.place(value, kLeft, kWidth - kRight); }
  double y(double value) const { return y_.place(value, kHeight - kBottom, kTop); }

  std::string axes() const {
    std::string svg;
    for (const double tick : ticks_of(y_))
      svg += fmt::format(R"(<line class="life" x1="{0}" y1="{2:.1f}" x2="{1}" y2="{2:.1f}"/>)"
                         R"(<text class="label" x="{3}" y="{4:.1f}" text-anchor="end">{5:.6g}</text>)",
                         kLeft, kWidth - kRight, y(tick), kLeft - 6, y(tick) + 3, tick);
    const auto name_x = [&](double at, const std::string& name) {
      svg += fmt::format(R"(<text class="label" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)", x(at),
                         kHeight - kBottom + 16, escape_html(name));
    };
    for (const auto& [at, name] : chart_.names) name_x(at, name);
    if (chart_.names.empty())
      for (const double tick : ticks_of(x_)) name_x(tick, fmt::format("{:.6g}", tick));
    return svg + fmt::format(R"(<text class="name" x="{}" y="{}">{}</text>)", (kLeft + kWidth - kRight) / 2,
                             kHeight - 8, escape_html(chart_.axis));
  }

  std::string line(const std::string& name, const std::vector<Mark>& marks, std::size_t number) const {
    const std::string colour = fmt::format("hsl({} 60% 50%)", 215 + 137 * number % 360);
    std::string points;
    std::string bars;
    for (const Mark& mark : marks) {
      points += fmt::format("{:.1f},{:.1f} ", x(mark.x), y(mark.mean));
      bars += fmt::format(R"(<line x1="{0:.1f}" y1="{1:.1f}" x2="{0:.1f}" y2="{2:.1f}" stroke="{3}"/>)"
                          R"(<circle cx="{0:.1f}" cy="{4:.1f}" r="3" fill="{3}"/>)",
                          x(mark.x), y(mark.low), y(mark.high), colour, y(mark.mean));
    }
    std::string svg =
        fmt::format(R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="1.5"/>{})", points, colour, bars);
    if (keys() > 0)
      svg += fmt::format(R"(<text class="label" x="{}" y="{}" style="fill:{}">{}</text>)", kLeft,
                         kHeight + 12 + 18 * static_cast<double>(number), colour, escape_html(name));
    return svg;
  }

  const Chart& chart_;
  Range x_;
  Range y_;
};

std::size_t column_of(const json& table, const json& name) {
  const json& columns = table.at("columns");
  return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
}

Chart table_chart(const json& table, const json& plotted) {
  Chart chart{plotted.get<std::string>(), table.at("drawn_over").get<std::string>(), {}, {}};
  const std::string line_of = table.at("line_of").get<std::string>();
  const std::size_t x = column_of(table, chart.axis);
  const std::size_t y = column_of(table, plotted);
  for (const json& row : table.at("rows")) {
    if (!row.at(x).is_number() || !row.at(y).is_number()) continue;
    const double value = row.at(y).get<double>();
    const std::string line = line_of.empty() ? "" : text_of(row.at(column_of(table, line_of)));
    chart.lines[line].push_back({row.at(x).get<double>(), value, value, value});
  }
  for (auto& [name, marks] : chart.lines)
    std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.x < b.x; });
  return chart;
}

}  // namespace

std::string table_charts(const json& table) {
  std::string html;
  for (const json& plotted : table.at("plotted"))
    html += fmt::format("<p class=dim>{}</p><div class=scroll>{}</div>\n", escape_html(plotted.get<std::string>()),
                        Drawing(table_chart(table, plotted)).draw());
  return html;
}

std::string sweep_section(const json& result) try {
  const auto points = result.find("points");
  if (points == result.end() || !points->is_array() || points->empty()) return "";
  std::map<std::string, bool> metrics;
  for (const json& point : *points) {
    const json intervals = point.value("intervals", json::object());
    for (const auto& [name, unused] : intervals.items()) metrics[name] = true;
  }
  std::string html;
  for (const auto& [metric, unused] : metrics)
    html += fmt::format(
        "<h2>{}</h2><p class=dim>mean of the runs, with its 95 % confidence interval</p>"
        "<div class=scroll>{}</div>\n",
        escape_html(metric), Drawing(make_chart(*points, metric)).draw());
  return html;
} catch (const json::exception&) {  // a file of somebody else's
  return "<p class=dim>Its points are none of a sweep.</p>\n";
}

}  // namespace parley::cli
