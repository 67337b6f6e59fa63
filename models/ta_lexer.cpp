#include "models/ta_lexer.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "protocols/core/error.hpp"

namespace parley {
namespace {

// Longest first, so that "<=" is not read as "<".
constexpr std::array<std::string_view, 29> kPunctuation = {"->", "==", ":=", "!=", "=!", "<=", ">=", "&&", "||", "[]",
                                                           "<>", "'",  "!",  "<",  ">",  "(",  ")",  "[",  "]",  "{",
                                                           "}",  ":",  ";",  ",",  "+",  "-",  "*",  "/",  "="};

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_printable(char c) {
  return std::isprint(static_cast<unsigned char>(c)) != 0;
}

std::string in_hexadecimal(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

class Lexer {
 public:
  Lexer(std::string_view text, std::string_view file_name) : text_(text), file_name_(file_name) {}

  std::vector<Token> run() {
    if (rest().starts_with("\xEF\xBB\xBF")) at_ += 3;
    std::vector<Token> tokens;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) tokens.push_back(next());
    tokens.push_back(token(TokenKind::kEnd, 0));
    return tokens;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  void advance(std::size_t count) {
    for (; count > 0 && at_ < text_.size(); --count, ++at_) {
      column_ = text_[at_] == '\n' ? 1 : column_ + 1;
      line_ += text_[at_] == '\n' ? 1U : 0U;
    }
  }

  void skip_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_ + 2);
    advance(found == std::string_view::npos ? text_.size() - at_ : found + end.size() - at_);
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        advance(1);
      } else if (rest().starts_with("//")) {
        skip_past("\n");
      } else if (rest().starts_with("/*")) {
        skip_past("*/");
      } else {
        return;
      }
    }
  }

  Token token(TokenKind kind, std::size_t length) {
    const Token result{.kind = kind, .text = text_.substr(at_, length), .line = line_, .column = column_};
    advance(length);
    return result;
  }

  template <class Predicate>
  std::size_t span(Predicate predicate) const {
    const auto begin = text_.begin() + static_cast<std::ptrdiff_t>(at_);
    return static_cast<std::size_t>(std::find_if_not(begin, text_.end(), predicate) - begin);
  }

  Token next() {
    if (is_letter(text_[at_]))
      return token(TokenKind::kIdentifier, span([](char c) { return is_letter(c) || is_digit(c); }));
    if (is_digit(text_[at_])) return token(TokenKind::kNumber, span(is_digit));
    for (const std::string_view mark : kPunctuation)
      if (rest().starts_with(mark)) return token(TokenKind::kPunctuation, mark.size());
    const Token bad = token(TokenKind::kPunctuation, 1);
    throw InputError(file_name_, place_of(bad), "expected a name, a number or an operator, found " + describe(bad));
  }

  std::string_view text_;
  std::string_view file_name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

}  // namespace

std::string place_of(const Token& token) {
  return "line " + std::to_string(token.line) + ", column " + std::to_string(token.column);
}

std::string describe(const Token& token) {
  if (token.kind == TokenKind::kEnd) return "the end of the file";
  constexpr std::size_t kShown = 40;
  std::string text;
  for (const char c : token.text.substr(0, kShown)) text += is_printable(c) ? std::string(1, c) : in_hexadecimal(c);
  return "'" + text + (token.text.size() > kShown ? "...'" : "'");
}

std::vector<Token> tokenize(std::string_view text, std::string_view file_name) {
  return Lexer(text, file_name).run();
}

}  // namespace parley
