// The expression and formula part of the .ta grammar, and the names it may use.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "models/formula.hpp"
#include "models/ta_lexer.hpp"

namespace parley {

// A reader over tokens that throws InputError with place and expectation. Not thread-safe; used by one reader.
class TaCursor {
 public:
  TaCursor(std::vector<Token> tokens, std::string_view file_name) : tokens_(std::move(tokens)), file_name_(file_name) {}

  const Token& peek(std::size_t ahead = 0) const;
  Token take();
  bool at(std::string_view text) const;
  bool accept(std::string_view text);
  Token expect(std::string_view text);
  Token expect_identifier(std::string_view what);
  [[noreturn]] void fail(const Token& where, std::string_view expectation) const;
  // "expected WHAT, found TOKEN".
  [[noreturn]] void fail_expected(std::string_view what) const;

 private:
  std::vector<Token> tokens_;
  std::string_view file_name_;
  std::size_t next_ = 0;
};

// Names in scope: symbols and the expressions of `define`s.
using TaNames = std::unordered_map<std::string, LinearExpr>;

// What a formula may speak of.
struct TaScope {
  bool locations = false;
  bool shared = false;
  bool temporal = false;
  std::string_view where;  // "a guard", for messages
};

// Precedence, loosest first: -> (right), ||, &&, comparisons, + -, * /; the prefixes ! [] <> reach over one
// comparison. Nesting beyond 1,000 levels is an error.
class TaExpressionReader {
 public:
  TaExpressionReader(TaCursor& cursor, const TaNames& names) : cursor_(cursor), names_(names) {}

  LinearExpr read_expression(const TaScope& scope);
  Formula read_formula(const TaScope& scope);

 private:
  using Value = std::variant<LinearExpr, Formula>;
  struct Operator;

  Value read_binary(int loosest);
  Value read_operand();
  Value read_name();
  Value apply(const Token& op, Value left, Value right);
  Value apply_arithmetic(const Token& op, const LinearExpr& left, const LinearExpr& right);
  LinearExpr as_expression(Value value, const Token& where) const;
  Formula as_formula(Value value, const Token& where) const;

  TaCursor& cursor_;
  const TaNames& names_;
  TaScope scope_;
  int depth_ = 0;
  std::size_t expanded_terms_ = 0;
};

}  // namespace parley
