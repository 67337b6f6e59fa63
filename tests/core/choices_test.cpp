// Choices: enumerated exactly as nested loops would, replayed exactly from a tape, drawn from a generator otherwise.
#include "protocols/core/choices.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <vector>

namespace parley {
namespace {

using Path = std::vector<std::uint64_t>;

// A made-up handler: how many choices it makes, and with which bounds, depends on what it chose before.
struct Program {
  std::uint64_t seed = 0;
  std::size_t longest = 0;

  // The bound of the choice after `path`; 0 where the handler makes no further one.
  std::uint64_t bound_after(const Path& path) const {
    if (path.size() >= longest) return 0;
    Rng random = Rng::stream(seed, path.size());
    std::uint64_t bound = random.below(4);
    for (const std::uint64_t value : path) bound = (bound * 7 + value + 1) % 5;
    return path.empty() && bound == 0 ? 1 : bound;
  }

  Path run(Choices& choices) const {
    choices.begin_step();
    Path path;
    for (std::uint64_t bound = bound_after(path); bound > 0; bound = bound_after(path))
      path.push_back(choices.choose(bound));
    return path;
  }

  // Nested loops.
  void all(Path& path, std::vector<Path>& out) const {
    const std::uint64_t bound = bound_after(path);
    if (bound == 0) out.push_back(path);
    for (std::uint64_t value = 0; value < bound; ++value) {
      path.push_back(value);
      all(path, out);
      path.pop_back();
    }
  }
};

Program any_program() {
  return {*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::inRange<std::size_t>(0, 6)};
}

RC_GTEST_PROP(Choices, EnumerationEqualsNestedLoops, ()) {
  const Program program = any_program();
  std::vector<Path> expected;
  Path path;
  program.all(path, expected);

  std::vector<Path> seen;
  Choices choices;
  do {
    seen.push_back(program.run(choices));
    RC_ASSERT(choices.taken() == seen.back());
    RC_ASSERT(seen.size() <= expected.size());
  } while (choices.next_combination());
  RC_ASSERT(seen == expected);
}

RC_GTEST_PROP(Choices, ATapeReplaysADraw, (std::uint64_t seed)) {
  const Program program = any_program();
  Rng random(seed);
  Choices drawn(random);
  for (int step = 0; step < 5; ++step) {
    const Path path = program.run(drawn);
    RC_ASSERT(drawn.taken() == path);
    Choices tape(drawn.taken());
    RC_ASSERT(program.run(tape) == path);
  }
}

TEST(Choices, BeyondTheTapeTheFirstIsTaken) {
  Choices choices(std::vector<std::uint64_t>{2});
  EXPECT_EQ(choices.choose(3), 2U);
  EXPECT_EQ(choices.choose(3), 0U);
  EXPECT_EQ(choices.taken(), (Path{2, 0}));
}

TEST(Choices, AStepWithoutChoicesHasOneCombination) {
  Choices choices;
  choices.begin_step();
  EXPECT_FALSE(choices.next_combination());
}

TEST(ChoicesDeathTest, ATapeOfAnotherProtocolIsABrokenInvariant) {
  Choices choices(std::vector<std::uint64_t>{5});
  EXPECT_DEATH(choices.choose(3), "exceeds its bound");
  EXPECT_DEATH(choices.choose(0), "positive bound");
}

}  // namespace
}  // namespace parley
