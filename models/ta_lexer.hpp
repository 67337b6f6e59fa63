// Tokens of the .ta and .eta formats, with their places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

enum class TokenKind : std::uint8_t { kIdentifier, kNumber, kPunctuation, kString, kEnd };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // points into the source
  std::size_t line = 1;
  std::size_t column = 1;  // in bytes, from 1
};

std::string place_of(const Token& token);
// How an error message calls the token: "'->'" or "the end of the file".
std::string describe(const Token& token);

// Comments // and /* */ are dropped; one that is never closed reaches to the end of the file (public files do that).
// The last token is kEnd. Throws InputError on a byte that starts no token.
std::vector<Token> tokenize(std::string_view text, std::string_view file_name);

}  // namespace parley
