// What the tests of the population study share: covers from text, and a for_each on threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/local/population/monomial.hpp"

namespace parley::population {

inline Cover cover_of_texts(const std::vector<const char*>& texts, std::string_view alphabet) {
  Cover cover;
  std::string problem;
  for (const char* text : texts) cover.push_back(parse_monomial(text, alphabet, problem).value());
  return cover;
}

}  // namespace parley::population
