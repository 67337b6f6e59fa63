#include "models/tla_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "models/ta_writer.hpp"
#include "models/tla_meaning.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

constexpr TaScope kAssumption{.locations = false, .shared = false, .temporal = false, .where = "an assumption"};
constexpr TaScope kInit{.locations = true, .shared = true, .temporal = false, .where = "an initial condition"};
constexpr TaScope kGuard{.locations = false, .shared = true, .temporal = false, .where = "a guard"};
constexpr TaScope kSpecification{.locations = true, .shared = true, .temporal = true, .where = "a specification"};

bool is_infix(const TlaNode& node, std::string_view op) {
  return node.kind == TlaKind::kInfix && node.token.text == op && node.children.size() == 2;
}

void collect_names(const TlaNode& node, std::set<std::string_view>& names) {
  if (node.kind == TlaKind::kName || node.kind == TlaKind::kApply) names.insert(node.token.text);
  for (const TlaNode& child : node.children) collect_names(child, names);
}

class TlaReader {
 public:
  TlaReader(std::string_view text, std::string_view file_name)
      : module_(parse_tla(text, file_name)), file_name_(file_name) {}

  ThresholdAutomaton run() {
    automaton_.name = module_.name.text;
    automaton_.source.file = file_name_;
    read_declarations();
    meaning_.emplace(module_, automaton_, file_name_);
    read_locations();
    meaning_.emplace(module_, automaton_, file_name_);  // now with the locations
    for (const TlaNode& assumption : module_.assumptions)
      for (const TlaNode* part : operands_of(assumption, "/\\")) {
        automaton_.source.assumptions.push_back(place_of(part->token));
        automaton_.assumptions.push_back(meaning_->formula(*part, kAssumption));
      }
    read_init();
    read_next();
    check_guards();
    check_spec();
    read_specifications();
    return std::move(automaton_);
  }

 private:
  [[noreturn]] void fail(const Token& where, const std::string& expectation) const {
    throw InputError(file_name_, place_of(where), expectation);
  }

  const TlaDefinition& required(std::string_view name, std::string_view purpose) const {
    const TlaDefinition* found = meaning_->find_definition(name);
    if (found == nullptr)
      fail(module_.name, "expected a module with a definition of " + std::string(name) + ", " + std::string(purpose) +
                             ", found none");
    return *found;
  }

  void read_declarations() {
    std::set<std::string_view> names;
    const auto declare = [&](const Token& name) {
      if (!names.insert(name.text).second)
        fail(name, "expected a new name, found " + describe(name) + ", which is already declared");
    };
    for (const Token& constant : module_.constants) {
      declare(constant);
      if (constant.text != kTlaProcesses) automaton_.parameters.emplace_back(constant.text);
    }
    for (const Token& variable : module_.variables) {
      declare(variable);
      if (variable.text != kTlaLocations) automaton_.shared.emplace_back(variable.text);
    }
    for (const TlaDefinition& definition : module_.definitions) declare(definition.name);
    for (const std::string_view needed : {kTlaProcesses, kTlaProcessCount})
      if (std::ranges::find(module_.constants, needed, &Token::text) == module_.constants.end())
        fail(module_.name, "expected a module with the constant " + std::string(needed) + ", found none");
    if (std::ranges::find(module_.variables, kTlaLocations, &Token::text) == module_.variables.end())
      fail(module_.name, "expected a module with the variable " + std::string(kTlaLocations) + ", found none");
  }

  // The strings S of ProcessesLocations \in [Processes -> S], or of ProcessesLocations = [p \in Processes |-> s].
  std::optional<std::vector<Token>> locations_in(const TlaNode& part) const {
    if (part.kind != TlaKind::kInfix || part.children.size() != 2 ||
        !meaning_->is_name(part.children[0], kTlaLocations))
      return std::nullopt;
    const TlaNode& functions = meaning_->resolve(part.children[1]);
    const bool is_set = is_infix(part, "\\in") && functions.kind == TlaKind::kFunctionSet;
    const bool is_constant = is_infix(part, "=") && functions.kind == TlaKind::kFunction;
    if ((!is_set && !is_constant) || !meaning_->is_name(functions.children[0], kTlaProcesses))
      meaning_->fail_expected(functions, "[Processes -> {...}]");
    if (is_set) return meaning_->strings_of(functions.children[1]);
    TlaNode only{.kind = TlaKind::kSet, .token = functions.token, .children = {functions.children[1]}};
    return meaning_->strings_of(only);
  }

  void read_locations() {
    const TlaDefinition* type = meaning_->find_definition("TypeOK");
    if (type == nullptr) type = &required("TypeOk", "which names the locations");
    for (const TlaNode* part : operands_of(type->body, "/\\")) {
      if (const auto locations = locations_in(*part)) {
        for (const Token& location : *locations) declare_location(location);
      } else if (!is_infix(*part, "\\in") || !is_shared(part->children[0]) ||
                 !meaning_->is_name(part->children[1], "Nat")) {
        meaning_->fail_expected(*part, "a shared variable in Nat, or ProcessesLocations in a set of functions");
      }
    }
    if (automaton_.locations.empty()) fail(type->name, "expected ProcessesLocations \\in [Processes -> {...}]");
  }

  bool is_shared(const TlaNode& node) const {
    return node.kind == TlaKind::kName &&
           std::ranges::find(automaton_.shared, node.token.text) != automaton_.shared.end();
  }

  void declare_location(const Token& location) {
    const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    if (location.text.empty() || std::isdigit(static_cast<unsigned char>(location.text.front())) != 0 ||
        !std::ranges::all_of(location.text, in_word))
      fail(location, "expected a location's name of letters, digits and '_', found " + describe(location));
    if (find_location(automaton_, location.text))
      fail(location, "expected a new location, found " + describe(location) + " again");
    automaton_.locations.emplace_back(location.text);
  }

  std::uint32_t location_of(const Token& name) const {
    const auto found = find_location(automaton_, name.text);
    if (!found) fail(name, "expected a location that TypeOk names, found " + describe(name));
    return static_cast<std::uint32_t>(*found);
  }

  void read_init() {
    const TlaDefinition& init = required("Init", "the initial condition");
    bool placed = false;
    for (const TlaNode* part : operands_of(init.body, "/\\")) {
      const auto starts = locations_in(*part);
      placed = placed || starts;
      if (starts) {
        place_processes(*starts);
      } else {
        automaton_.inits.push_back(meaning_->formula(*part, kInit));
      }
    }
    if (!placed) fail(init.name, "expected Init to place the processes: ProcessesLocations \\in [Processes -> {...}]");
    std::set<std::string_view> mentioned;
    collect_names(init.body, mentioned);
    for (const std::string& variable : automaton_.shared)
      if (!mentioned.contains(variable)) fail(init.name, "expected Init to give '" + variable + "' a value");
  }

  void place_processes(const std::vector<Token>& starts) {
    std::set<std::uint32_t> filled;
    for (const Token& start : starts) filled.insert(location_of(start));
    const auto parameter = std::ranges::find(automaton_.parameters, kTlaProcessCount) - automaton_.parameters.begin();
    LinearExpr sum;
    for (const std::uint32_t location : filled)
      sum.terms.push_back({.symbol = {.kind = SymbolKind::kLocation, .index = location}, .coefficient = 1});
    automaton_.inits.push_back(
        compare(sum, Relation::kEqual,
                symbol_expr({.kind = SymbolKind::kParameter, .index = static_cast<std::uint32_t>(parameter)})));
    for (std::uint32_t i = 0; i < automaton_.locations.size(); ++i)
      if (!filled.contains(i))
        automaton_.inits.push_back(
            compare(symbol_expr({.kind = SymbolKind::kLocation, .index = i}), Relation::kEqual, constant_expr(0)));
  }

  void read_next() {
    for (const TlaNode* step : operands_of(required("Next", "the rules").body, "\\/")) {
      if (step->kind != TlaKind::kExists || !meaning_->is_name(step->children[0], kTlaProcesses))
        meaning_->fail_expected(*step, "\\E p \\in Processes : ...");
      for (const TlaNode* call : operands_of(step->children[1], "\\/")) read_call(*call, step->token.text);
    }
  }

  void read_call(const TlaNode& call, std::string_view process) {
    if (call.kind != TlaKind::kApply || call.children.size() != 1 || !meaning_->is_name(call.children[0], process))
      meaning_->fail_expected(call, "a rule of the process, such as Rule0(" + std::string(process) + ")");
    const TlaDefinition* definition = meaning_->find_definition(call.token.text);
    if (definition == nullptr || definition->parameters.size() != 1)
      meaning_->fail_expected(call, "the name of a rule, which is defined with one parameter");
    read_rule(*definition);
  }

  // A rule while it is read. What it does to a variable it says once.
  struct Draft {
    std::optional<std::uint32_t> from;
    std::optional<std::uint32_t> to;
    bool stays = false;
    std::optional<Formula> guard;
    std::map<std::uint32_t, Update> updates;  // by variable; unchanged ones too
  };

  void read_rule(const TlaDefinition& definition) {
    Draft draft;
    const std::string_view process = definition.parameters.front().text;
    for (const TlaNode* part : operands_of(definition.body, "/\\")) read_part(*part, process, draft);
    const std::string name(definition.name.text);
    if (!draft.from) fail(definition.name, "expected " + name + " to test the location of its process");
    if (draft.stays) draft.to = draft.from;
    if (!draft.to) fail(definition.name, "expected " + name + " to give ProcessesLocations' a value");
    Rule rule{
        .id = name, .from = *draft.from, .to = *draft.to, .guard = draft.guard.value_or(truth(true)), .updates = {}};
    for (std::uint32_t i = 0; i < automaton_.shared.size(); ++i) {
      const auto update = draft.updates.find(i);
      if (update == draft.updates.end())
        fail(definition.name, "expected " + name + " to change '" + automaton_.shared[i] + "' or leave it UNCHANGED");
      if (update->second.reset || update->second.amount != 0) rule.updates.push_back(update->second);
    }
    automaton_.rules.push_back(std::move(rule));
  }

  void read_part(const TlaNode& part, std::string_view process, Draft& draft) {
    if (part.kind == TlaKind::kPrefix && part.token.text == "UNCHANGED") return read_unchanged(part, draft);
    if (is_infix(part, "=") && part.children[0].kind == TlaKind::kPrime) {
      const TlaNode& target = part.children[0].children.front();
      if (meaning_->is_name(target, kTlaLocations)) return read_move(part, process, draft);
      return add_update(target, read_update(target, part.children[1]), draft);
    }
    if (is_infix(part, "=") && part.children[0].kind == TlaKind::kIndex) {
      if (draft.from) meaning_->fail_expected(part, "one test of the location in a rule");
      draft.from = tested_location(part, process);
      return;
    }
    Formula condition = meaning_->formula(part, kGuard);
    draft.guard = draft.guard ? combine(Connective::kAnd, std::move(*draft.guard), std::move(condition)) : condition;
  }

  std::uint32_t tested_location(const TlaNode& test, std::string_view process) const {
    const TlaNode& left = test.children[0];
    if (!meaning_->is_name(left.children[0], kTlaLocations) || !meaning_->is_name(left.children[1], process))
      meaning_->fail_expected(left, "ProcessesLocations[" + std::string(process) + "]");
    return named_location(test.children[1]);
  }

  std::uint32_t named_location(const TlaNode& node) const {
    TlaNode only{.kind = TlaKind::kSet, .token = node.token, .children = {node}};
    return location_of(meaning_->strings_of(only).front());
  }

  void read_move(const TlaNode& part, std::string_view process, Draft& draft) const {
    const TlaNode& value = part.children[1];
    if (value.kind != TlaKind::kExcept || !meaning_->is_name(value.children[0], kTlaLocations) ||
        !meaning_->is_name(value.children[1], process))
      meaning_->fail_expected(value, "[ProcessesLocations EXCEPT ![" + std::string(process) + "] = ...]");
    if (draft.to || draft.stays) meaning_->fail_expected(part, "one new value of ProcessesLocations in a rule");
    draft.to = named_location(value.children[2]);
  }

  void read_unchanged(const TlaNode& part, Draft& draft) {
    const TlaNode& what = meaning_->resolve(part.children.front());
    std::vector<const TlaNode*> names;
    if (what.kind == TlaKind::kTuple) {
      for (const TlaNode& name : what.children) names.push_back(&name);
    } else {
      names.push_back(&what);
    }
    for (const TlaNode* name : names) {
      if (!meaning_->is_name(*name, kTlaLocations)) {
        add_update(*name, Update{}, draft);
        continue;
      }
      if (draft.to || draft.stays) meaning_->fail_expected(*name, "one new value of ProcessesLocations in a rule");
      draft.stays = true;
    }
  }

  void add_update(const TlaNode& variable, Update update, Draft& draft) const {
    if (!is_shared(variable)) meaning_->fail_expected(variable, "a shared variable");
    const auto found = std::ranges::find(automaton_.shared, variable.token.text);
    update.shared = static_cast<std::uint32_t>(found - automaton_.shared.begin());
    if (!draft.updates.emplace(update.shared, update).second)
      fail(variable.token, "expected one update a variable, found a second for " + describe(variable.token));
  }

  Update read_update(const TlaNode& variable, const TlaNode& value) {
    if (!is_shared(variable)) meaning_->fail_expected(variable, "a shared variable");
    const LinearExpr after = meaning_->expression(value, kGuard);
    if (after == constant_expr(0)) return {.shared = 0, .amount = 0, .reset = true};
    const LinearExpr change = difference(after, meaning_->expression(variable, kGuard), value.token);
    if (!change.is_constant() || change.denominator != 1)
      fail(value.token, "expected '" + std::string(variable.token.text) +
                            "' plus or minus a whole number, or 0, found another expression");
    return {.shared = 0, .amount = change.constant, .reset = false};
  }

  LinearExpr difference(const LinearExpr& left, const LinearExpr& right, const Token& where) const {
    try {
      return subtract(left, right);
    } catch (const ArithmeticOverflow&) {
      fail(where, "expected coefficients below 2^63, found larger ones");
    }
  }

  void check_guards() const {
    if (has_resets_or_decrements(automaton_)) return;  // there every guard may turn back
    for (const Rule& rule : automaton_.rules)
      if (const auto turning = turning_comparison(automaton_, rule.guard))
        fail(meaning_->find_definition(rule.id)->name, "expected a guard that is monotone, found '" +
                                                           to_string(automaton_, *turning) +
                                                           "', which rules can make true and false again");
  }

  // Init /\ [][Next]_vars, where weak fairness may follow: runs of an automaton are maximal anyway.
  void check_spec() const {
    const TlaDefinition* spec = meaning_->find_definition("Spec");
    if (spec == nullptr) return;
    for (const TlaNode* part : operands_of(spec->body, "/\\")) {
      const bool is_step = part->kind == TlaKind::kBoxAction && meaning_->is_name(part->children[0], "Next");
      const bool is_fair = part->kind == TlaKind::kApply && part->token.text.starts_with("WF_");
      if (!is_step && !is_fair && !meaning_->is_name(*part, "Init"))
        meaning_->fail_expected(*part, "Init, [][Next]_vars or WF_vars(Next)");
    }
  }

  bool has_role(const TlaDefinition& definition) const {
    static constexpr std::array<std::string_view, 5> kRoles = {"TypeOk", "TypeOK", "Init", "Next", "Spec"};
    const TlaKind kind = definition.body.kind;
    return std::ranges::find(kRoles, definition.name.text) != kRoles.end() || !definition.parameters.empty() ||
           kind == TlaKind::kTuple || kind == TlaKind::kSet || kind == TlaKind::kFilter;
  }

  void read_specifications() {
    std::set<std::string_view> used;
    for (const TlaDefinition& definition : module_.definitions)
      if (!has_role(definition)) collect_names(definition.body, used);
    for (const TlaNode& theorem : module_.theorems)
      if (is_infix(theorem, "=>") && theorem.children[1].kind == TlaKind::kName)
        used.erase(theorem.children[1].token.text);
    for (const TlaDefinition& definition : module_.definitions) {
      if (has_role(definition)) continue;
      const TlaNode name{.kind = TlaKind::kName, .token = definition.name, .children = {}};
      const TlaMeaning::Value value = meaning_->value(name, kSpecification);
      if (const auto* formula = std::get_if<Formula>(&value);
          formula != nullptr && !used.contains(definition.name.text))
        automaton_.specifications.push_back({.name = std::string(definition.name.text), .formula = *formula});
    }
  }

  TlaModule module_;
  std::string_view file_name_;
  ThresholdAutomaton automaton_;
  std::optional<TlaMeaning> meaning_;
};

}  // namespace

ThresholdAutomaton read_tla(std::string_view text, std::string_view file_name) {
  return TlaReader(text, file_name).run();
}

}  // namespace parley
