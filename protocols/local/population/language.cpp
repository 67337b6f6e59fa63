#include "protocols/local/population/language.hpp"

#include <utility>

#include "protocols/local/population/expression.hpp"
#include "protocols/local/population/monoid.hpp"
#include "protocols/local/population/refinement.hpp"

namespace parley::population {
namespace {

constexpr std::size_t kMostCovering = 32;

std::optional<Cover> cover_of(const Language& language, std::string& problem) {
  if (language.cover.size() > kMostCovering) {
    problem = "more than 32 monomials";
    return std::nullopt;
  }
  Cover cover;
  for (const std::string& text : language.cover) {
    const auto part = parse_monomial(text, language.alphabet, problem);
    if (!part) {
      problem = "monomial '" + text + "': " + problem;
      return std::nullopt;
    }
    cover.push_back(*part);
  }
  if (const auto why = find_cover_problem(cover, language.alphabet)) {
    problem = "its monomials are no cover by disjoint unambiguous ones: " + *why;
    return std::nullopt;
  }
  return cover;
}

std::optional<Dfa> automaton_of(const Language& language, const Cover& cover, std::string& problem) {
  std::optional<Dfa> accepted;
  if (!cover.empty()) {
    accepted = language_of(cover, language.alphabet.size());
    if (!accepted) problem = "the automaton of its cover is too large";
  }
  if (language.expression.empty()) return accepted;
  ParsedExpression parsed = parse_expression(language.expression, language.alphabet);
  if (!parsed.minimal) {
    problem = "expression '" + language.expression + "': " + parsed.problem;
    return std::nullopt;
  }
  if (accepted)
    if (const auto word = difference(*accepted, *parsed.minimal, 1)) {
      problem = "expression and cover differ on '" + text_of(*word, language.alphabet) + "'";
      return std::nullopt;
    }
  return std::move(parsed.minimal);
}

bool add_oracles(const Language& language, Recognised& result, std::string& problem) {
  if (!language.formula.empty()) {
    ParsedFormula parsed = parse_formula(language.formula, language.alphabet);
    if (!parsed.formula) problem = "formula '" + language.formula + "': " + parsed.problem;
    result.formula = std::move(parsed.formula);
  }
  if (!language.automaton.empty()) {
    ParsedTwoWay parsed = parse_two_way(language.automaton, language.alphabet);
    if (!parsed.automaton) problem = "two-way automaton: " + parsed.problem;
    result.two_way = std::move(parsed.automaton);
  }
  return problem.empty();
}

constexpr const char* kAlphabetRule = "an alphabet is one to six different letters a to z";

}  // namespace

std::optional<Recognised> recognise(const Language& language, std::string& problem) {
  problem.clear();
  if (!is_alphabet(language.alphabet)) problem = kAlphabetRule;
  if (language.expression.empty() && language.cover.empty()) problem = "needs an expression or a cover";
  if (!problem.empty()) return std::nullopt;
  Recognised result;
  if (!language.cover.empty()) {
    auto cover = cover_of(language, problem);
    if (!cover) return std::nullopt;
    result.cover = std::move(*cover);
  }
  auto minimal = automaton_of(language, result.cover, problem);
  if (!minimal) return std::nullopt;
  result.minimal = std::move(*minimal);
  const auto monoid = transition_monoid(result.minimal, kMostMonoid);
  if (!monoid) {
    problem = "its syntactic monoid has more than " + std::to_string(kMostMonoid) + " elements";
    return std::nullopt;
  }
  result.monoid = monoid->size();
  if (const auto violation = find_da_violation(*monoid)) {
    problem = "not in DA, so there is no cover by unambiguous monomials and no protocol of IO-PP[<]: " +
              describe(*violation, language.alphabet);
    return std::nullopt;
  }
  if (!add_oracles(language, result, problem)) return std::nullopt;
  if (!result.cover.empty()) return result;
  auto cover = find_cover(result.minimal, {});
  if (!cover || find_cover_problem(*cover, language.alphabet)) {
    problem = "it is in DA, but no cover was found within the limits: give one";
    return std::nullopt;
  }
  result.cover = std::move(*cover);
  return result;
}

std::optional<std::string> reason_outside(const OutsideLanguage& language, std::string& problem) {
  problem.clear();
  if (!is_alphabet(language.alphabet)) {
    problem = kAlphabetRule;
    return std::nullopt;
  }
  const ParsedExpression parsed = parse_expression(language.expression, language.alphabet);
  if (!parsed.minimal) {
    problem = "expression '" + language.expression + "': " + parsed.problem;
    return std::nullopt;
  }
  const auto monoid = transition_monoid(*parsed.minimal, kMostMonoid);
  if (!monoid) {
    problem = "its syntactic monoid has more than " + std::to_string(kMostMonoid) + " elements";
    return std::nullopt;
  }
  const auto violation = find_da_violation(*monoid);
  if (!violation) return std::nullopt;
  return describe(*violation, language.alphabet);
}

// Card, sections 3 and 5.
std::vector<Language> card_languages() {
  return {
      {.name = "first letter is a",
       .expression = "a.*",
       .formula = "Ex (a(x) & !Ey y<x)",
       .automaton = {"right a:yes b:no c:no $:no"},
       .cover = {"+ a .*", "- b .*", "- c .*"},
       .longest = 5},
      {.name = "last letter is a",
       .expression = ".*a",
       .formula = "Ex (a(x) & !Ey x<y)",
       .automaton = {"right $:1", "left a:yes b:no c:no $:no"},
       .cover = {"+ .* a", "- .* b", "- .* c"},
       .longest = 5},
      {.name = "first b before first a",
       .expression = "c*b.*",
       .formula = "Ex (b(x) & !Ey (y<x & a(y)))",
       .automaton = {"right a:no b:yes $:no"},
       .cover = {"+ c* b .*", "- c* a .*", "- c*"},
       .longest = 5},
      {.name = "some b after the last a",
       .expression = ".*ac*b[bc]*",
       .formula = "Ex (a(x) & !Ey (x<y & a(y)) & Ey (x<y & b(y)))",
       .automaton = {"right $:1", "left a:2 $:no", "right b:yes $:no"},
       .cover = {"+ .* a c* b [bc]*", "- .* a c*", "- [bc]*"}},
      {.name = "some a, later some b",
       .expression = ".*a.*b.*",
       .formula = "Ex (a(x) & Ey (x<y & b(y)))",
       .automaton = {"right a:1 $:no", "right b:yes $:no"}},
      {.name = "some b between first a and last c",
       .expression = ".*a.*b.*c.*",
       .formula = "Ex (a(x) & Ey (x<y & b(y) & Ex (y<x & c(x))))",
       .automaton = {"right a:1 $:no", "right b:2 $:no", "right c:yes $:no"},
       .longest = 3},
      {.name = "exactly one b",
       .expression = "[ac]*b[ac]*",
       .formula = "Ex (b(x) & !Ey ((y<x | x<y) & b(y)))",
       .automaton = {"right b:1 $:no", "right b:no $:yes"}},
      {.name = "no c before the first a",
       .expression = "b*a.*",
       .formula = "Ex (a(x) & !Ey (y<x & (a(y) | c(y))))",
       .automaton = {"right a:yes c:no $:no"},
       .cover = {"+ b* a .*", "- b* c .*", "- b*"},
       .longest = 5},
  };
}

std::vector<OutsideLanguage> card_outside() {
  return {{"ab", "(ab)*"}, {"a", "(aa)*"}, {"abc", ".*ab.*"}};
}

}  // namespace parley::population
