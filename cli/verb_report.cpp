// `report`: the page of a folder of results.
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/report/page.hpp"

namespace parley::cli {

int run_report(const Command& command) {
  const std::filesystem::path folder = command.files.front();
  const std::filesystem::path page = (command.out_given ? command.out : folder) / "index.html";
  write_text(page, to_html(read_page(folder)));
  if (!command.quiet) fmt::print("page: {}\n", page.string());
  return kExitHolds;
}

}  // namespace parley::cli
