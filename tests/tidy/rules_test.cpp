// Banned calls, width, openings and private paths, on the project and on snippets that break each rule.
#include "tests/tidy/rules.hpp"

#include <gtest/gtest.h>
#include <map>

namespace parley::tidy {
namespace {

TEST(Rules, NothingBannedIsCalled) {
  for (const Source& source : project())
    for (const Finding& finding : check_bans(source)) ADD_FAILURE() << finding;
}

TEST(Rules, LinesFitTheScreen) {
  for (const Source& source : project())
    for (const Finding& finding : check_width(source)) ADD_FAILURE() << finding;
}

TEST(Rules, FilesOpenWithTheirPurpose) {
  for (const Source& source : project())
    for (const Finding& finding : check_opening(source)) ADD_FAILURE() << finding;
}

TEST(Rules, NoPathOfOneMachineIsNamed) {
  for (const Source& source : project())
    for (const Finding& finding : check_private_paths(source)) ADD_FAILURE() << finding;
}

// One bad line a ban; in a file of protocols/, where every ban applies.
const std::map<std::string_view, std::string_view>& bad_lines() {
  static const std::map<std::string_view, std::string_view> lines{
      {"rand", "int x = rand() % 6;"},
      {"random engine", "std::mt19937 engine(1);"},
      {"distribution", "std::uniform_int_distribution<int> dice(1, 6);"},
      {"wall clock", "auto now = std::chrono::system_clock::now();"},
      {"any clock", "std::chrono::steady_clock::time_point start;"},
      {"sleep", "std::this_thread::sleep_for(delay);"},
      {"standard output", "std::cout << value;"},
      {"assert", "  assert(x > 0);"},
      {"unbounded C string", "sprintf(buffer, format, x);"},
      {"unchecked conversion", "int n = atoi(text);"},
      {"using namespace std", "using namespace std;"},
      {"macro", "#define TWICE(x) ((x) * 2)"},
      {"new", "auto* node = new Node(1);"},
      {"delete", "  delete node;"},
      {"malloc", "void* raw = malloc(10);"},
      {"thread-local variable", "thread_local int depth = 0;"},
      {"mutable static variable", "  static int counter = 0;"},
      {"const_cast", "const_cast<int&>(x) = 1;"},
      {"goto", "goto out;"},
      {"forged signature", "auto vote = SignatureAccess::make(statement, victim);"},
  };
  return lines;
}

TEST(BanRule, EachFiresOnItsBadLine) {
  for (const Ban& ban : kBans) {
    ASSERT_TRUE(bad_lines().contains(ban.name)) << "no bad line shows that this ban fires: " << ban.name;
    const std::string path = ban.name == "forged signature" ? "faults/a.cpp" : "protocols/a.cpp";
    const Findings findings = check_bans(make_source(path, std::string(bad_lines().at(ban.name)) + "\n"));
    bool fired = false;
    for (const Finding& finding : findings) fired = fired || finding.what.starts_with(ban.name);
    EXPECT_TRUE(fired) << ban.name;
  }
}

TEST(BanRule, GoodLinesPass) {
  const char* good =
      "static_assert(sizeof(int) == 4);\n"
      "Node(const Node&) = delete;\n"
      "static constexpr int kOne = 1;\n"
      "static int twice(int x) { return 2 * x; }\n"
      "std::snprintf(buffer, sizeof buffer, format);\n"
      "// std::rand() and new Node(1) in a comment\n"
      "const char* text = \"assert(false); goto x\";\n"
      "const std::size_t renewed = new_size(1);\n"
      "int64_t operand(int x);\n";
  for (const Finding& finding : check_bans(make_source("models/a.cpp", good))) ADD_FAILURE() << finding;
}

TEST(WidthRule, CountsColumns) {
  const auto findings = [](const std::string& line) { return check_width(make_source("cli/a.cpp", line)).size(); };
  EXPECT_EQ(findings(std::string(120, 'x') + "\n"), 0U);
  EXPECT_EQ(findings(std::string(121, 'x') + "\n"), 1U);
  EXPECT_EQ(findings(std::string(118, 'x') + "\u00e9\u00e9\n"), 0U);
  EXPECT_EQ(findings("int x; \n"), 1U);
  EXPECT_EQ(findings("\tint x;\n"), 1U);
}

TEST(OpeningRule, WantsPurposeAndPragma) {
  const auto findings = [](const char* path, const char* text) {
    return check_opening(make_source(path, text)).size();
  };
  EXPECT_EQ(findings("cli/a.hpp", "// What it is.\n#pragma once\n"), 0U);
  EXPECT_EQ(findings("cli/a.hpp", "// What it is.\n"), 1U);
  EXPECT_EQ(findings("cli/a.hpp", "#include <x>\n"), 2U);
  EXPECT_EQ(findings("cli/a.hpp", "#pragma once\n"), 1U);
  EXPECT_EQ(findings("cli/a.cpp", "#include <x>\n"), 0U);
}

TEST(PrivatePathRule, FiresOnHomes) {
  const auto findings = [](const std::string& text) {
    return check_private_paths(make_source("docs/a.md", text)).size();
  };
  EXPECT_EQ(findings(std::string("see /ho") + "me/ada/notes\n"), 1U);
  EXPECT_EQ(findings(std::string("cd \"/wo") + "rk/main\"\n"), 1U);
  EXPECT_EQ(findings("see docs/home/work.md and https://host/home/x\n"), 0U);
}

}  // namespace
}  // namespace parley::tidy
