#include "cli/report/diagram.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "cli/report/html.hpp"
#include "protocols/core/check.hpp"

namespace parley::cli {

namespace {

using world::EventKind;
using world::Trace;
using world::TraceStep;

constexpr int kColumn = 120;
constexpr int kRow = 22;
constexpr int kTop = 40;

struct SentAt {
  std::size_t row;
  std::string text;
};
using Sends = std::map<std::pair<std::uint32_t, std::uint32_t>, SentAt>;

std::size_t drawn_steps(const Trace& trace, const DiagramLimits& limits) {
  return std::min(trace.steps.size(), limits.steps);
}

Sends sends_of(const Trace& trace, std::size_t rows) {
  Sends sends;
  for (std::size_t row = 0; row < rows; ++row)
    for (const world::TraceSend& send : trace.steps[row].sends)
      sends.insert_or_assign({trace.steps[row].process, send.sequence}, SentAt{row, send.text});
  return sends;
}

int x_of(std::uint32_t process) {
  return kColumn / 2 + static_cast<int>(process) * kColumn;
}
int y_of(std::size_t row) {
  return kTop + static_cast<int>(row) * kRow + kRow / 2;
}

bool is_faulty(const Trace& trace, std::uint32_t process) {
  return std::find(trace.faulty.begin(), trace.faulty.end(), process) != trace.faulty.end();
}

std::string shorten(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 1) + "…";
}

std::string lifelines(const Trace& trace, std::uint32_t processes, int height) {
  std::string svg;
  for (std::uint32_t id = 0; id < processes; ++id) {
    const bool faulty = is_faulty(trace, id);
    svg +=
        fmt::format(R"(<text x="{}" y="20" class="{}">p{}{}</text><line x1="{}" y1="28" x2="{}" y2="{}" class="{}"/>)",
                    x_of(id), faulty ? "bad name" : "name", id, faulty ? " faulty" : "", x_of(id), x_of(id), height,
                    faulty ? "life badlife" : "life");
  }
  return svg;
}

// What a step shows beside its dot.
std::string label_of(const TraceStep& step) {
  std::string label;
  switch (step.kind) {
    case EventKind::kStart:
      label = step.text.empty() ? "start" : step.text;  // a step of a plain model says what it is
      break;
    case EventKind::kRestart:
      label = "restart";
      break;
    case EventKind::kCrash:
      label = "crash";
      break;
    case EventKind::kTimer:
      label = "timer " + step.text;
      break;
    case EventKind::kDeliver:
    case EventKind::kInject:
      label = step.text;
      break;
  }
  for (const std::string& output : step.outputs) label += " ⇒ " + output;
  return label;
}

std::string arrow(const TraceStep& step, std::size_t row, const Sends& sends) {
  const bool injected = step.kind == EventKind::kInject;
  std::size_t from_row = row > 0 ? row - 1 : 0;
  if (!injected) {
    const auto sent = sends.find({step.from, step.sequence});
    if (sent == sends.end()) return {};
    from_row = sent->second.row;
  }
  return fmt::format(R"raw(<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}" marker-end="url(#tip)"/>)raw",
                     x_of(step.from), y_of(from_row), x_of(step.process), y_of(row),
                     injected ? "message badmessage" : "message");
}

std::string dot(const TraceStep& step, std::size_t row) {
  const std::string full = escape_html(label_of(step) + "\n" + step.state_text);
  return fmt::format(R"(<circle cx="{}" cy="{}" r="{}" class="{}"><title>{}</title></circle>)"
                     R"(<text x="{}" y="{}" class="label">{}</text>)",
                     x_of(step.process), y_of(row), step.outputs.empty() ? 3 : 5, step.outputs.empty() ? "dot" : "out",
                     full, x_of(step.process) + 7, y_of(row) + 4, escape_html(shorten(label_of(step), 34)));
}

// Beside the steps that repeat.
std::string loop_bracket(std::size_t from, std::size_t until) {
  const int top = y_of(from) - kRow / 2;
  const int bottom = y_of(until - 1) + kRow / 2;
  return fmt::format(R"(<path d="M10 {}H4V{}H10" class="life" fill="none"/><text x="8" y="{}" class="label">)"
                     "for ever</text>",
                     top, bottom, top + kRow / 2 + 4);
}

std::string pad(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string cause_of(const TraceStep& step) {
  switch (step.kind) {
    case EventKind::kDeliver:
      return fmt::format("<- p{} {}", step.from, step.text);
    case EventKind::kInject:
      return fmt::format("<- p{} {} (made up by p{})", step.from, step.text, step.from);
    case EventKind::kTimer:
      return "timer " + step.text;
    case EventKind::kStart:
      return step.text.empty() ? "start" : step.text;
    case EventKind::kCrash:
      return "CRASH";
    case EventKind::kRestart:
      return "restart";
  }
  return "";
}

}  // namespace

std::uint64_t processes_in(const Trace& trace) {
  std::uint64_t most = 0;
  const auto count = [&most](std::uint32_t id) { most = std::max(most, std::uint64_t{id} + 1); };
  for (const TraceStep& step : trace.steps) {
    count(step.process);
    count(step.from);
  }
  for (const std::uint32_t id : trace.faulty) count(id);
  return most;
}

std::string to_svg(const Trace& trace, const DiagramLimits& limits) {
  const std::size_t rows = drawn_steps(trace, limits);
  const std::uint64_t counted = processes_in(trace);
  check(counted <= kMostDrawn, "a diagram has a column for each process");
  const auto processes = static_cast<std::uint32_t>(counted);
  const Sends sends = sends_of(trace, rows);
  const int width = static_cast<int>(processes) * kColumn + 100;
  const int height = y_of(rows) + kRow;
  std::string svg = fmt::format(
      R"(<svg viewBox="0 0 {} {}" role="img" aria-label="space-time diagram" xmlns="http://www.w3.org/2000/svg">)"
      R"(<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">)"
      R"(<path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>)",
      width, height);
  svg += lifelines(trace, processes, height - kRow);
  for (std::size_t row = 0; row < rows; ++row) {
    const TraceStep& step = trace.steps[row];
    if (step.kind == EventKind::kDeliver || step.kind == EventKind::kInject) svg += arrow(step, row, sends);
  }
  for (std::size_t row = 0; row < rows; ++row) svg += dot(trace.steps[row], row);
  if (trace.loop_from && *trace.loop_from < rows) svg += loop_bracket(*trace.loop_from, rows);
  if (rows < trace.steps.size())
    svg += fmt::format(R"(<text x="10" y="{}" class="label">… and {} further steps</text>)", height - 4,
                       trace.steps.size() - rows);
  return svg + "</svg>";
}

std::string to_sequence_text(const Trace& trace, const DiagramLimits& limits) {
  std::string text;
  const std::size_t rows = drawn_steps(trace, limits);
  for (std::size_t row = 0; row < rows; ++row) {
    const TraceStep& step = trace.steps[row];
    if (trace.loop_from == row) text += "      then for ever:\n";
    const std::string who = fmt::format("p{}{}", step.process, is_faulty(trace, step.process) ? "!" : "");
    text += fmt::format("{:>4}  t={:<5} {} {}", row, step.tick, pad(who, 6), cause_of(step));
    for (const world::TraceSend& send : step.sends) {
      std::string to = "all";
      if (send.to) to = fmt::format("p{}", fmt::join(*send.to, ",p"));
      text += fmt::format("\n{:>21}-> {} {}", "", to, send.text);
    }
    for (const std::string& output : step.outputs) text += fmt::format("\n{:>21}=> {}", "", output);
    text += '\n';
  }
  if (rows < trace.steps.size()) text += fmt::format("      ... and {} further steps\n", trace.steps.size() - rows);
  return text;
}

}  // namespace parley::cli
