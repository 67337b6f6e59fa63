#include "cli/report/page.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "cli/document.hpp"
#include "cli/report/diagram.hpp"
#include "cli/report/html.hpp"
#include "cli/report/model_diagram.hpp"
#include "cli/report/plot.hpp"
#include "cli/report/tables.hpp"
#include "cli/run_study.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#667080;--line:#d5dae1;--ground:#fff;--good:#1a7f37;--bad:#c5221f;
--open:#9a6700;--wave:#3568c0}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--dim:#98a2b3;--line:#394150;--ground:#14171c;--good:#4cc26a;
--bad:#ff7b72;--open:#e3b341;--wave:#79a8ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.45 system-ui,sans-serif;
color:var(--ink);background:var(--ground)}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;white-space:nowrap;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.number{text-align:right;font-variant-numeric:tabular-nums}
.holds{color:var(--good);font-weight:600}.violated{color:var(--bad);font-weight:600}
.unknown{color:var(--open);font-weight:600}.dim{color:var(--dim)}
td.note{color:var(--dim);white-space:normal;min-width:14rem}
pre{overflow-x:auto;background:color-mix(in srgb,var(--line) 35%,transparent);padding:.7rem;font-size:.82rem}
svg{width:100%;min-width:34rem;height:auto;font-family:system-ui,sans-serif}
svg .life{stroke:var(--line);stroke-width:2}svg .badlife{stroke:var(--bad);stroke-dasharray:4 4}
svg .name{font-size:14px;text-anchor:middle;fill:var(--ink)}svg .bad{fill:var(--bad)}
svg .message{stroke:var(--wave);stroke-width:1.2;opacity:.65}svg .badmessage{stroke:var(--bad);stroke-dasharray:4 3}
svg .tip{fill:var(--wave)}svg .dot{fill:var(--ink)}svg .out{fill:var(--good)}
svg .label{font-size:10px;fill:var(--ink)}svg .count{font-size:11px;font-weight:600;fill:var(--ink)}
)";

std::string text_of(const json& object, std::string_view member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string number_of(const json& value) {
  if (value.is_number_unsigned()) return value.dump();
  if (!value.is_number()) return "";
  const double number = value.get<double>();
  if (std::abs(number) < 1e15 && number == std::trunc(number)) return fmt::format("{}", static_cast<long long>(number));
  return fmt::format("{:.4g}", number);
}

double seconds_of(const json& verdict) {
  const auto found = verdict.find("seconds");
  return found != verdict.end() && found->is_number() ? found->get<double>() : 0;
}

std::string verdict_rows(const json& result) {
  std::string rows;
  for (const json& verdict : result.value("verdicts", json::array())) {
    const std::string word = text_of(verdict, "verdict");
    rows += fmt::format(R"(<tr><td>{}</td><td class="{}">{}</td><td>{}</td><td class="number">{:.3f} s</td>)"
                        R"(<td class="note">{}</td></tr>)",
                        escape_html(text_of(result, "verb")), escape_html(word), escape_html(word),
                        escape_html(text_of(verdict, "property")), seconds_of(verdict),
                        escape_html(text_of(verdict, "note")));
    rows += '\n';
  }
  return rows;
}

std::string verdict_table(const std::vector<json>& results) {
  std::string rows;
  for (const json& result : results) rows += verdict_rows(result);
  return "<h2>Verdicts</h2><div class=scroll><table><thead><tr><th>verb</th><th>verdict</th><th>property</th>"
         "<th>time</th><th>note</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string metric_table(const std::vector<json>& results) {
  std::string rows;
  for (const json& result : results) {
    const json metrics = result.value("metrics", json::object());
    for (const auto& [name, value] : metrics.items())
      rows += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>\n",
                          escape_html(text_of(result, "verb")), escape_html(name), number_of(value));
  }
  return "<h2>Metrics</h2><div class=scroll><table><thead><tr><th>verb</th><th>metric</th><th>value</th></tr></thead>"
         "<tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string trace_section(const PageTrace& item) {
  const world::Trace& trace = item.trace;
  std::string note =
      fmt::format("{} of {}, seed {}, {} steps", trace.engine, trace.protocol, trace.seed, trace.steps.size());
  if (!trace.violation.empty()) note += ", violates " + trace.violation;
  const bool too_wide = processes_in(trace) > kMostDrawn;
  return fmt::format(
      "<h2>{}</h2><p class=dim>{}</p>\n{}", escape_html(item.name), escape_html(note),
      too_wide ? "<p>Too many processes to draw.</p>\n" : "<div class=scroll>" + to_svg(trace) + "</div>\n");
}

std::string model_run_section(const ModelRunFile& run) {
  std::string parameters;
  for (std::size_t i = 0; i < run.automaton.parameters.size(); ++i)
    parameters += fmt::format(", {} = {}", run.automaton.parameters[i], run.counterexample.initial.parameters[i]);
  const auto refuted = refute_counterexample(run.automaton, run.specification(), run.counterexample);
  return fmt::format("<h2>{}</h2><p class=dim>{}: a run of the model that violates {}{}</p>\n{}", escape_html(run.name),
                     escape_html(run.model), escape_html(run.specification().name), escape_html(parameters),
                     refuted ? "<p>No counterexample: " + escape_html(*refuted) + "</p>\n"
                             : "<div class=scroll>" + to_svg(run.automaton, run.counterexample) + "</div>\n");
}

}  // namespace

std::string to_html(const Page& page) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><title>{}</title><style>{}</style></head>"
      "<body>\n<h1>{}</h1>\n",
      escape_html(page.title), kStyle, escape_html(page.title));
  html += verdict_table(page.results);
  for (const json& result : page.results) html += sweep_section(result) + table_sections(result);
  for (const ModelRunFile& run : page.model_runs) html += model_run_section(run);
  for (const PageTrace& trace : page.traces) html += trace_section(trace);
  for (const PageStory& story : page.stories)
    html += fmt::format("<h2>{}</h2><pre>{}</pre>\n", escape_html(story.name),
                        escape_html(fmt::format("{}", fmt::join(story.lines, "\n"))));
  html += metric_table(page.results);
  if (!page.experiment.is_null())
    html += "<h2>Experiment</h2><pre>" + escape_html(page.experiment.dump(2)) + "</pre>\n";
  return html + "</body></html>\n";
}

Page read_page(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder))
    throw InputError(folder.string(), "", "expected a folder of results, as --out and --json leave it");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_regular_file() || entry.is_directory()) files.push_back(entry.path());  // reading a pipe would wait
  std::sort(files.begin(), files.end());
  Page page;
  for (const std::filesystem::path& file : files) {
    const std::string name = file.filename().string();
    if (name.ends_with(".trace.jsonl")) page.traces.push_back({name, world::read_trace(file)});
    if (name.ends_with(kModelRunSuffix)) page.model_runs.push_back(read_model_run(file));
    if (!name.ends_with(".json")) continue;
    json document = read_json_file(file);
    if (name.ends_with(kStudyCaseSuffix)) page.stories.push_back({name, read_story(Place(document, file.string()))});
    if (document.is_object() && document.contains("verdicts")) page.results.push_back(std::move(document));
  }
  if (page.results.empty() && page.traces.empty() && page.model_runs.empty() && page.stories.empty())
    throw InputError(folder.string(), "", "expected at least one result (*.json) or trace (*.trace.jsonl)");
  for (const PageTrace& trace : page.traces)
    if (page.experiment.is_null()) page.experiment = trace.trace.experiment;
  constexpr std::array<std::string_view, 6> order{"verify", "explore", "simulate", "attack", "up", "conform"};
  std::stable_sort(page.results.begin(), page.results.end(), [&](const json& a, const json& b) {
    return std::find(order.begin(), order.end(), text_of(a, "verb")) <
           std::find(order.begin(), order.end(), text_of(b, "verb"));
  });
  page.title = "Parley: " + folder.filename().string();
  if (page.experiment.is_object() && page.experiment.contains("protocol"))
    page.title = "Parley: " + text_of(page.experiment, "protocol");
  return page;
}

}  // namespace parley::cli
