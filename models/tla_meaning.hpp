// What expressions of a TLA+ module mean for a threshold automaton: numbers and conditions over its names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "models/ta_expression.hpp"
#include "models/threshold_automaton.hpp"
#include "models/tla_syntax.hpp"

namespace parley {

// Names with a fixed meaning in models of this kind.
inline constexpr std::string_view kTlaProcesses = "Processes";           // the set of correct processes
inline constexpr std::string_view kTlaProcessCount = "NbOfCorrProc";     // its size
inline constexpr std::string_view kTlaLocations = "ProcessesLocations";  // from a process to its location

// All functions throw InputError with the place of the offending node. Not thread-safe. The module and the automaton,
// whose parameters, shared variables and locations must be filled in, must outlive it.
class TlaMeaning {
 public:
  using Value = std::variant<LinearExpr, Formula>;

  TlaMeaning(const TlaModule& module, const ThresholdAutomaton& automaton, std::string_view file_name);

  Value value(const TlaNode& node, const TaScope& scope);
  LinearExpr expression(const TlaNode& node, const TaScope& scope);
  Formula formula(const TlaNode& node, const TaScope& scope);

  // Where the node is the name of a definition without parameters, the definition's body; again and again.
  const TlaNode& resolve(const TlaNode& node) const;
  const TlaDefinition* find_definition(std::string_view name) const;
  // The strings of a set of strings.
  std::vector<Token> strings_of(const TlaNode& set) const;
  bool is_name(const TlaNode& node, std::string_view name) const;

  [[noreturn]] void fail(const Token& where, const std::string& expectation) const;
  [[noreturn]] void fail_expected(const TlaNode& where, const std::string& what) const;

 private:
  Value evaluate(const TlaNode& node);
  Value evaluate_name(const TlaNode& node);
  Value evaluate_prefix(const TlaNode& node);
  Value evaluate_infix(const TlaNode& node);
  Value arithmetic(const TlaNode& node);
  LinearExpr number(const Token& token) const;
  LinearExpr known_symbol(const Token& token, const LinearExpr& meaning) const;
  Formula junction(const TlaNode& node, Connective connective);
  Formula relation(const TlaNode& node);
  Formula membership(const TlaNode& node);
  Formula quantified(const TlaNode& node);
  LinearExpr cardinality(const TlaNode& node);
  LinearExpr counted(const TlaNode& bound, bool which);
  bool applies(const TlaNode& predicate, std::string_view process, const std::string& location) const;
  LinearExpr as_expression(const TlaNode& node);
  Formula as_formula(const TlaNode& node);

  const TlaModule& module_;
  const ThresholdAutomaton& automaton_;
  std::string_view file_name_;
  std::unordered_map<std::string_view, LinearExpr> symbols_;
  std::unordered_map<std::string_view, std::size_t> definitions_;
  TaScope scope_;
  std::size_t visible_;  // definitions before this one may be used
  int depth_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace parley
