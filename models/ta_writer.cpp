#include "models/ta_writer.hpp"

#include <fmt/format.h>

namespace parley {
namespace {

std::string_view relation_text(Relation relation) {
  switch (relation) {
    case Relation::kEqual:
      return "==";
    case Relation::kNotEqual:
      return "!=";
    case Relation::kLess:
      return "<";
    case Relation::kLessEqual:
      return "<=";
    case Relation::kGreater:
      return ">";
    case Relation::kGreaterEqual:
      return ">=";
  }
  return "==";
}

// The part of the expression whose coefficients have the given sign, all made positive.
std::string one_side(const ThresholdAutomaton& automaton, const LinearExpr& expr, std::int64_t sign) {
  std::string text;
  const auto append = [&](std::string_view part) {
    if (!text.empty()) text += " + ";
    text += part;
  };
  for (const Term& term : expr.terms) {
    const std::int64_t coefficient = term.coefficient * sign;
    if (coefficient < 0) continue;
    const std::string_view name = name_of(automaton, term.symbol);
    append(coefficient == 1 ? std::string(name) : fmt::format("{} * {}", coefficient, name));
  }
  if (expr.constant * sign > 0) append(fmt::format("{}", expr.constant * sign));
  return text.empty() ? "0" : text;
}

std::string update_text(const ThresholdAutomaton& automaton, const Update& update) {
  const std::string& name = automaton.shared[update.shared];
  if (update.reset) return fmt::format("{}' == 0;", name);
  return fmt::format("{}' == {} {} {};", name, name, update.amount < 0 ? '-' : '+',
                     update.amount < 0 ? -update.amount : update.amount);
}

std::string joined(const ThresholdAutomaton& automaton, const Formula& formula, std::string_view separator) {
  std::string text = "(";
  for (std::size_t i = 0; i < formula.children.size(); ++i) {
    if (i > 0) text += separator;
    text += to_string(automaton, formula.children[i]);
  }
  return text + ")";
}

void append_names(std::string& text, std::string_view keyword, const std::vector<std::string>& names) {
  if (!names.empty()) text += fmt::format("  {} {};\n", keyword, fmt::join(names, ", "));
}

void append_conditions(std::string& text, const ThresholdAutomaton& automaton, std::string_view keyword,
                       const std::vector<Formula>& conditions) {
  text += fmt::format("\n  {} ({}) {{\n", keyword, conditions.size());
  for (const Formula& condition : conditions) text += fmt::format("    {};\n", to_string(automaton, condition));
  text += "  }\n";
}

void append_rule(std::string& text, const ThresholdAutomaton& automaton, const Rule& rule) {
  text += fmt::format("  {}: {} -> {}\n    when ({})\n    do {{", rule.id, automaton.locations[rule.from],
                      automaton.locations[rule.to], to_string(automaton, rule.guard));
  for (const Update& update : rule.updates) text += " " + update_text(automaton, update);
  text += " };\n";
}

}  // namespace

std::string to_string(const ThresholdAutomaton& automaton, const Comparison& comparison) {
  return fmt::format("{} {} {}", one_side(automaton, comparison.expr, 1), relation_text(comparison.relation),
                     one_side(automaton, comparison.expr, -1));
}

std::string to_string(const ThresholdAutomaton& automaton, const Formula& formula) {
  const auto child = [&](std::size_t i) { return to_string(automaton, formula.children[i]); };
  switch (formula.connective) {
    case Connective::kTrue:
      return "true";
    case Connective::kFalse:
      return "false";
    case Connective::kComparison:
      return "(" + to_string(automaton, formula.comparison) + ")";
    case Connective::kNot:
      return "(!" + child(0) + ")";
    case Connective::kAlways:
      return "([]" + child(0) + ")";
    case Connective::kEventually:
      return "(<>" + child(0) + ")";
    case Connective::kAnd:
      return joined(automaton, formula, " && ");
    case Connective::kOr:
      return joined(automaton, formula, " || ");
    case Connective::kImplies:
      return joined(automaton, formula, " -> ");
  }
  return "true";
}

std::string write_ta(const ThresholdAutomaton& automaton) {
  std::string text = fmt::format("skel {} {{\n", automaton.name);
  append_names(text, "shared", automaton.shared);
  append_names(text, "parameters", automaton.parameters);
  append_conditions(text, automaton, "assumptions", automaton.assumptions);
  text += fmt::format("\n  locations ({}) {{\n", automaton.locations.size());
  for (std::size_t i = 0; i < automaton.locations.size(); ++i)
    text += fmt::format("    {}: [{}];\n", automaton.locations[i], i);
  text += "  }\n";
  append_conditions(text, automaton, "inits", automaton.inits);
  text += fmt::format("\n  rules ({}) {{\n", automaton.rules.size());
  for (const Rule& rule : automaton.rules) append_rule(text, automaton, rule);
  text += fmt::format("  }}\n\n  specifications ({}) {{\n", automaton.specifications.size());
  for (const Specification& specification : automaton.specifications)
    text += fmt::format("    {}: {};\n", specification.name, to_string(automaton, specification.formula));
  return text + "  }\n}\n";
}

std::string write_dot(const ThresholdAutomaton& automaton) {
  std::string text = fmt::format("digraph {} {{\n  rankdir=LR;\n  node [shape=circle];\n", automaton.name);
  for (const std::string& location : automaton.locations) text += fmt::format("  {};\n", location);
  for (const Rule& rule : automaton.rules) {
    std::string label = fmt::format("{}: {}", rule.id, to_string(automaton, rule.guard));
    for (const Update& update : rule.updates) label += "\\n" + update_text(automaton, update);
    text += fmt::format("  {} -> {} [label=\"{}\"];\n", automaton.locations[rule.from], automaton.locations[rule.to],
                        label);
  }
  return text + "}\n";
}

}  // namespace parley
