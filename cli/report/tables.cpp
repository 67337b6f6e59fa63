#include "cli/report/tables.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/report/html.hpp"
#include "cli/report/plot.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

constexpr std::size_t kMostLines = 60;  // on the terminal; files have all
constexpr std::size_t kMostRows = 500;  // on a page

std::string number_text(double value) {
  if (std::abs(value) < 1e15 && value == std::trunc(value)) return fmt::format("{:.0f}", value);
  return fmt::format("{:.6g}", value);
}

std::string cell_text(const StudyCell& cell) {
  if (const std::string* text = std::get_if<std::string>(&cell)) return *text;
  if (const std::uint64_t* whole = std::get_if<std::uint64_t>(&cell)) return std::to_string(*whole);
  return number_text(std::get<double>(cell));
}

std::string table_cell(const json& cell) {
  if (cell.is_string()) return "<td>" + escape_html(cell.get<std::string>()) + "</td>";
  return "<td class=\"number\">" + (cell.is_number() ? number_text(cell.get<double>()) : "") + "</td>";
}

std::string table_html(const json& table) {
  std::string html = "<div class=scroll><table><thead><tr>";
  for (const json& column : table.at("columns")) html += "<th>" + escape_html(column.get<std::string>()) + "</th>";
  html += "</tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const json& row : table.at("rows")) {
    if (shown++ == kMostRows) break;
    html += "<tr>";
    for (const json& cell : row) html += table_cell(cell);
    html += "</tr>\n";
  }
  html += "</tbody></table></div>\n";
  const std::size_t rows = table.at("rows").size();
  if (rows > kMostRows) html += fmt::format("<p class=dim>and {} more rows</p>\n", rows - kMostRows);
  return html;
}

}  // namespace

std::vector<std::string> to_table_lines(const StudyTable& table) {
  std::vector<std::size_t> widths;
  for (const std::string& column : table.columns) widths.push_back(column.size());
  for (const std::vector<StudyCell>& row : table.rows)
    for (std::size_t index = 0; index < std::min(row.size(), widths.size()); ++index)
      widths[index] = std::max(widths[index], cell_text(row[index]).size());
  std::vector<std::string> lines{table.caption};
  std::string& head = lines.emplace_back();
  for (std::size_t index = 0; index < widths.size(); ++index)
    head += fmt::format("  {:<{}}", table.columns[index], widths[index]);
  for (const std::vector<StudyCell>& row : table.rows) {
    if (lines.size() == kMostLines + 2) {
      lines.push_back(fmt::format("  and {} more, see {}.csv", table.rows.size() - kMostLines, table.name));
      break;
    }
    std::string& line = lines.emplace_back();
    for (std::size_t index = 0; index < std::min(row.size(), widths.size()); ++index)
      line += std::holds_alternative<std::string>(row[index])
                  ? fmt::format("  {:<{}}", cell_text(row[index]), widths[index])
                  : fmt::format("  {:>{}}", cell_text(row[index]), widths[index]);
  }
  return lines;
}

json to_json(const StudyTable& table) {
  json rows = json::array();
  for (const std::vector<StudyCell>& row : table.rows) {
    json cells = json::array();
    for (const StudyCell& cell : row) std::visit([&](const auto& value) { cells.push_back(value); }, cell);
    rows.push_back(std::move(cells));
  }
  json object{{"name", table.name}, {"caption", table.caption}, {"columns", table.columns}, {"rows", std::move(rows)}};
  if (!table.drawn_over.empty())
    object.update({{"drawn_over", table.drawn_over}, {"plotted", table.plotted}, {"line_of", table.line_of}});
  return object;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string to_csv(const StudyTable& table) {
  std::string text;
  for (std::size_t index = 0; index < table.columns.size(); ++index)
    text += (index == 0 ? "" : ",") + csv_field(table.columns[index]);
  text += '\n';
  for (const std::vector<StudyCell>& row : table.rows) {
    for (std::size_t index = 0; index < row.size(); ++index) {
      const double* number = std::get_if<double>(&row[index]);
      text +=
          (index == 0 ? "" : ",") + (number != nullptr ? fmt::format("{}", *number) : csv_field(cell_text(row[index])));
    }
    text += '\n';
  }
  return text;
}

std::string table_sections(const json& result) try {
  const auto tables = result.find("tables");
  if (tables == result.end()) return "";
  std::string html;
  for (const json& table : *tables) {
    html += fmt::format("<h2>{}</h2>\n", escape_html(table.at("caption").get<std::string>()));
    if (table.contains("drawn_over")) html += table_charts(table);
    html += table_html(table);
  }
  return html;
} catch (const json::exception&) {  // a file of somebody else's
  return "<p class=dim>Its tables are none of a study.</p>\n";
}

}  // namespace parley::cli
