#include "cli/result.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sys/resource.h>
#include <system_error>

#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw EnvironmentError("cannot make the folder " + folder.string() + ": choose another place");
}

// Of a file that could not be written whole.
void remove_part(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) std::filesystem::remove(path, error);
}

}  // namespace

ExitStatus exit_status(const VerbResult& result) {
  ExitStatus status = kExitHolds;
  for (const PropertyVerdict& verdict : result.verdicts) {
    if (verdict.verdict == Verdict::kViolated) return kExitViolated;
    if (verdict.verdict == Verdict::kUnknown) status = kExitUndecided;
  }
  return status;
}

json findings_to_json(const VerbResult& result) {
  json verdicts = json::array();
  for (const PropertyVerdict& verdict : result.verdicts) {
    json item{{"property", verdict.property}, {"verdict", to_string(verdict.verdict)}, {"seconds", verdict.seconds}};
    if (!verdict.note.empty()) item["note"] = verdict.note;
    if (!verdict.engine.empty()) item["engine"] = verdict.engine;
    if (!verdict.evidence.empty()) item["evidence"] = verdict.evidence;
    if (!verdict.schedule.empty()) item["schedule"] = verdict.schedule;
    verdicts.push_back(std::move(item));
  }
  json object{{"verdicts", std::move(verdicts)}, {"metrics", result.metrics}};
  for (const auto& [name, interval] : result.intervals) {
    json item{{"runs", interval.runs}, {"mean", interval.mean}};
    if (interval.runs > 1)
      item.update({{"low", interval.mean - interval.half_width},
                   {"high", interval.mean + interval.half_width},
                   {"deviation", interval.deviation}});
    object["intervals"][name] = std::move(item);
  }
  for (const auto& [name, value] : result.facts) object[name] = value;
  return object;
}

json to_json(const VerbResult& result) {
  json object = findings_to_json(result);
  object.update({{"verb", result.verb},
                 {"version", PARLEY_VERSION},
                 {"file", result.file},
                 {"seed", result.seed},
                 {"seconds", result.seconds},
                 {"peak_rss_bytes", peak_rss_bytes()}});
  if (!result.points.is_null()) object["points"] = result.points;
  if (!result.tables.is_null()) object["tables"] = result.tables;
  return object;
}

std::string to_lines(const VerbResult& result) {
  std::string text;
  for (const PropertyVerdict& verdict : result.verdicts) {
    text += fmt::format("{:<24} {:<9} {:.3f} s", verdict.property, to_string(verdict.verdict), verdict.seconds);
    if (!verdict.note.empty()) text += "  " + verdict.note;
    text += '\n';
  }
  for (const auto& [name, value] : result.metrics) text += fmt::format("{:<24} {:.6g}\n", name, value);
  for (const auto& [name, interval] : result.intervals)
    if (interval.runs > 1)
      text += fmt::format("{:<24} {:.6g} +- {:.2g} a run (95 %)\n", name, interval.mean, interval.half_width);
  for (const auto& [name, value] : result.facts) text += fmt::format("{:<24} {}\n", name, value);
  return text;
}

std::vector<std::filesystem::path> store(const VerbResult& result, const std::filesystem::path& folder,
                                         const std::optional<std::filesystem::path>& json_file) {
  std::vector<std::filesystem::path> paths;
  if (!result.traces.empty()) make_folder(folder);
  for (const KeptTrace& kept : result.traces) {
    paths.push_back(folder / kept.name);
    world::write_trace(kept.trace, paths.back());
  }
  for (const KeptFile& kept : result.files) {
    paths.push_back(folder / kept.name);
    write_text(paths.back(), kept.text);
  }
  if (json_file) write_text(*json_file, faults::write_json(to_json(result), 2) + "\n");
  return paths;
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  if (path.has_parent_path()) make_folder(path.parent_path());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.flush();
  if (!out) {
    remove_part(path);
    throw EnvironmentError("cannot write " + path.string() + ": check that its folder is writable and has room");
  }
}

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace parley::cli
