// No file lies about unused: every test belongs to a target, every scenario and every piece of test data to a test.
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/tidy/source.hpp"

namespace parley::tidy {
namespace {

using Sources = std::vector<Source>;

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}
std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool mentioned_in_tests(const Sources& sources, const std::string& text) {
  for (const Source& source : sources)
    if (source.path.starts_with("tests/") && is_code(source) && source.text.find(text) != std::string::npos)
      return true;
  return false;
}

// Sources under tests/ that no target compiles.
Findings check_targets(const Sources& sources) {
  std::string named;
  for (const Source& source : sources)
    if (source.path == "tests/CMakeLists.txt") named = source.text;
  Findings findings;
  for (const Source& source : sources) {
    if (!source.path.starts_with("tests/") || !source.path.ends_with(".cpp")) continue;
    if (source.path == "tests/source_dir.cpp") continue;  // the top CMakeLists.txt does
    const std::string folder = folder_of(source.path).substr(6);
    if (folder == "compile_fail" || folder == "fuzz") continue;  // these take every file of their folder
    if (!source.path.ends_with("_test.cpp"))
      findings.push_back({source.path, 1, "no target compiles it: name it *_test.cpp or make it a header"});
    else if (named.find("\"" + folder + ":") == std::string::npos)
      findings.push_back({source.path, 1, "tests/CMakeLists.txt does not name its folder"});
  }
  return findings;
}

// Scenarios and data that no test reads. A scenario is used when a test names its folder, data when one names the file.
Findings check_data(const Sources& sources) {
  Findings findings;
  for (const Source& source : sources) {
    const bool scenario = source.path.starts_with("tests/scenarios/") && source.path.ends_with(".txt");
    const bool data = source.path.starts_with("tests/") && source.path.find("/data/") != std::string::npos;
    if (scenario && !mentioned_in_tests(sources, "\"" + folder_of(source.path).substr(6) + "\""))
      findings.push_back({source.path, 1, "no test runs the scenarios of its folder"});
    if (data && !mentioned_in_tests(sources, name_of(source.path)) &&
        !mentioned_in_tests(sources, folder_of(source.path).substr(6)))
      findings.push_back({source.path, 1, "no test reads it"});
  }
  return findings;
}

TEST(Usage, EveryTestBelongsToATarget) {
  for (const Finding& finding : check_targets(project())) ADD_FAILURE() << finding;
}

TEST(Usage, EveryScenarioAndDatumIsRead) {
  for (const Finding& finding : check_data(project())) ADD_FAILURE() << finding;
}

TEST(UsageRule, FiresOnWhatNothingUses) {
  const Sources sources{make_source("tests/CMakeLists.txt", "\"core:parley_core\"\n"),
                        make_source("tests/core/a_test.cpp", "run(\"scenarios/known\"); read(\"used.json\");\n"),
                        make_source("tests/core/helper.cpp", ""),
                        make_source("tests/lost/b_test.cpp", ""),
                        make_source("tests/scenarios/known/one.txt", ""),
                        make_source("tests/scenarios/lost/two.txt", ""),
                        make_source("tests/core/data/used.json", ""),
                        make_source("tests/core/data/lost.json", "")};
  ASSERT_EQ(check_targets(sources).size(), 2U);
  EXPECT_EQ(check_targets(sources)[0].path, "tests/core/helper.cpp");
  EXPECT_EQ(check_targets(sources)[1].path, "tests/lost/b_test.cpp");
  ASSERT_EQ(check_data(sources).size(), 2U);
  EXPECT_EQ(check_data(sources)[0].path, "tests/scenarios/lost/two.txt");
  EXPECT_EQ(check_data(sources)[1].path, "tests/core/data/lost.json");
}

}  // namespace
}  // namespace parley::tidy
