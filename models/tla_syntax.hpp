// The syntax tree of a TLA+ module, before names have a meaning.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/ta_lexer.hpp"

namespace parley {

enum class TlaKind : std::uint8_t {
  kNumber,
  kString,       // token with its quotes
  kName,         // also TRUE and FALSE
  kPrime,        // x'
  kApply,        // f(a, b): token f, children a, b
  kIndex,        // f[i]: children f, i
  kPrefix,       // token: ~ [] <> - UNCHANGED
  kInfix,        // token: two children; /\ and \/ any number
  kTuple,        // <<a, b>>
  kSet,          // {a, b}
  kFilter,       // {v \in S : P}: token v, children S, P
  kFunctionSet,  // [S -> T]
  kFunction,     // [v \in S |-> e]: token v, children S, e
  kExcept,       // [f EXCEPT ![i] = e]: children f, i, e
  kForAll,       // \A v \in S : P: token v, children S, P
  kExists,
  kBoxAction,  // [][A]_v: children A, v
};

struct TlaNode {
  TlaKind kind = TlaKind::kName;
  Token token;  // where the node stands, and its text
  std::vector<TlaNode> children;
  int height = 1;  // of the tree, at most kMaxTlaHeight: recursion over it is safe
};

inline constexpr int kMaxTlaHeight = 2000;

struct TlaDefinition {
  Token name;
  std::vector<Token> parameters;
  TlaNode body;
};

struct TlaModule {
  Token name;
  std::vector<Token> constants;
  std::vector<Token> variables;
  std::vector<TlaNode> assumptions;
  std::vector<TlaDefinition> definitions;  // in the order of the file
  std::vector<TlaNode> theorems;
};

// Reads one module; what stands before and after it is ignored, as TLA+ says. The tree points into `text`.
//
// Precedence, loosest first: => (right), <=> and ~>, /\ and \/ (which need parentheses when mixed), comparisons and
// \in,
// .., + -, * /; the prefixes ~ [] <> reach over one comparison. A list of lines that start with /\ or \/ in one column
// is read by its indentation. Throws InputError(file_name, "line L, column C", expectation).
TlaModule parse_tla(std::string_view text, std::string_view file_name);

// The operands of a conjunction or disjunction, nested ones flattened; of any other node the node itself.
std::vector<const TlaNode*> operands_of(const TlaNode& node, std::string_view op);

}  // namespace parley
