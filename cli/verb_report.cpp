// `report`: the page of a folder of results.
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/report/page.hpp"

namespace parley::cli {

int run_report(const Command& command) {
  const std::filesystem::path folder = command.files.front();
  const std::filesystem::path file = (command.out_given ? command.out : folder) / "index.html";
  const Page page = read_page(folder);
  write_text(file, to_html(page));
  if (!command.quiet) say("page: {}\n", file.string());
  VerbResult result;
  result.verb = command.verb;
  result.file = folder.string();
  result.metrics["results"] = static_cast<double>(page.results.size());
  result.metrics["traces"] = static_cast<double>(page.traces.size());
  store(result, command.out, command.json);
  return kExitHolds;
}

}  // namespace parley::cli
