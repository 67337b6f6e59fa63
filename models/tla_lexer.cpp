#include "models/tla_lexer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "protocols/core/error.hpp"

namespace parley {
namespace {

// Longest first, so that "=>" is not read as "=".
constexpr std::array<std::string_view, 37> kPunctuation = {
    "<=>", "|->", "/\\", "\\/", "=>", "==", "=<", "<=", ">=", "/=", "<<", ">>", "[]", "<>", "~>", "->", "]_", "..", "=",
    "#",   "<",   ">",   "~",   "'",  "(",  ")",  "[",  "]",  "{",  "}",  ",",  ":",  "!",  "+",  "-",  "*",  "/"};
constexpr std::size_t kShortestRow = 4;
constexpr std::string_view kEndOfModule = "====";

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c);
}

class TlaLexer {
 public:
  TlaLexer(std::string_view text, std::string_view file_name) : text_(text), file_name_(file_name) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    advance(start_of_module());
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      tokens.push_back(next());
      if (tokens.back().text == kEndOfModule) break;
    }
    tokens.push_back(token(TokenKind::kEnd, 0));
    return tokens;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  // The row of dashes before the word MODULE; anything may stand before it.
  std::size_t start_of_module() const {
    for (std::size_t at = text_.find("MODULE"); at != std::string_view::npos; at = text_.find("MODULE", at + 1)) {
      const std::size_t dashes = text_.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
      if (dashes == std::string_view::npos || text_[dashes] != '-') continue;
      const std::size_t before = text_.find_last_not_of('-', dashes);
      return before == std::string_view::npos ? 0 : before + 1;
    }
    return 0;
  }

  void advance(std::size_t count) {
    for (; count > 0 && at_ < text_.size(); --count, ++at_) {
      column_ = text_[at_] == '\n' ? 1 : column_ + 1;
      line_ += text_[at_] == '\n' ? 1U : 0U;
    }
  }

  Token token(TokenKind kind, std::size_t length) {
    const Token result{.kind = kind, .text = text_.substr(at_, length), .line = line_, .column = column_};
    advance(length);
    return result;
  }

  [[noreturn]] void fail(const Token& where, const std::string& expectation) const {
    throw InputError(file_name_, place_of(where), expectation);
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
        advance(1);
      } else if (rest().starts_with("\\*")) {
        advance(std::min(rest().find('\n'), rest().size()));
      } else if (rest().starts_with("(*")) {
        skip_block_comment();
      } else {
        return;
      }
    }
  }

  void skip_block_comment() {
    const Token start = token(TokenKind::kPunctuation, 2);
    for (std::size_t depth = 1; depth > 0;) {
      if (at_ >= text_.size()) fail(start, "expected a comment that ends with '*)', found no end");
      const bool opens = rest().starts_with("(*");
      const bool closes = rest().starts_with("*)");
      advance(opens || closes ? 2 : 1);
      if (opens) ++depth;
      if (closes) --depth;
    }
  }

  template <class Predicate>
  std::size_t span(std::size_t from, Predicate predicate) const {
    std::size_t end = from;
    while (at_ + end < text_.size() && predicate(text_[at_ + end])) ++end;
    return end;
  }

  // A row of at least four; shorter ones are operators.
  bool at_row(char mark) const {
    return span(0, [mark](char c) { return c == mark; }) >= kShortestRow;
  }

  Token row(char mark) {
    Token result = token(TokenKind::kPunctuation, span(0, [mark](char c) { return c == mark; }));
    result.text = result.text.substr(0, kShortestRow);
    return result;
  }

  Token string() {
    const std::size_t end = span(1, [](char c) { return c != '"' && c != '\n'; });
    if (at_ + end >= text_.size() || text_[at_ + end] != '"')
      fail(token(TokenKind::kString, 1), "expected a string that ends with '\"' on its line, found no end");
    return token(TokenKind::kString, end + 1);
  }

  Token next() {
    if (is_letter(text_[at_])) return token(TokenKind::kIdentifier, span(0, is_word));
    if (is_digit(text_[at_])) return token(TokenKind::kNumber, span(0, is_digit));
    if (text_[at_] == '"') return string();
    if (at_row('-')) return row('-');
    if (at_row('=')) return row('=');
    for (const std::string_view mark : kPunctuation)
      if (rest().starts_with(mark)) return token(TokenKind::kPunctuation, mark.size());
    if (text_[at_] == '\\' && span(1, is_letter) > 1) return token(TokenKind::kPunctuation, span(1, is_letter));
    const Token bad = token(TokenKind::kPunctuation, 1);
    fail(bad, "expected a name, a number, a string or an operator, found " + describe(bad));
  }

  std::string_view text_;
  std::string_view file_name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

}  // namespace

std::vector<Token> tokenize_tla(std::string_view text, std::string_view file_name) {
  return TlaLexer(text, file_name).run();
}

}  // namespace parley
