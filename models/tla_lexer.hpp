// Tokens of TLA+, as far as threshold automata are written in it.
#pragma once

#include <string_view>
#include <vector>

#include "models/ta_lexer.hpp"

namespace parley {

// A string's text keeps its quotes; an operator in words, such as \in, is punctuation. Rows of '-' and '=' are one
// token "----" and "====" whatever their length. Comments \* and (* *), nested, are dropped. The last token is kEnd.
// Begins at the row of dashes before the word MODULE and ends with the row of '=' that closes the module.
// Throws InputError on a byte that starts no token, and on a comment or string that is never closed.
std::vector<Token> tokenize_tla(std::string_view text, std::string_view file_name);

}  // namespace parley
