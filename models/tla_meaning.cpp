#include "models/tla_meaning.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "protocols/core/error.hpp"

namespace parley {
namespace {

constexpr int kMaxNesting = 5'000;            // of expressions and the definitions that they use
constexpr std::size_t kMaxSteps = 5'000'000;  // bounds memory when definitions are used again and again

std::optional<Relation> relation_of(std::string_view text) {
  if (text == "=") return Relation::kEqual;
  if (text == "/=") return Relation::kNotEqual;
  if (text == "<") return Relation::kLess;
  if (text == "<=") return Relation::kLessEqual;
  if (text == ">") return Relation::kGreater;
  if (text == ">=") return Relation::kGreaterEqual;
  return std::nullopt;
}

}  // namespace

TlaMeaning::TlaMeaning(const TlaModule& module, const ThresholdAutomaton& automaton, std::string_view file_name)
    : module_(module), automaton_(automaton), file_name_(file_name), visible_(module.definitions.size()) {
  const auto declare = [this](const std::vector<std::string>& names, SymbolKind kind) {
    for (std::uint32_t i = 0; i < names.size(); ++i)
      symbols_.emplace(names[i], symbol_expr({.kind = kind, .index = i}));
  };
  declare(automaton.parameters, SymbolKind::kParameter);
  declare(automaton.shared, SymbolKind::kShared);
  for (std::size_t i = 0; i < module.definitions.size(); ++i) definitions_.emplace(module.definitions[i].name.text, i);
}

void TlaMeaning::fail(const Token& where, const std::string& expectation) const {
  throw InputError(file_name_, place_of(where), expectation);
}

void TlaMeaning::fail_expected(const TlaNode& where, const std::string& what) const {
  fail(where.token, "expected " + what + ", found " + describe(where.token));
}

const TlaDefinition* TlaMeaning::find_definition(std::string_view name) const {
  const auto at = definitions_.find(name);
  return at == definitions_.end() ? nullptr : &module_.definitions[at->second];
}

// Definitions use earlier ones only, so this ends.
const TlaNode& TlaMeaning::resolve(const TlaNode& node) const {
  const TlaNode* now = &node;
  for (std::size_t i = 0; now->kind == TlaKind::kName && i <= module_.definitions.size(); ++i) {
    const TlaDefinition* definition = find_definition(now->token.text);
    if (definition == nullptr || !definition->parameters.empty()) break;
    now = &definition->body;
  }
  return *now;
}

bool TlaMeaning::is_name(const TlaNode& node, std::string_view name) const {
  return node.kind == TlaKind::kName && node.token.text == name;
}

std::vector<Token> TlaMeaning::strings_of(const TlaNode& set) const {
  const TlaNode& members = resolve(set);
  if (members.kind != TlaKind::kSet) fail_expected(members, "a set of strings");
  std::vector<Token> result;
  for (const TlaNode& member : members.children) {
    if (member.kind != TlaKind::kString) fail_expected(member, "a string");
    Token text = member.token;
    text.text = text.text.substr(1, text.text.size() - 2);
    result.push_back(text);
  }
  return result;
}

TlaMeaning::Value TlaMeaning::value(const TlaNode& node, const TaScope& scope) {
  scope_ = scope;
  depth_ = 0;
  return evaluate(node);
}

LinearExpr TlaMeaning::expression(const TlaNode& node, const TaScope& scope) {
  scope_ = scope;
  depth_ = 0;
  return as_expression(node);
}

Formula TlaMeaning::formula(const TlaNode& node, const TaScope& scope) {
  scope_ = scope;
  depth_ = 0;
  return as_formula(node);
}

LinearExpr TlaMeaning::as_expression(const TlaNode& node) {
  Value result = evaluate(node);
  if (auto* expression = std::get_if<LinearExpr>(&result)) return std::move(*expression);
  fail(node.token, "expected a number at " + describe(node.token) + ", found a condition");
}

Formula TlaMeaning::as_formula(const TlaNode& node) {
  Value result = evaluate(node);
  if (auto* formula = std::get_if<Formula>(&result)) return std::move(*formula);
  fail(node.token, "expected a condition at " + describe(node.token) + ", found an expression");
}

TlaMeaning::Value TlaMeaning::evaluate(const TlaNode& node) {
  if (++depth_ > kMaxNesting) fail(node.token, "expected at most 5000 levels of definitions, found more");
  if (++steps_ > kMaxSteps) fail(node.token, "expected a smaller file: its expressions grow too large");
  const auto dispatch = [&]() -> Value {
    switch (node.kind) {
      case TlaKind::kNumber:
        return number(node.token);
      case TlaKind::kName:
        return evaluate_name(node);
      case TlaKind::kPrefix:
        return evaluate_prefix(node);
      case TlaKind::kInfix:
        return evaluate_infix(node);
      case TlaKind::kForAll:
      case TlaKind::kExists:
        return quantified(node);
      case TlaKind::kApply:
        if (node.token.text == "Cardinality") return cardinality(node);
        fail_expected(node, "Cardinality, the one operator that can be applied here");
      case TlaKind::kPrime:
        fail_expected(node, "no primed variable in " + std::string(scope_.where));
      default:
        fail_expected(node, "a number or a condition");
    }
  };
  Value result = dispatch();
  --depth_;
  return result;
}

LinearExpr TlaMeaning::number(const Token& token) const {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
  if (error != std::errc()) fail(token, "expected a number below 2^63, found " + describe(token));
  return constant_expr(value);
}

TlaMeaning::Value TlaMeaning::evaluate_name(const TlaNode& node) {
  const Token& name = node.token;
  if (name.text == "TRUE") return truth(true);
  if (name.text == "FALSE") return truth(false);
  if (const auto symbol = symbols_.find(name.text); symbol != symbols_.end()) return known_symbol(name, symbol->second);
  const auto found = definitions_.find(name.text);
  if (found == definitions_.end() || found->second >= visible_ ||
      !module_.definitions[found->second].parameters.empty())
    fail(name, "expected a declared name, found " + describe(name) + ", which is not declared before");
  const std::size_t outer = std::exchange(visible_, found->second);
  Value result = evaluate(module_.definitions[found->second].body);
  visible_ = outer;
  return result;
}

LinearExpr TlaMeaning::known_symbol(const Token& token, const LinearExpr& meaning) const {
  if (meaning.terms.front().symbol.kind == SymbolKind::kShared && !scope_.shared)
    fail(token, "expected no shared variable in " + std::string(scope_.where) + ", found " + describe(token));
  return meaning;
}

TlaMeaning::Value TlaMeaning::evaluate_prefix(const TlaNode& node) {
  const TlaNode& operand = node.children.front();
  if (node.token.text == "-") return scale(as_expression(operand), -1);
  if (node.token.text == "~") return negate(as_formula(operand));
  if (node.token.text == "UNCHANGED") fail_expected(node, "no UNCHANGED in " + std::string(scope_.where));
  if (!scope_.temporal) fail_expected(node, "no temporal operator in " + std::string(scope_.where));
  return node.token.text == "[]" ? always(as_formula(operand)) : eventually(as_formula(operand));
}

TlaMeaning::Value TlaMeaning::evaluate_infix(const TlaNode& node) {
  const std::string_view op = node.token.text;
  if (op == "/\\") return junction(node, Connective::kAnd);
  if (op == "\\/") return junction(node, Connective::kOr);
  if (op == "\\in") return membership(node);
  try {
    if (relation_of(op)) return relation(node);
    if (op == "+" || op == "-" || op == "*" || op == "/") return arithmetic(node);
  } catch (const ArithmeticOverflow&) {
    fail(node.token, "expected coefficients below 2^63, found larger ones");
  }
  if (op != "=>" && op != "<=>" && op != "~>") fail_expected(node, "a number or a condition");
  Formula left = as_formula(node.children[0]);
  Formula right = as_formula(node.children[1]);
  if (op == "=>") return implies(std::move(left), std::move(right));
  if (op == "<=>") return combine(Connective::kAnd, implies(left, right), implies(right, left));
  if (!scope_.temporal) fail_expected(node, "no temporal operator in " + std::string(scope_.where));
  return always(implies(std::move(left), eventually(std::move(right))));
}

TlaMeaning::Value TlaMeaning::arithmetic(const TlaNode& node) {
  const LinearExpr left = as_expression(node.children[0]);
  const LinearExpr right = as_expression(node.children[1]);
  if (node.token.text == "+") return add(left, right);
  if (node.token.text == "-") return subtract(left, right);
  if (node.token.text == "*") {
    if (right.is_constant()) return scale(left, right.constant, right.denominator);
    if (left.is_constant()) return scale(right, left.constant, left.denominator);
    fail(node.token, "expected a linear expression, found a product of two names");
  }
  if (!right.is_constant() || right.constant == 0)
    fail(node.token, "expected a number other than 0 to divide by, found another divisor");
  return scale(left, right.denominator, right.constant);
}

Formula TlaMeaning::junction(const TlaNode& node, Connective connective) {
  Formula result = as_formula(node.children.front());
  for (std::size_t i = 1; i < node.children.size(); ++i)
    result = combine(connective, std::move(result), as_formula(node.children[i]));
  return result;
}

Formula TlaMeaning::relation(const TlaNode& node) {
  const LinearExpr left = as_expression(node.children[0]);
  return compare(left, relation_of(node.token.text).value(), as_expression(node.children[1]));
}

// x \in Nat and x \in a..b.
Formula TlaMeaning::membership(const TlaNode& node) {
  const LinearExpr element = as_expression(node.children[0]);
  const TlaNode& set = resolve(node.children[1]);
  if (is_name(set, "Nat")) return truth(true);
  if (set.kind != TlaKind::kInfix || set.token.text != "..") fail_expected(set, "Nat or a range of numbers");
  return combine(Connective::kAnd, compare(element, Relation::kGreaterEqual, as_expression(set.children[0])),
                 compare(element, Relation::kLessEqual, as_expression(set.children[1])));
}

// "All processes are where P holds": none is where it does not.
Formula TlaMeaning::quantified(const TlaNode& node) {
  if (node.kind == TlaKind::kForAll) return compare(counted(node, false), Relation::kEqual, constant_expr(0));
  return compare(counted(node, true), Relation::kGreaterEqual, constant_expr(1));
}

LinearExpr TlaMeaning::cardinality(const TlaNode& node) {
  if (node.children.size() != 1) fail_expected(node, "one argument of Cardinality");
  const TlaNode& set = resolve(node.children.front());
  if (is_name(set, kTlaProcesses)) return symbols_.at(kTlaProcessCount);
  if (set.kind != TlaKind::kFilter) fail_expected(set, "a set {p \\in Processes : ...}");
  return counted(set, true);
}

// The number of processes in locations for which the predicate has the truth value. Shape of `bound`: a domain, and a
// predicate over the bound process.
LinearExpr TlaMeaning::counted(const TlaNode& bound, bool which) {
  if (!scope_.locations) fail_expected(bound, "no location in " + std::string(scope_.where));
  if (!is_name(resolve(bound.children[0]), kTlaProcesses)) fail_expected(bound.children[0], "Processes");
  LinearExpr sum;
  for (std::uint32_t i = 0; i < automaton_.locations.size(); ++i)
    if (applies(bound.children[1], bound.token.text, automaton_.locations[i]) == which)
      sum.terms.push_back({.symbol = {.kind = SymbolKind::kLocation, .index = i}, .coefficient = 1});
  return sum;
}

bool TlaMeaning::applies(const TlaNode& predicate, std::string_view process, const std::string& location) const {
  const auto holds_for = [&](const TlaNode& part) { return applies(part, process, location); };
  const std::string_view op = predicate.token.text;
  if (predicate.kind == TlaKind::kPrefix && op == "~") return !holds_for(predicate.children.front());
  if (predicate.kind == TlaKind::kInfix && op == "/\\") return std::ranges::all_of(predicate.children, holds_for);
  if (predicate.kind == TlaKind::kInfix && op == "\\/") return std::ranges::any_of(predicate.children, holds_for);
  if (predicate.kind != TlaKind::kInfix || (op != "=" && op != "/=" && op != "\\in"))
    fail_expected(predicate, "a condition on ProcessesLocations[" + std::string(process) + "]");
  const TlaNode& left = predicate.children[0];
  if (left.kind != TlaKind::kIndex || !is_name(left.children[0], kTlaLocations) || !is_name(left.children[1], process))
    fail_expected(left, "ProcessesLocations[" + std::string(process) + "]");
  const TlaNode& right = predicate.children[1];
  if (op == "\\in") {
    const std::vector<Token> names = strings_of(right);
    return std::ranges::any_of(names, [&](const Token& name) { return name.text == location; });
  }
  if (right.kind != TlaKind::kString) fail_expected(right, "a location's name in quotes");
  const std::string_view name = right.token.text.substr(1, right.token.text.size() - 2);
  if (!find_location(automaton_, name)) fail_expected(right, "a location that TypeOk names");
  return (name == location) == (op == "=");
}

}  // namespace parley
