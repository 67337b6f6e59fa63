// The table of docs/contract.md's layers, held against every include of the project.
#include "tests/tidy/layering.hpp"

#include <gtest/gtest.h>

namespace parley::tidy {
namespace {

TEST(Layering, TheProjectKeepsToItsLayers) {
  for (const Source& source : project())
    for (const Finding& finding : check_layering(source)) ADD_FAILURE() << finding;
}

TEST(Layering, ProtocolsIncludeNothingForeign) {
  for (const Source& source : project())
    for (const Finding& finding : check_foreign_includes(source)) ADD_FAILURE() << finding;
}

TEST(Layering, NoPartsIncludeEachOtherInACircle) {
  const std::set<std::string> cyclic = parts_on_cycles(part_graph(project()));
  for (const std::string& part : cyclic) ADD_FAILURE() << part << " is on a circle of includes";
}

TEST(Layering, TheProjectWasRead) {
  EXPECT_GT(project().size(), 100U);
  EXPECT_GT(part_graph(project()).size(), 5U);
}

std::size_t layering_findings(const char* path, const char* text) {
  return check_layering(make_source(path, text)).size();
}

TEST(LayeringRule, FiresOnForbiddenIncludes) {
  EXPECT_EQ(layering_findings("protocols/core/a.hpp", "#include \"net/world/world.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("protocols/consensus/a.hpp", "#include \"protocols/broadcast/b.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("protocols/consensus/a.hpp", "#include \"faults/plan.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("gpu/cpu/a.hpp", "#include \"protocols/core/ids.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("net/world/a.hpp", "#include \"faults/campaign/run.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("models/a.cpp", "#include \"checker/smt/verify.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("net/tcp/a.cpp", "#include \"cli/command.hpp\"\n"), 1U);
  EXPECT_EQ(layering_findings("net/tcp/a.cpp", "#include \"neighbour.hpp\"\n"), 1U);
}

TEST(LayeringRule, IsSilentOnAllowedIncludes) {
  EXPECT_EQ(layering_findings("protocols/consensus/raft/a.hpp", "#include \"protocols/core/ids.hpp\"\n"), 0U);
  EXPECT_EQ(layering_findings("protocols/consensus/raft/a.hpp", "#include \"protocols/consensus/b.hpp\"\n"), 0U);
  EXPECT_EQ(layering_findings("models/a.hpp", "#include \"protocols/broadcast/b.hpp\"\n"), 0U);
  EXPECT_EQ(layering_findings("faults/campaign/a.hpp", "#include \"net/sim/b.hpp\"\n"), 0U);
  EXPECT_EQ(layering_findings("net/world/a.hpp", "#include \"faults/mixed.hpp\"\n"), 0U);
  EXPECT_EQ(layering_findings("cli/a.cpp", "// #include \"nowhere.hpp\"\n#include \"gpu/b.hpp\"\n"), 0U);
}

TEST(LayeringRule, FiresOnForeignIncludesInProtocols) {
  const auto findings = [](const char* text) {
    return check_foreign_includes(make_source("protocols/core/a.hpp", text)).size();
  };
  EXPECT_EQ(findings("#include <nlohmann/json.hpp>\n#include <unistd.h>\n#include <boost/asio.hpp>\n"), 3U);
  EXPECT_EQ(findings("#include <vector>\n#include <boost/pfr/core.hpp>\n"), 0U);
}

TEST(LayeringRule, FindsCircles) {
  const PartGraph circle{{"a", {"b"}}, {"b", {"c"}}, {"c", {"a", "d"}}, {"d", {}}, {"e", {"d"}}};
  EXPECT_EQ(parts_on_cycles(circle), (std::set<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(parts_on_cycles({{"a", {"b", "c"}}, {"b", {"c"}}}).empty());
}

}  // namespace
}  // namespace parley::tidy
