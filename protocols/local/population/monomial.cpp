#include "protocols/local/population/monomial.hpp"

#include "protocols/local/population/expression.hpp"

namespace parley::population {
namespace {

// Several automata side by side; nullopt: more than 64 states.
std::optional<Nfa> side_by_side(const Cover& cover, std::size_t letters, bool accepted_only) {
  Nfa all{.letters = static_cast<std::uint32_t>(letters)};
  for (const CoveringMonomial& part : cover) {
    if (accepted_only && !part.accepted) continue;
    const Nfa one = nfa_of(part.monomial, letters);
    if (all.states + one.states > 64) return std::nullopt;
    all.start |= one.start << all.states;
    all.accepting |= one.accepting << all.states;
    for (const std::uint64_t to : one.next) all.next.push_back(to << all.states);
    all.states += one.states;
  }
  return all;
}

class MonomialParser {
 public:
  MonomialParser(std::string_view text, std::string_view alphabet) : text_(text), alphabet_(alphabet) {}

  std::optional<CoveringMonomial> parse(std::string& problem) {
    skip_blanks();
    if (place_ == text_.size() || (text_[place_] != '+' && text_[place_] != '-')) {
      problem = "begin with + (accepted) or - (rejected)";
      return std::nullopt;
    }
    CoveringMonomial result{.accepted = text_[place_++] == '+'};
    for (skip_blanks(); place_ < text_.size(); skip_blanks())
      if (!parse_item(result.monomial, problem)) return std::nullopt;
    if (result.monomial.markers.size() > kMostMarkers) {
      problem = "at most " + std::to_string(kMostMarkers) + " markers";
      return std::nullopt;
    }
    return result;
  }

 private:
  void skip_blanks() {
    while (place_ < text_.size() && text_[place_] == ' ') ++place_;
  }

  bool parse_item(Monomial& monomial, std::string& problem) {
    const bool is_set = text_[place_] == '[' || text_[place_] == '.';
    LetterSet letters = 0;
    if (!parse_letters(letters)) {
      problem = "expected a letter, '.' or a set like [ab]";
      return false;
    }
    if (place_ < text_.size() && text_[place_] == '*') {
      ++place_;
      if (has_block_ || letters == 0) {
        problem = "between two blocks belongs a marker, and a block holds a letter";
        return false;
      }
      monomial.blocks.back() = letters;
      has_block_ = true;
      return true;
    }
    if (is_set) {
      problem = "a set needs a star; a marker is one letter";
      return false;
    }
    monomial.markers.push_back(last_letter_);
    monomial.blocks.push_back(0);
    has_block_ = false;
    return true;
  }

  bool parse_letters(LetterSet& letters) {
    if (text_[place_] == '.') {
      ++place_;
      letters = all_letters(alphabet_.size());
      return true;
    }
    if (text_[place_] != '[') return parse_letter(letters);
    for (++place_; place_ < text_.size() && text_[place_] != ']';)
      if (!parse_letter(letters)) return false;
    return place_++ < text_.size();
  }

  bool parse_letter(LetterSet& letters) {
    const std::size_t letter = alphabet_.find(text_[place_]);
    if (letter == std::string_view::npos) return false;
    ++place_;
    last_letter_ = static_cast<Letter>(letter);
    letters |= LetterSet{1} << letter;
    return true;
  }

  std::string_view text_;
  std::string_view alphabet_;
  std::size_t place_ = 0;
  Letter last_letter_ = 0;
  bool has_block_ = false;  // since the last marker
};

}  // namespace

std::optional<CoveringMonomial> parse_monomial(std::string_view text, std::string_view alphabet, std::string& problem) {
  return MonomialParser(text, alphabet).parse(problem);
}

std::string text_of(const Monomial& monomial, std::string_view alphabet) {
  std::string text;
  for (std::size_t block = 0; block < monomial.blocks.size(); ++block) {
    if (block > 0) text += std::string(text.empty() ? "" : " ") + alphabet[monomial.markers[block - 1]];
    if (monomial.blocks[block] == 0) continue;
    std::string letters;
    for (std::size_t letter = 0; letter < alphabet.size(); ++letter)
      if (((monomial.blocks[block] >> letter) & 1) != 0) letters.push_back(alphabet[letter]);
    if (letters.size() == alphabet.size() && letters.size() > 1) letters = ".";
    if (letters.size() > 1) letters = "[" + letters + "]";
    text += (text.empty() ? "" : " ") + letters + "*";
  }
  return text;
}

std::string text_of(const CoveringMonomial& part, std::string_view alphabet) {
  return (part.accepted ? "+ " : "- ") + text_of(part.monomial, alphabet);
}

Nfa nfa_of(const Monomial& monomial, std::size_t letters) {
  const std::size_t states = monomial.blocks.size();
  Nfa nfa{.letters = static_cast<std::uint32_t>(letters), .states = static_cast<std::uint32_t>(states), .start = 1};
  nfa.accepting = std::uint64_t{1} << (states - 1);
  for (std::size_t block = 0; block < states; ++block)
    for (std::size_t letter = 0; letter < letters; ++letter) {
      std::uint64_t to = ((monomial.blocks[block] >> letter) & 1) != 0 ? std::uint64_t{1} << block : 0;
      if (block + 1 < states && monomial.markers[block] == letter) to |= std::uint64_t{2} << block;
      nfa.next.push_back(to);
    }
  return nfa;
}

std::optional<std::string> find_cover_problem(const Cover& cover, std::string_view alphabet) {
  std::vector<Nfa> automata;
  for (const CoveringMonomial& part : cover) automata.push_back(nfa_of(part.monomial, alphabet.size()));
  for (std::size_t i = 0; i < cover.size(); ++i) {
    if (const auto word = ambiguous_word(automata[i]))
      return "'" + text_of(cover[i].monomial, alphabet) + "' is ambiguous: it matches '" + text_of(*word, alphabet) +
             "' in two ways";
    for (std::size_t j = 0; j < i; ++j) {
      if (const auto word = common_word(automata[i], automata[j]))
        return "'" + text_of(cover[j].monomial, alphabet) + "' and '" + text_of(cover[i].monomial, alphabet) +
               "' both match '" + text_of(*word, alphabet) + "'";
    }
  }
  const auto all = side_by_side(cover, alphabet.size(), false);
  if (!all) return "the monomials have more than 64 blocks together";
  const auto covered = determinise(*all, kMostSubsets);
  if (!covered) return "the automaton of the monomials together is too large";
  Dfa everything{.letters = covered->letters};
  everything.next.assign(covered->letters, 0);
  everything.accepting.assign(1, 1);
  if (const auto word = difference(*covered, everything, 1))
    return "no monomial matches '" + text_of(*word, alphabet) + "'";
  return std::nullopt;
}

std::optional<Dfa> language_of(const Cover& cover, std::size_t letters) {
  const auto accepted = side_by_side(cover, letters, true);
  if (!accepted) return std::nullopt;
  if (accepted->states == 0) {
    Dfa nothing{.letters = static_cast<std::uint32_t>(letters)};
    nothing.next.assign(letters, 0);
    nothing.accepting.assign(1, 0);
    return nothing;
  }
  const auto dfa = determinise(*accepted, kMostSubsets);
  if (!dfa) return std::nullopt;
  return minimise(*dfa);
}

}  // namespace parley::population
