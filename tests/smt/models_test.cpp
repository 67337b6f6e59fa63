// The verdicts of models/expected.csv, and of the public benchmark files where they are at hand.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "tests/smt/added_specification.hpp"
#include "tests/source_dir.hpp"

namespace parley::models_table {
namespace {

using Row = std::vector<std::string>;

const std::filesystem::path kModels = std::filesystem::path(source_dir()) / "models";

// Comma-separated values without quotes; the header line is dropped.
std::vector<Row> read_rows(const std::filesystem::path& path) {
  std::ifstream stream(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream cells(line);
    Row row;
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    rows.push_back(row);
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

TEST(OwnModels, HaveTheExpectedVerdicts) {
  const std::vector<Row> rows = read_rows(kModels / "expected.csv");
  ASSERT_GT(rows.size(), 10U);
  for (const Row& row : rows) {
    ASSERT_GE(row.size(), 3U);
    VerifyOptions options;
    options.specs = {row[1]};
    options.timeout_seconds = 30;
    if (row.size() > 3 && !row[3].empty()) options.resilience = row[3];
    const ThresholdAutomaton model = row.size() > 4 ? read_with_specification(kModels / row[0], row[1], row[4])
                                                    : read_model_file(kModels / row[0]);
    const SpecResult result = verify(model, options).at(0);
    EXPECT_EQ(to_string(result.verdict), row[2]) << row[0] << " " << row[1] << " " << result.reason;
  }
}

TEST(OwnModels, EverySpecificationIsInTheTable) {
  std::set<std::pair<std::string, std::string>> listed;
  for (const Row& row : read_rows(kModels / "expected.csv")) listed.emplace(row.at(0), row.at(1));
  for (const auto& entry : std::filesystem::directory_iterator(kModels)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".ta" && extension != ".eta") continue;
    for (const Specification& specification : read_model_file(entry.path()).specifications)
      EXPECT_TRUE(listed.contains({entry.path().filename().string(), specification.name}))
          << entry.path() << " " << specification.name;
  }
}

// PARLEY_BENCHMARKS names a folder with public models and their expected.csv (file,specification,kind,verdict,...).
TEST(PublicModels, NoVerdictDisagrees) {
  const char* folder = std::getenv("PARLEY_BENCHMARKS");
  if (folder == nullptr) GTEST_SKIP() << "PARLEY_BENCHMARKS names no folder";
  std::map<std::string, std::map<std::string, std::string>> expected;
  for (const Row& row : read_rows(std::filesystem::path(folder) / "expected.csv"))
    expected[row.at(0)][row.at(1)] = row.at(3);
  constexpr std::uintmax_t kSmallFile = 9'000;
  for (const auto& [file, verdicts] : expected) {
    const std::filesystem::path path = std::filesystem::path(folder) / file;
    if (!std::filesystem::exists(path) || std::filesystem::file_size(path) > kSmallFile) continue;
    VerifyOptions options;
    options.timeout_seconds = 0.5;
    for (const SpecResult& result : verify(read_model_file(path), options)) {
      const auto at = verdicts.find(result.spec);
      if (at == verdicts.end() || at->second == "unknown" || result.verdict == Verdict::kUnknown) continue;
      EXPECT_EQ(to_string(result.verdict), at->second) << file << " " << result.spec;
    }
  }
}

}  // namespace
}  // namespace parley::models_table
