// Automata, monomials, logic, two-way automata and monoids, each against another of them.
#include "protocols/local/population/language.hpp"

#include <gtest/gtest.h>

#include "protocols/local/population/expression.hpp"
#include "protocols/local/population/monoid.hpp"
#include "protocols/local/population/refinement.hpp"
#include "tests/population/support.hpp"

namespace parley::population {
namespace {

Dfa dfa_of(const char* expression, const char* alphabet) {
  return parse_expression(expression, alphabet).minimal.value();
}

bool in_da(const char* expression, const char* alphabet) {
  return !find_da_violation(transition_monoid(dfa_of(expression, alphabet), 1000).value());
}

TEST(Language, ExpressionsMeanWhatTheySay) {
  const Dfa dfa = dfa_of("(ab|c)+a?", "abc");
  for (const char* word : {"ab", "c", "abc", "aba", "ca", "abccab"}) EXPECT_TRUE(dfa.accepts(*word_of(word, "abc")));
  for (const char* word : {"", "a", "b", "ba", "caa", "abb"}) EXPECT_FALSE(dfa.accepts(*word_of(word, "abc")));
  EXPECT_EQ(dfa_of(".*ab.*", "ab").states(), 3U);
  EXPECT_FALSE(difference(dfa_of("(a|b)*", "ab"), dfa_of("[ab]*", "ab"), 0));
  EXPECT_EQ(difference(dfa_of("a*", "ab"), dfa_of("a*|b", "ab"), 0), word_of("b", "ab"));
  for (const char* wrong : {"(a", "a)", "*", "d", "[a"}) EXPECT_FALSE(parse_expression(wrong, "abc").minimal) << wrong;
}

TEST(Language, TheMonoidTellsDa) {
  for (const char* inside : {"a.*", ".*a", ".*a.*b.*", "c*b.*", "[ac]*b[ac]*", ".*ac*b[bc]*", ""})
    EXPECT_TRUE(in_da(inside, "abc")) << inside;
  EXPECT_FALSE(in_da(".*ab.*", "abc"));
  EXPECT_TRUE(in_da(".*ab.*", "ab"));  // over two letters that is: some a before some b
  EXPECT_FALSE(in_da("(ab)*", "ab"));
  EXPECT_FALSE(in_da("(aa)*", "a"));
}

TEST(Language, CoversAreJudgedByAutomata) {
  const auto problem = [](const std::vector<const char*>& texts) {
    return find_cover_problem(cover_of_texts(texts, "abc"), "abc").value_or("");
  };
  EXPECT_EQ(problem({"+ c* b .*", "- c* a .*", "- c*"}), "");
  EXPECT_NE(problem({"+ c* b .*", "- c*"}).find("no monomial matches 'a'"), std::string::npos);
  EXPECT_NE(problem({"+ .* b .*", "- [ac]*"}).find("ambiguous: it matches 'bb'"), std::string::npos);
  EXPECT_NE(problem({"+ c* b .*", "- .* a c*", "- c*"}).find("both match 'ba'"), std::string::npos);
  std::string why;
  for (const char* wrong : {"c*", "+ a* b*", "+ [ab]", "+ x", "+ [a"}) EXPECT_FALSE(parse_monomial(wrong, "abc", why));
}

TEST(Language, CoversAreFoundAndExact) {
  for (const char* expression : {"a.*", ".*a.*b.*", "[ac]*b[ac]*", "b*ac*b.*", "[ab]*a[bc]*"}) {
    const Dfa dfa = dfa_of(expression, "abc");
    const auto cover = find_cover(dfa, {});
    ASSERT_TRUE(cover) << expression;
    EXPECT_FALSE(find_cover_problem(*cover, "abc")) << expression;
    EXPECT_FALSE(difference(language_of(*cover, 3).value(), dfa, 1)) << expression;
  }
  EXPECT_FALSE(find_cover(dfa_of(".*ab.*", "abc"), {.splits = 4, .monomials = 5000}));
}

TEST(Language, RandomCoversAreExactAndInDa) {
  for (std::uint64_t index = 0; index < 200; ++index) {
    Rng rng = Rng::stream(7, index);
    const Cover cover = random_cover(rng, 3, 5, 3);
    ASSERT_FALSE(find_cover_problem(cover, "abc")) << index;
    const auto monoid = transition_monoid(language_of(cover, 3).value(), 5000);
    ASSERT_TRUE(monoid);
    EXPECT_FALSE(find_da_violation(*monoid)) << index;
  }
}

TEST(Language, TheThreeOraclesAgreeOnLongerWords) {
  for (const Language& language : card_languages()) {
    std::string problem;
    const auto recognised = recognise(language, problem);
    ASSERT_TRUE(recognised) << problem;
    for (const Word& word : words_between(3, 1, 8)) {
      ASSERT_EQ(recognised->two_way->accepts(word), recognised->minimal.accepts(word)) << text_of(word, "abc");
      ASSERT_EQ(holds(*recognised->formula, word), recognised->minimal.accepts(word)) << text_of(word, "abc");
    }
  }
}

TEST(Language, FormulasAreRead) {
  const auto truth = [](const char* formula, const char* word) {
    return holds(parse_formula(formula, "ab").formula.value(), *word_of(word, "ab"));
  };
  EXPECT_TRUE(truth("Ax (a(x) -> Ey (x<y & b(y)))", "aab"));
  EXPECT_FALSE(truth("Ax (a(x) -> Ey (x<y & b(y)))", "aba"));
  EXPECT_TRUE(truth("Ax Ay (x=y | x<y | y<x)", "abab"));
  EXPECT_FALSE(truth("Ax Ay x=y", "ab"));
  for (const char* wrong : {"a(x)", "Ex", "Ex a(z)", "Ex (a(x)", "Ex x>y", "Ex x<y"})
    EXPECT_FALSE(parse_formula(wrong, "ab").formula) << wrong;
}

TEST(Language, LanguagesOutsideDaAreRefusedWithTheReason) {
  std::string problem;
  EXPECT_FALSE(recognise({.expression = ".*ab.*"}, problem));
  EXPECT_NE(problem.find("not in DA"), std::string::npos);
  EXPECT_NE(problem.find("no cover"), std::string::npos);
  EXPECT_FALSE(recognise({.expression = "c*b.*", .cover = {"+ c* a .*", "- c* b .*", "- c*"}}, problem));
  EXPECT_NE(problem.find("differ on"), std::string::npos);
  EXPECT_FALSE(recognise({.expression = "c*b.*", .automaton = {"right a:0 $:no"}}, problem));
  EXPECT_NE(problem.find("later state"), std::string::npos);
}

}  // namespace
}  // namespace parley::population
