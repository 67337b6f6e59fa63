// The protocol that docs/contract.md shows: it is the text that is compiled here, and it does what is said of it.
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "net/world/world.hpp"
#include "protocols/core/random.hpp"
#include "tests/core/example_protocol.hpp"
#include "tests/source_dir.hpp"

namespace parley::example {
namespace {

std::string read(const std::string& path) {
  std::ifstream in(source_dir() + "/" + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Example, TheDocumentationShowsWhatIsCompiled) {
  const std::string source = read("tests/core/example_protocol.hpp");
  const std::string begin = "// docs/contract.md shows from here\n";
  const std::size_t first = source.find(begin) + begin.size();
  const std::string shown = source.substr(first, source.find("// to here") - first);
  ASSERT_GT(shown.size(), 500U);
  EXPECT_NE(read("docs/contract.md").find("```cpp\n" + shown + "```"), std::string::npos)
      << "copy the marked part of tests/core/example_protocol.hpp into docs/contract.md";
}

TEST(Example, EveryScheduleEndsWithEverybodyKnowingTheGreatest) {
  const Gossip::Config config{.n = 5, .t = 0};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng random(seed);
    world::World<Gossip> world(config, ProcessSet::first(5));
    for (auto events = world.enabled(); !events.empty(); events = world.enabled()) {
      world.apply(events[random.below(events.size())]);
      ASSERT_TRUE(world.monitor().broken().empty());
    }
    EXPECT_TRUE(world.monitor().unfulfilled().empty());
    EXPECT_TRUE(world.monitor().witnessed().contains(1));
    EXPECT_EQ(world.local(ProcessId{0}).state.greatest, 4U);
  }
}

TEST(Example, ALonelyProcessIsDone) {
  const Gossip::Config config{.n = 1, .t = 0};
  world::World<Gossip> world(config, ProcessSet::first(1));
  EXPECT_EQ(world.apply(world.enabled().front()).size(), 2U);
  EXPECT_TRUE(world.enabled().empty());
  EXPECT_EQ(Gossip::validate({.n = 0})->parameter, "n");
}

}  // namespace
}  // namespace parley::example
