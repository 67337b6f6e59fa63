// The ratchets on the lengths of files and functions. The tables may only shrink; do not add to them.
#include "tests/tidy/length.hpp"

#include <gtest/gtest.h>

namespace parley::tidy {
namespace {

constexpr std::size_t kLongestFile = 400;
constexpr std::size_t kLongestFunction = 60;

const Lengths kLongFiles{};
const Lengths kLongFunctions{};

TEST(Length, Files) {
  Lengths measured;
  for (const Source& source : project())
    if (is_code(source) && source.lines.size() > kLongestFile) measured[source.path] = source.lines.size();
  for (const Finding& finding : check_ratchet(measured, kLongFiles, "400")) ADD_FAILURE() << finding;
}

TEST(Length, Functions) {
  Lengths measured;
  std::size_t seen = 0;
  for (const Source& source : project()) {
    if (!is_code(source)) continue;
    for (const Function& function : functions_of(source)) {
      ++seen;
      if (function.lines > kLongestFunction) measured[source.path + " " + function.name] = function.lines;
    }
  }
  for (const Finding& finding : check_ratchet(measured, kLongFunctions, "60")) ADD_FAILURE() << finding;
  EXPECT_GT(seen, 300U) << "functions are no longer recognised";
}

TEST(LengthRule, FindsFunctionsAndTheirLengths) {
  const Source source = make_source("cli/a.cpp",
                                    "namespace parley {\n"
                                    "template <class T>\n"
                                    "int first(T x) {\n"
                                    "  if (x) {\n"
                                    "    return 1;\n"
                                    "  }\n"
                                    "  return 2;\n"
                                    "}\n"
                                    "struct Box {\n"
                                    "  int value() const { return value_; }\n"
                                    "  int value_ = 0;\n"
                                    "};\n"
                                    "const std::vector<int> table{\n"
                                    "    1, 2};\n"
                                    "void Box::second(\n"
                                    "    int x) {\n"
                                    "  auto each = [](int y) {\n"
                                    "    return y;  // }\n"
                                    "  };\n"
                                    "}\n"
                                    "}  // namespace parley\n");
  const std::vector<Function> found = functions_of(source);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].name, "first");
  EXPECT_EQ(found[0].lines, 7U);
  EXPECT_EQ(found[1].name, "value");
  EXPECT_EQ(found[1].lines, 1U);
  EXPECT_EQ(found[2].name, "Box::second");
  EXPECT_EQ(found[2].lines, 6U);
}

TEST(LengthRule, TheRatchetTurnsOneWay) {
  EXPECT_TRUE(check_ratchet({{"a", 70}}, {{"a", 70}}, "60").empty());
  EXPECT_EQ(check_ratchet({{"a", 71}}, {{"a", 70}}, "60").size(), 1U);
  EXPECT_EQ(check_ratchet({{"a", 69}}, {{"a", 70}}, "60").size(), 1U);
  EXPECT_EQ(check_ratchet({}, {{"a", 70}}, "60").size(), 1U);
  EXPECT_EQ(check_ratchet({{"b", 61}}, {}, "60").size(), 1U);
}

}  // namespace
}  // namespace parley::tidy
