// Words as inputs of ordered populations: position i of a word is agent i, its letter the agent's input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::population {

using Letter = std::uint16_t;      // index into the alphabet
using LetterSet = std::uint32_t;   // bit l: letter l
using Word = std::vector<Letter>;  // not empty where it stands for a population

inline constexpr std::size_t kMostLetters = 6;

constexpr LetterSet all_letters(std::size_t count) {
  return (LetterSet{1} << count) - 1;
}

// Distinct lower-case letters, at least one and at most kMostLetters.
inline bool is_alphabet(std::string_view text) {
  if (text.empty() || text.size() > kMostLetters) return false;
  for (std::size_t index = 0; index < text.size(); ++index)
    if (text[index] < 'a' || text[index] > 'z' || text.find(text[index], index + 1) != std::string_view::npos)
      return false;
  return true;
}

// nullopt: some character is not of the alphabet.
inline std::optional<Word> word_of(std::string_view text, std::string_view alphabet) {
  Word word;
  for (const char c : text) {
    const std::size_t place = alphabet.find(c);
    if (place == std::string_view::npos) return std::nullopt;
    word.push_back(static_cast<Letter>(place));
  }
  return word;
}

inline std::string text_of(const Word& word, std::string_view alphabet) {
  std::string text;
  for (const Letter letter : word) text.push_back(alphabet[letter]);
  return text;
}

inline std::uint64_t word_count(std::size_t letters, std::size_t length) {
  std::uint64_t count = 1;
  for (std::size_t index = 0; index < length; ++index) count *= letters;
  return count;
}

// Word `index` of that length, in lexicographic order.
inline Word word_at(std::uint64_t index, std::size_t letters, std::size_t length) {
  Word word(length);
  for (std::size_t place = length; place-- > 0; index /= letters) word[place] = static_cast<Letter>(index % letters);
  return word;
}

// All words of lengths `from` to `to`, the shorter ones first.
inline std::vector<Word> words_between(std::size_t letters, std::size_t from, std::size_t to) {
  std::vector<Word> words;
  for (std::size_t length = from; length <= to; ++length)
    for (std::uint64_t index = 0; index < word_count(letters, length); ++index)
      words.push_back(word_at(index, letters, length));
  return words;
}

}  // namespace parley::population
