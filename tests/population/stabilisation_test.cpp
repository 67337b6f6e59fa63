// The exact checker on the two languages of the card and on hand-made protocols whose answer is known.
#include "protocols/local/population/stabilisation.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "protocols/local/population/construction.hpp"
#include "protocols/local/population/expression.hpp"
#include "tests/population/support.hpp"

namespace parley::population {
namespace {

struct Tally {
  std::uint64_t words = 0;
  std::uint64_t wrong = 0;
  std::uint64_t split = 0;  // words with several bottom components, or none
  std::uint64_t largest = 0;
};

Tally check_words(const Cover& cover, const char* expression, std::size_t from, std::size_t to, Mutant mutant,
                  Guessing guessing = Guessing::blind) {
  const auto protocol = construct(cover, "abc", mutant, guessing);
  const ParsedExpression language = parse_expression(expression, "abc");
  const Moves moves(*protocol);
  Tally tally;
  for (const Word& word : words_between(3, from, to)) {
    const Stabilisation found =
        stabilise(moves, protocol->output, initial_configuration(*protocol, word), 1'000'000, {});
    const bool member = language.minimal->accepts(word);
    ++tally.words;
    tally.wrong += found.consensus != (member ? Consensus::kAccepts : Consensus::kRejects) ? 1 : 0;
    tally.split += found.bottom_components != 1 ? 1 : 0;
    tally.largest = std::max(tally.largest, found.configurations);
  }
  return tally;
}

const std::vector<const char*> kFirst{"+ c* b .*", "- c* a .*", "- c*"};
const std::vector<const char*> kAfterLast{"+ .* a c* b [bc]*", "- .* a c*", "- [bc]*"};
const std::vector<const char*> kExactlyOne{"+ [ac]* b [ac]*", "- [ac]*", "- [ac]* b [ac]* b .*"};

TEST(Stabilisation, TheCardsFirstLanguageOnAllItsWords) {
  const Tally tally = check_words(cover_of_texts(kFirst, "abc"), "c*b.*", 2, 4, Mutant::none);
  EXPECT_EQ(tally.words, 9U + 27U + 81U);
  EXPECT_EQ(tally.wrong, 0U);
  EXPECT_EQ(tally.split, 0U);
  EXPECT_EQ(tally.largest, 646U);  // as the card says
}

TEST(Stabilisation, TheCardsSecondLanguageOnAllItsWords) {
  const Tally tally = check_words(cover_of_texts(kAfterLast, "abc"), ".*ac*b[bc]*", 2, 3, Mutant::none);
  EXPECT_EQ(tally.words, 9U + 27U);
  EXPECT_EQ(tally.wrong, 0U);
  EXPECT_EQ(tally.split, 0U);
}

TEST(Stabilisation, EveryMutantIsCaught) {
  const Cover cover = cover_of_texts(kExactlyOne, "abc");
  for (const Mutant mutant : {Mutant::no_retry, Mutant::no_evidence, Mutant::equal_markers, Mutant::stale_evidence})
    EXPECT_GT(check_words(cover, "[ac]*b[ac]*", 2, 3, mutant).wrong, 0U) << static_cast<int>(mutant);
}

TEST(Stabilisation, InformedGuessingRecognisesTheSame) {
  EXPECT_EQ(check_words(cover_of_texts(kFirst, "abc"), "c*b.*", 1, 4, Mutant::none, Guessing::informed).wrong, 0U);
  EXPECT_EQ(
      check_words(cover_of_texts(kExactlyOne, "abc"), "[ac]*b[ac]*", 1, 3, Mutant::none, Guessing::informed).wrong, 0U);
}

// Whether some a stands left of some b, by an epidemic: 0 is a, 1 is b, 2 knows.
Protocol epidemic(Guard guard) {
  return {.names = {"a", "b", "yes"},
          .input = {0, 1},
          .output = {0, 0, 1},
          .transitions = {{1, 0, guard, 2, 0}, {0, 2, Guard::any, 2, 2}, {1, 2, Guard::any, 2, 2}}};
}

Consensus consensus_of(const Protocol& protocol, const char* word) {
  return stabilise(Moves(protocol), protocol.output, initial_configuration(protocol, *word_of(word, "ab")), 1000, {})
      .consensus;
}

TEST(Stabilisation, GuardsAreObeyed) {
  EXPECT_EQ(consensus_of(epidemic(Guard::after), "bbab"), Consensus::kAccepts);
  EXPECT_EQ(consensus_of(epidemic(Guard::after), "bbaa"), Consensus::kRejects);
  EXPECT_EQ(consensus_of(epidemic(Guard::before), "bbaa"), Consensus::kAccepts);
  EXPECT_EQ(consensus_of(epidemic(Guard::before), "aabb"), Consensus::kRejects);
  EXPECT_EQ(consensus_of(epidemic(Guard::any), "aabb"), Consensus::kAccepts);
  EXPECT_EQ(consensus_of(epidemic(Guard::successor), "aab"), Consensus::kAccepts);
  EXPECT_EQ(consensus_of(epidemic(Guard::predecessor), "aab"), Consensus::kRejects);
  EXPECT_EQ(consensus_of(epidemic(Guard::predecessor), "aabba"), Consensus::kAccepts);
}

TEST(Stabilisation, DisagreementIsUndecided) {
  // Two a's: whoever initiates becomes b, and b outputs 1.
  const Protocol coin{.names = {"a", "b", "c"},
                      .input = {0, 0},
                      .output = {0, 1, 0},
                      .transitions = {{0, 0, Guard::any, 1, 1}, {0, 0, Guard::any, 2, 2}}};
  const Stabilisation found = stabilise(Moves(coin), coin.output, {0, 0}, 1000, {});
  EXPECT_EQ(found.consensus, Consensus::kUndecided);
  EXPECT_EQ(found.bottom_components, 2U);
  EXPECT_EQ(found.configurations, 3U);
  // An agent that changes its output for ever.
  const Protocol blinker{.names = {"off", "on"},
                         .input = {0, 0},
                         .output = {0, 1},
                         .transitions = {{0, 0, Guard::any, 1, 0}, {1, 0, Guard::any, 0, 0}}};
  const Stabilisation blinks = stabilise(Moves(blinker), blinker.output, {0, 0, 0}, 1000, {});
  EXPECT_EQ(blinks.consensus, Consensus::kUndecided);
  EXPECT_EQ(blinks.bottom_components, 1U);
}

TEST(Stabilisation, StopsAtItsLimits) {
  const Protocol protocol = epidemic(Guard::any);
  const std::vector<State> initial{0, 0, 1, 1};
  EXPECT_EQ(stabilise(Moves(protocol), protocol.output, initial, 3, {}).consensus, Consensus::kUnfinished);
}

TEST(Stabilisation, RunsAreShortest) {
  const Protocol protocol = epidemic(Guard::any);
  const auto run = shortest_run(Moves(protocol), {0, 0, 1}, {2, 2, 2}, 1000, {});
  EXPECT_EQ(run.size(), 4U);
  EXPECT_TRUE(shortest_run(Moves(protocol), {2, 0, 1}, {0, 0, 0}, 1000, {}).empty());
}

}  // namespace
}  // namespace parley::population
