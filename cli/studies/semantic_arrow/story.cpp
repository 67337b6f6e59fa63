#include "cli/studies/semantic_arrow/story.hpp"

namespace parley::semantic_arrow {

namespace {

std::string line_of(const world::TraceStep& step) {
  std::string line = "p" + std::to_string(step.process);
  switch (step.kind) {
    case world::EventKind::kStart:
      line += " starts";
      break;
    case world::EventKind::kDeliver:
      line += " gets " + step.text + " from p" + std::to_string(step.from);
      break;
    case world::EventKind::kTimer:
      line += " loses patience: " + step.text;
      break;
    default:
      line += " " + step.text;
  }
  for (const world::TraceSend& send : step.sends) line += "; sends " + send.text;
  for (const std::string& output : step.outputs) line += "; says " + output;
  return line;
}

const explore::PropertyReport* first_violated(const explore::ExploreResult& result, PropertyKind kind) {
  for (const explore::PropertyReport& report : result.properties)
    if (report.property.kind == kind && report.verdict == Verdict::kViolated && report.trace) return &report;
  return nullptr;
}

}  // namespace

std::vector<std::string> story_of(const explore::ExploreResult& result) {
  const explore::PropertyReport* report = first_violated(result, PropertyKind::kAlways);
  if (report == nullptr) report = first_violated(result, PropertyKind::kEventually);
  if (report == nullptr) return {};
  std::vector<std::string> story;
  for (const world::TraceStep& step : report->trace->steps) story.push_back(line_of(step));
  story.push_back("so it is not true that " + std::string(report->property.formula));
  return story;
}

}  // namespace parley::semantic_arrow
