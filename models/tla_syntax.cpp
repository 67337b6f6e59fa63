#include "models/tla_syntax.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "models/ta_expression.hpp"
#include "models/tla_lexer.hpp"

namespace parley {
namespace {

constexpr int kMaxDepth = 200;  // each level is six calls deep

enum Precedence : int { kImplication = 1, kEquivalence, kJunction, kRelation, kRange, kSum, kProduct, kTightest };

struct OperatorClass {
  int precedence;
  std::array<std::string_view, 11> texts;
};

constexpr std::array<OperatorClass, 7> kOperators = {{
    {kImplication, {"=>"}},
    {kEquivalence, {"<=>", "~>", "\\equiv"}},
    {kJunction, {"/\\", "\\/", "\\land", "\\lor"}},
    {kRelation, {"=", "/=", "#", "<", "<=", "=<", "\\leq", ">", ">=", "\\geq", "\\in"}},
    {kRange, {".."}},
    {kSum, {"+", "-"}},
    {kProduct, {"*", "/"}},
}};

int precedence_of(const Token& token) {
  if (token.kind != TokenKind::kPunctuation) return 0;
  for (const OperatorClass& group : kOperators)
    if (std::ranges::find(group.texts, token.text) != group.texts.end()) return group.precedence;
  return 0;
}

bool is_keyword(const Token& token) {
  static constexpr std::array<std::string_view, 14> kKeywords = {
      "MODULE", "EXTENDS", "CONSTANT", "CONSTANTS", "VARIABLE", "VARIABLES", "ASSUME",
      "AXIOM",  "THEOREM", "EXCEPT",   "LOCAL",     "INSTANCE", "LET",       "CHOOSE"};
  return token.kind == TokenKind::kIdentifier && std::ranges::find(kKeywords, token.text) != kKeywords.end();
}

class TlaParser {
 public:
  TlaParser(std::vector<Token> tokens, std::string_view file_name) : cursor_(std::move(tokens), file_name) {}

  TlaModule run() {
    cursor_.expect("----");
    cursor_.expect("MODULE");
    module_.name = cursor_.expect_identifier("the module's name");
    cursor_.expect("----");
    while (!cursor_.accept("====")) read_unit();
    return std::move(module_);
  }

 private:
  void read_unit() {
    if (cursor_.accept("----")) return;
    if (cursor_.accept("EXTENDS")) {
      names();
    } else if (cursor_.accept("CONSTANT") || cursor_.accept("CONSTANTS")) {
      append(module_.constants, names());
    } else if (cursor_.accept("VARIABLE") || cursor_.accept("VARIABLES")) {
      append(module_.variables, names());
    } else if (cursor_.accept("ASSUME") || cursor_.accept("AXIOM")) {
      module_.assumptions.push_back(named_expression());
    } else if (cursor_.accept("THEOREM")) {
      module_.theorems.push_back(named_expression());
    } else if (cursor_.peek().kind == TokenKind::kIdentifier && !is_keyword(cursor_.peek())) {
      module_.definitions.push_back(definition());
    } else {
      cursor_.fail_expected("a definition, CONSTANTS, VARIABLES, ASSUME or the row of '=' that ends the module");
    }
  }

  static void append(std::vector<Token>& list, std::vector<Token> more) {
    list.insert(list.end(), more.begin(), more.end());
  }

  std::vector<Token> names() {
    std::vector<Token> result;
    do result.push_back(name("a name"));
    while (cursor_.accept(","));
    return result;
  }

  Token name(std::string_view what) {
    if (is_keyword(cursor_.peek())) cursor_.fail_expected(what);
    return cursor_.expect_identifier(what);
  }

  // An assumption or theorem may have a name of its own.
  TlaNode named_expression() {
    if (cursor_.peek(1).text == "==" && cursor_.peek().kind == TokenKind::kIdentifier) {
      cursor_.take();
      cursor_.take();
    }
    return expression();
  }

  TlaDefinition definition() {
    TlaDefinition result;
    result.name = name("a name");
    if (cursor_.accept("(")) {
      result.parameters = names();
      cursor_.expect(")");
    }
    cursor_.expect("==");
    result.body = expression();
    return result;
  }

  // A token at or left of a list's column belongs to what follows the list.
  bool ended() const { return cursor_.peek().kind == TokenKind::kEnd || cursor_.peek().column <= column_; }

  TlaNode expression() { return binary(kImplication); }

  TlaNode binary(int loosest) {
    if (++depth_ > kMaxDepth) cursor_.fail(cursor_.peek(), "expected at most 200 levels of nesting, found more");
    TlaNode left = postfix();
    while (!ended()) {
      const int precedence = precedence_of(cursor_.peek());
      if (precedence == 0 || precedence < loosest) break;
      const Token op = cursor_.take();
      TlaNode right = binary(precedence == kImplication ? precedence : precedence + 1);
      left = join(op, std::move(left), std::move(right));
      if (precedence == kJunction && !ended() && precedence_of(cursor_.peek()) == kJunction &&
          canonical(cursor_.peek().text) != left.token.text)
        cursor_.fail(cursor_.peek(), "expected parentheses: /\\ and \\/ bind equally, found " +
                                         describe(cursor_.peek()) + " after '" + std::string(op.text) + "'");
    }
    --depth_;
    return left;
  }

  static std::string_view canonical(std::string_view op) {
    if (op == "\\land") return "/\\";
    if (op == "\\lor") return "\\/";
    if (op == "=<" || op == "\\leq") return "<=";
    if (op == "\\geq") return ">=";
    if (op == "#") return "/=";
    if (op == "\\equiv") return "<=>";
    if (op == "\\lnot" || op == "\\neg") return "~";
    return op;
  }

  TlaNode node(TlaKind kind, Token token, std::vector<TlaNode> children = {}) const {
    int height = 1;
    for (const TlaNode& child : children) height = std::max(height, child.height + 1);
    if (height > kMaxTlaHeight) cursor_.fail(token, "expected a smaller expression, found more than 2000 levels");
    return {.kind = kind, .token = token, .children = std::move(children), .height = height};
  }

  static std::vector<TlaNode> one(TlaNode only) {
    std::vector<TlaNode> result;
    result.push_back(std::move(only));
    return result;
  }

  static std::vector<TlaNode> pair(TlaNode first, TlaNode second) {
    std::vector<TlaNode> result;
    result.push_back(std::move(first));
    result.push_back(std::move(second));
    return result;
  }

  // A chain of one junction is one node, so that its length costs no depth.
  TlaNode join(Token op, TlaNode left, TlaNode right) const {
    op.text = canonical(op.text);
    const bool junction = op.text == "/\\" || op.text == "\\/";
    if (junction && left.kind == TlaKind::kInfix && left.token.text == op.text) {
      left.height = std::max(left.height, right.height + 1);
      left.children.push_back(std::move(right));
      return left;
    }
    return node(TlaKind::kInfix, op, pair(std::move(left), std::move(right)));
  }

  // Within brackets the columns of a list around them do not count.
  template <class Read>
  auto bracketed(Read read, std::string_view close) {
    const std::size_t outer = std::exchange(column_, 0);
    auto result = read();
    cursor_.expect(close);
    column_ = outer;
    return result;
  }

  TlaNode postfix() {
    TlaNode result = operand();
    while (!ended()) {
      const Token token = cursor_.peek();
      if (cursor_.accept("'")) {
        result = node(TlaKind::kPrime, Token(result.token), one(std::move(result)));
      } else if (cursor_.accept("[")) {
        TlaNode index = bracketed([&] { return expression(); }, "]");
        result = node(TlaKind::kIndex, token, pair(std::move(result), std::move(index)));
      } else {
        break;
      }
    }
    return result;
  }

  TlaNode operand() {
    const Token token = cursor_.peek();
    if (ended() || is_keyword(token)) cursor_.fail_expected("an expression");
    if (token.kind == TokenKind::kNumber) return node(TlaKind::kNumber, cursor_.take());
    if (token.kind == TokenKind::kString) return node(TlaKind::kString, cursor_.take());
    if (token.text == "UNCHANGED") return unary(cursor_.take(), kTightest);
    if (token.kind == TokenKind::kIdentifier) return name_or_call();
    if (cursor_.accept("(")) return bracketed([&] { return expression(); }, ")");
    if (token.text == "/\\" || token.text == "\\/") return junction_list();
    if (cursor_.accept("<<")) return node(TlaKind::kTuple, token, bracketed([&] { return elements(">>"); }, ">>"));
    if (cursor_.accept("{")) return bracketed([&] { return set(token); }, "}");
    if (token.text == "\\A" || token.text == "\\E") return quantifier();
    if (token.text == "[]" && cursor_.peek(1).text == "[") return box_action();
    if (cursor_.accept("[")) return bracketed([&] { return function(token); }, "]");
    return prefix();
  }

  TlaNode prefix() {
    Token token = cursor_.peek();
    token.text = canonical(token.text);
    if (token.text != "~" && token.text != "[]" && token.text != "<>" && token.text != "-")
      cursor_.fail_expected("an expression");
    cursor_.take();
    return unary(token, token.text == "-" ? kProduct : kRelation);
  }

  TlaNode unary(const Token& op, int loosest) { return node(TlaKind::kPrefix, op, one(binary(loosest))); }

  TlaNode name_or_call() {
    const Token called = cursor_.take();
    // Weak fairness WF_vars(A): its subscript may be a tuple.
    if (called.text == "WF_" || called.text == "SF_") binary(kTightest);
    if (ended() || !cursor_.accept("(")) return node(TlaKind::kName, called);
    return node(TlaKind::kApply, called, bracketed([&] { return elements(")"); }, ")"));
  }

  std::vector<TlaNode> elements(std::string_view close) {
    std::vector<TlaNode> result;
    if (cursor_.at(close)) return result;
    do result.push_back(expression());
    while (cursor_.accept(","));
    return result;
  }

  TlaNode junction_list() {
    const Token first = cursor_.peek();
    std::vector<TlaNode> items;
    const std::size_t outer = std::exchange(column_, first.column);
    while (cursor_.at(first.text) && cursor_.peek().column == first.column) {
      cursor_.take();
      items.push_back(expression());
    }
    column_ = outer;
    return node(TlaKind::kInfix, first, std::move(items));
  }

  TlaNode set(const Token& open) {
    if (cursor_.peek().kind == TokenKind::kIdentifier && cursor_.peek(1).text == "\\in") {
      const Token variable = cursor_.take();
      cursor_.take();
      TlaNode domain = expression();
      cursor_.expect(":");
      TlaNode condition = expression();
      return node(TlaKind::kFilter, variable, pair(std::move(domain), std::move(condition)));
    }
    return node(TlaKind::kSet, open, elements("}"));
  }

  TlaNode quantifier() {
    const TlaKind kind = cursor_.take().text == "\\A" ? TlaKind::kForAll : TlaKind::kExists;
    const Token variable = name("a bound name");
    cursor_.expect("\\in");
    TlaNode domain = binary(kRange);
    cursor_.expect(":");
    TlaNode body = expression();
    return node(kind, variable, pair(std::move(domain), std::move(body)));
  }

  TlaNode box_action() {
    const Token token = cursor_.take();
    cursor_.expect("[");
    TlaNode action = bracketed([&] { return expression(); }, "]_");
    TlaNode variables = binary(kTightest);
    return node(TlaKind::kBoxAction, token, pair(std::move(action), std::move(variables)));
  }

  // After '[': a set of functions, a function, or an update of one.
  TlaNode function(const Token& open) {
    if (cursor_.peek().kind == TokenKind::kIdentifier && cursor_.peek(1).text == "\\in") {
      const Token variable = cursor_.take();
      cursor_.take();
      TlaNode domain = binary(kRange);
      cursor_.expect("|->");
      TlaNode value = expression();
      return node(TlaKind::kFunction, variable, pair(std::move(domain), std::move(value)));
    }
    TlaNode first = expression();
    if (cursor_.accept("->")) {
      TlaNode range = expression();
      return node(TlaKind::kFunctionSet, open, pair(std::move(first), std::move(range)));
    }
    if (!cursor_.accept("EXCEPT")) cursor_.fail_expected("'->' or 'EXCEPT'");
    cursor_.expect("!");
    cursor_.expect("[");
    TlaNode index = bracketed([&] { return expression(); }, "]");
    cursor_.expect("=");
    TlaNode value = expression();
    std::vector<TlaNode> children = pair(std::move(first), std::move(index));
    children.push_back(std::move(value));
    return node(TlaKind::kExcept, open, std::move(children));
  }

  TaCursor cursor_;
  TlaModule module_;
  std::size_t column_ = 0;  // of the innermost list; 0 outside
  int depth_ = 0;
};

}  // namespace

TlaModule parse_tla(std::string_view text, std::string_view file_name) {
  return TlaParser(tokenize_tla(text, file_name), file_name).run();
}

std::vector<const TlaNode*> operands_of(const TlaNode& node, std::string_view op) {
  if (node.kind != TlaKind::kInfix || node.token.text != op) return {&node};
  std::vector<const TlaNode*> result;
  for (const TlaNode& child : node.children)
    for (const TlaNode* operand : operands_of(child, op)) result.push_back(operand);
  return result;
}

}  // namespace parley
