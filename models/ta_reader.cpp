#include "models/ta_reader.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "models/ta_expression.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

constexpr std::size_t kMaxNames = 50'000;

constexpr TaScope kAssumption{.locations = false, .shared = false, .temporal = false, .where = "an assumption"};
constexpr TaScope kDefinition{.locations = false, .shared = true, .temporal = false, .where = "a definition"};
constexpr TaScope kInit{.locations = true, .shared = true, .temporal = false, .where = "an initial condition"};
constexpr TaScope kGuard{.locations = false, .shared = true, .temporal = false, .where = "a guard"};
constexpr TaScope kSpecification{.locations = true, .shared = true, .temporal = true, .where = "a specification"};

class TaReader {
 public:
  // Without `unknowns`, there may be none.
  TaReader(std::string_view text, std::string_view file_name, TaUnknowns* unknowns)
      : unknowns_(unknowns), cursor_(tokenize(text, file_name), file_name), expressions_(cursor_, names_) {
    automaton_.source.file = file_name;
  }

  ThresholdAutomaton run() {
    read_header();
    while (!cursor_.accept("}")) read_section();
    if (cursor_.peek().kind != TokenKind::kEnd) cursor_.fail_expected("the end of the file");
    check_guards();
    return std::move(automaton_);
  }

 private:
  void read_header() {
    static constexpr std::array<std::string_view, 5> kKeywords = {"skel", "thresholdAutomaton", "threshAuto", "TA",
                                                                  "ta"};
    if (std::ranges::none_of(kKeywords, [&](std::string_view word) { return cursor_.at(word); }))
      cursor_.fail_expected("'skel', 'thresholdAutomaton', 'threshAuto', 'TA' or 'ta'");
    cursor_.take();
    automaton_.name = cursor_.expect_identifier("the automaton's name").text;
    cursor_.expect("{");
  }

  void read_section() {
    if (cursor_.accept("local")) return skip_names();
    if (cursor_.accept("shared")) return read_names(automaton_.shared, SymbolKind::kShared);
    if (cursor_.accept("parameters")) return read_names(automaton_.parameters, SymbolKind::kParameter);
    if (cursor_.accept("unknowns")) return read_unknowns();
    if (cursor_.accept("define")) return read_definition();
    if (cursor_.accept("assumptions") || cursor_.accept("assume")) return read_block([&] { read_assumption(); });
    if (cursor_.accept("locations")) return read_block([&] { read_location(); });
    if (cursor_.accept("inits")) return read_block([&] { read_init(); });
    if (cursor_.accept("rules")) return read_block([&] { read_rule(); });
    if (cursor_.accept("specifications") || cursor_.accept("spec")) return read_block([&] { read_specification(); });
    cursor_.fail_expected(
        "'local', 'shared', 'parameters', 'unknowns', 'define', 'assumptions', 'locations', 'inits', 'rules', "
        "'specifications' or "
        "'}'");
  }

  // "(n) { ... }" where n, a count that nobody checks, may be missing.
  template <class ReadOne>
  void read_block(ReadOne read_one) {
    if (cursor_.accept("(")) {
      if (cursor_.peek().kind != TokenKind::kNumber) cursor_.fail_expected("a number");
      cursor_.take();
      cursor_.expect(")");
    }
    cursor_.expect("{");
    while (!cursor_.accept("}")) read_one();
  }

  // A ';' ends an entry; before '}' it may be missing.
  void end_entry() {
    if (!cursor_.at("}")) cursor_.expect(";");
    while (cursor_.accept(";")) {
    }
  }

  void skip_names() {
    do cursor_.expect_identifier("a name");
    while (cursor_.accept(","));
    cursor_.expect(";");
  }

  void declare(const Token& name, LinearExpr meaning) {
    if (names_.size() >= kMaxNames) cursor_.fail(name, "expected at most 50000 declared names, found more");
    if (!names_.emplace(name.text, std::move(meaning)).second)
      cursor_.fail(name, "expected a new name, found " + describe(name) + ", which is already declared");
  }

  void declare(const Token& name, std::vector<std::string>& list, SymbolKind kind) {
    declare(name, symbol_expr({.kind = kind, .index = static_cast<std::uint32_t>(list.size())}));
    list.emplace_back(name.text);
  }

  void read_names(std::vector<std::string>& list, SymbolKind kind) {
    if (cursor_.accept(";")) return;
    do declare(cursor_.expect_identifier("a name"), list, kind);
    while (cursor_.accept(","));
    cursor_.expect(";");
  }

  void read_unknowns() {
    if (cursor_.accept(";")) return;
    do {
      const Token name = cursor_.expect_identifier("a name");
      if (unknowns_ == nullptr)
        cursor_.fail(name, "expected a model without unknowns, found " + describe(name) +
                               "; 'parley synthesize' finds values for them");
      declare_unknown(name);
    } while (cursor_.accept(","));
    cursor_.expect(";");
  }

  void declare_unknown(const Token& name) {
    const auto value = unknowns_->values.try_emplace(std::string(name.text), 1).first->second;
    declare(name, constant_expr(value));
    unknowns_->names.emplace_back(name.text);
  }

  void read_definition() {
    const Token name = cursor_.expect_identifier("the name to define");
    if (!cursor_.accept("==") && !cursor_.accept(":=")) cursor_.fail_expected("'=='");
    const LinearExpr meaning = expressions_.read_expression(kDefinition);
    const auto replaced = unknowns_ == nullptr ? std::map<std::string, std::string>::node_type()
                                               : unknowns_->definitions.extract(std::string(name.text));
    declare(name, replaced ? replacement(replaced.mapped()) : meaning);
    cursor_.expect(";");
  }

  // Names that the text brings along are unknowns.
  LinearExpr replacement(std::string_view text) {
    constexpr std::string_view kPlace = "--threshold";
    std::vector<Token> tokens = tokenize(text, kPlace);
    for (const Token& token : tokens)
      if (token.kind == TokenKind::kIdentifier && !names_.contains(std::string(token.text))) declare_unknown(token);
    TaCursor cursor(std::move(tokens), kPlace);
    TaExpressionReader expressions(cursor, names_);
    LinearExpr result = expressions.read_expression(kDefinition);
    if (cursor.peek().kind != TokenKind::kEnd) cursor.fail_expected("the end of the expression");
    return result;
  }

  void read_assumption() {
    automaton_.source.assumptions.push_back(place_of(cursor_.peek()));
    automaton_.assumptions.push_back(read_condition(kAssumption));
  }

  void read_init() {
    automaton_.source.inits.push_back(place_of(cursor_.peek()));
    automaton_.inits.push_back(read_condition(kInit));
  }

  Formula read_condition(const TaScope& scope) {
    Formula condition = expressions_.read_formula(scope);
    end_entry();
    return condition;
  }

  void read_location() {
    declare(cursor_.expect_identifier("a location's name"), automaton_.locations, SymbolKind::kLocation);
    if (cursor_.accept(":") && !cursor_.accept("[]")) {
      cursor_.expect("[");
      do {  // the values of the local variables: a name already tells the location
        if (cursor_.peek().kind != TokenKind::kNumber) cursor_.fail_expected("a number");
        cursor_.take();
      } while (cursor_.accept(";") || cursor_.accept(","));
      cursor_.expect("]");
    }
    end_entry();
  }

  std::uint32_t read_symbol(SymbolKind kind, std::string_view what) {
    const Token name = cursor_.expect_identifier(what);
    const auto found = names_.find(std::string(name.text));
    if (found == names_.end() || found->second.terms.size() != 1 ||
        found->second != symbol_expr(found->second.terms.front().symbol) ||
        found->second.terms.front().symbol.kind != kind)
      cursor_.fail(name,
                   "expected " + std::string(what) + ", found " + describe(name) + ", which is not declared as one");
    return found->second.terms.front().symbol.index;
  }

  void read_rule() {
    if (cursor_.peek().kind != TokenKind::kNumber && cursor_.peek().kind != TokenKind::kIdentifier)
      cursor_.fail_expected("a rule's number or name");
    Rule rule;
    rule.id = cursor_.take().text;
    cursor_.expect(":");
    rule.from = read_symbol(SymbolKind::kLocation, "a location");
    cursor_.expect("->");
    rule.to = read_symbol(SymbolKind::kLocation, "a location");
    cursor_.expect("when");
    cursor_.expect("(");
    guards_.push_back(cursor_.peek());
    rule.guard = expressions_.read_formula(kGuard);
    cursor_.expect(")");
    cursor_.expect("do");
    cursor_.expect("{");
    rule.updates = read_updates();
    end_entry();
    automaton_.rules.push_back(std::move(rule));
  }

  void check_guards() const {
    if (has_resets_or_decrements(automaton_)) return;  // there every guard may turn back
    for (std::size_t i = 0; i < automaton_.rules.size(); ++i)
      if (const auto turning = turning_comparison(automaton_, automaton_.rules[i].guard))
        cursor_.fail(guards_[i], "expected a guard that is monotone, found '" + to_string(automaton_, *turning) +
                                     "', which rules can make true and false again");
  }

  std::vector<Update> read_updates() {
    std::map<std::uint32_t, Update> updates;
    while (!cursor_.accept("}")) {
      const Token start = cursor_.peek();
      std::vector<Update> part = read_update();
      for (const Update& update : part)
        if (!updates.emplace(update.shared, update).second)
          cursor_.fail(start,
                       "expected one update a variable, found a second for '" + automaton_.shared[update.shared] + "'");
      end_entry();
    }
    std::vector<Update> result;
    for (const auto& [variable, update] : updates)
      if (update.reset || update.amount != 0) result.push_back(update);
    return result;
  }

  std::vector<Update> read_update() {
    const bool calls = cursor_.peek(1).kind == TokenKind::kPunctuation && cursor_.peek(1).text == "(";
    if (calls && (cursor_.at("unchanged") || cursor_.at("reset"))) {
      const bool reset = cursor_.take().text == "reset";
      return read_update_list(reset);
    }
    const std::uint32_t variable = read_symbol(SymbolKind::kShared, "a shared variable");
    cursor_.expect("'");
    if (!cursor_.accept("==") && !cursor_.accept(":=") && !cursor_.accept("=")) cursor_.fail_expected("'==' or ':='");
    const Token start = cursor_.peek();
    const LinearExpr value = expressions_.read_expression(kGuard);
    if (value == constant_expr(0)) return {Update{.shared = variable, .amount = 0, .reset = true}};
    const LinearExpr change = difference(value, variable, start);
    if (!change.is_constant() || change.denominator != 1)
      cursor_.fail(start, "expected '" + automaton_.shared[variable] +
                              "' plus or minus a whole number, or 0, found another expression");
    return {Update{.shared = variable, .amount = change.constant, .reset = false}};
  }

  LinearExpr difference(const LinearExpr& value, std::uint32_t variable, const Token& start) const {
    try {
      return subtract(value, symbol_expr({.kind = SymbolKind::kShared, .index = variable}));
    } catch (const ArithmeticOverflow&) {
      cursor_.fail(start, "expected coefficients below 2^63, found larger ones");
    }
  }

  std::vector<Update> read_update_list(bool reset) {
    std::vector<Update> updates;
    cursor_.expect("(");
    if (cursor_.accept(")")) return updates;
    do
      updates.push_back({.shared = read_symbol(SymbolKind::kShared, "a shared variable"), .amount = 0, .reset = reset});
    while (cursor_.accept(","));
    cursor_.expect(")");
    return updates;
  }

  void read_specification() {
    const Token name = cursor_.expect_identifier("a specification's name");
    if (!specification_names_.emplace(name.text).second)
      cursor_.fail(name, "expected a new specification, found " + describe(name) + " again");
    cursor_.expect(":");
    automaton_.specifications.push_back({.name = std::string(name.text), .formula = read_condition(kSpecification)});
  }

  TaUnknowns* unknowns_;
  ThresholdAutomaton automaton_;
  std::vector<Token> guards_;  // by rule: where its guard begins
  TaNames names_;
  std::set<std::string, std::less<>> specification_names_;
  TaCursor cursor_;
  TaExpressionReader expressions_;
};

}  // namespace

ThresholdAutomaton read_ta(std::string_view text, std::string_view file_name) {
  return TaReader(text, file_name, nullptr).run();
}

ThresholdAutomaton read_ta_with(TaUnknowns& unknowns, std::string_view text, std::string_view file_name) {
  unknowns.names.clear();
  return TaReader(text, file_name, &unknowns).run();
}

}  // namespace parley
