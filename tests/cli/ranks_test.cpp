// `mpirun -n 2 parley simulate`: the same results as one process. Where there is no mpirun, or the program was built
// without MPI, there is nothing to hold.
#include <cstdlib>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/documents.hpp"
#include "tests/cli/program.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

// Everything but what depends on the time that it took.
json timeless(const json& value) {
  if (!value.is_structured()) return value;
  json kept = value.is_array() ? json::array() : json::object();
  for (const auto& [name, member] : value.items()) {
    if (value.is_array()) {
      kept.push_back(timeless(member));
    } else if (name.find("second") == std::string::npos && name != "peak_rss_bytes") {
      kept[name] = timeless(member);
    }
  }
  return kept;
}

class RanksTest : public testing::TestWithParam<int> {
 protected:
  json result_of(const std::string& launcher, const std::string& options) {
    const std::filesystem::path file = folder_.write("small.json", small_document().dump());
    const std::filesystem::path result = folder_.path() / "result.json";
    std::filesystem::remove(result);
    const std::string command = launcher + " " + PARLEY_PROGRAM + " simulate " + file.string() + " " + options +
                                " --json " + result.string() + " --out " + (folder_.path() / "out").string() + " > " +
                                output().string() + " 2>&1";
    status_ = std::system(command.c_str());
    return std::filesystem::exists(result) ? json::parse(read_text(result)) : json();
  }
  static std::string ranks() {
    return "timeout 60 mpirun --allow-run-as-root --oversubscribe -n " + std::to_string(GetParam());
  }
  std::filesystem::path output() const { return folder_.path() / "said.txt"; }
  static std::string read_text(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  TempFolder folder_;
  int status_ = 0;
};

TEST_P(RanksTest, FindWhatOneProcessFinds) {
  if (std::system("command -v mpirun > /dev/null 2>&1") != 0) GTEST_SKIP() << "no mpirun";
  for (const char* options : {"--runs 7", "--set runs=501 --threads 1", R"(--set 'n={"sweep":[4,5]}' --runs 3)",
                              R"(--set 'precision={"metric":"rounds","relative":0.05}' --set runs=500)"}) {
    SCOPED_TRACE(options);
    const json alone = result_of("", options);
    ASSERT_TRUE(alone.is_object()) << read_text(output());
    const json shared = result_of(ranks(), options);
    if (read_text(output()).find("built without MPI") != std::string::npos) GTEST_SKIP() << "built without MPI";
    ASSERT_TRUE(shared.is_object()) << read_text(output());
    EXPECT_EQ(timeless(shared), timeless(alone));
    const std::string said = read_text(output());
    EXPECT_EQ(said.find("agreement"), said.rfind("agreement")) << "more than one rank spoke:\n" << said;
  }
}

TEST_P(RanksTest, RefuseWhatTheyDoNotShare) {
  if (std::system("command -v mpirun > /dev/null 2>&1") != 0) GTEST_SKIP() << "no mpirun";
  const std::string command = ranks() + " " + PARLEY_PROGRAM + " list > " + output().string() + " 2>&1";
  EXPECT_NE(std::system(command.c_str()), 0);
  const std::string said = read_text(output());
  EXPECT_TRUE(said.find("share the work of simulate") != std::string::npos ||
              said.find("built without MPI") != std::string::npos)
      << said;
}

INSTANTIATE_TEST_SUITE_P(Numbers, RanksTest, testing::Values(2, 3));

}  // namespace
}  // namespace parley::cli
