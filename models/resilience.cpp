#include <algorithm>
#include <set>

#include "models/ta_expression.hpp"
#include "models/ta_reader.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

constexpr std::string_view kPlace = "--resilience";

std::set<Symbol> symbols_of(const Formula& formula) {
  std::set<Symbol> symbols;
  for_each_comparison(formula, [&](const Comparison& comparison) {
    for (const Term& term : comparison.expr.terms) symbols.insert(term.symbol);
  });
  return symbols;
}

std::vector<Formula> read_conditions(const ThresholdAutomaton& automaton, std::string_view text) {
  TaNames names;
  for (std::uint32_t i = 0; i < automaton.parameters.size(); ++i)
    names.emplace(automaton.parameters[i], symbol_expr({.kind = SymbolKind::kParameter, .index = i}));
  TaCursor cursor(tokenize(text, kPlace), kPlace);
  TaExpressionReader reader(cursor, names);
  std::vector<Formula> conditions;
  do {
    Formula condition =
        reader.read_formula({.locations = false, .shared = false, .temporal = false, .where = "an assumption"});
    if (condition.connective != Connective::kAnd) {
      conditions.push_back(std::move(condition));
      continue;
    }
    for (Formula& part : condition.children) conditions.push_back(std::move(part));
  } while (cursor.accept(";") && cursor.peek().kind != TokenKind::kEnd);
  if (cursor.peek().kind != TokenKind::kEnd) cursor.fail_expected("';', '&&' or the end");
  return conditions;
}

std::string list_of(const ThresholdAutomaton& automaton) {
  std::string text;
  for (const Formula& assumption : automaton.assumptions)
    text += (text.empty() ? "" : ", ") + to_string(automaton, assumption);
  return text;
}

}  // namespace

ThresholdAutomaton with_resilience(ThresholdAutomaton automaton, std::string_view conditions) {
  std::vector<Formula> replacements = read_conditions(automaton, conditions);
  for (const Formula& replacement : replacements) {
    const auto related = symbols_of(replacement);
    if (std::ranges::none_of(automaton.assumptions, [&](const Formula& old) { return symbols_of(old) == related; }))
      throw InputError(kPlace, "",
                       "expected conditions over the same parameters as an assumption of the model, one of " +
                           list_of(automaton) + "; found " + to_string(automaton, replacement));
  }
  for (const Formula& replacement : replacements)
    std::erase_if(automaton.assumptions,
                  [&](const Formula& old) { return symbols_of(old) == symbols_of(replacement); });
  automaton.source.assumptions.clear();
  for (Formula& replacement : replacements) automaton.assumptions.push_back(std::move(replacement));
  return automaton;
}

}  // namespace parley
