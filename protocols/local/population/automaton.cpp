#include "protocols/local/population/automaton.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

namespace parley::population {
namespace {

// Breadth first search over numbered nodes that remembers by which letter and from where each was found first.
class WordSearch {
 public:
  explicit WordSearch(std::size_t nodes) : from_(nodes, kUnseen), by_(nodes) {}

  void begin(std::size_t node) {
    if (from_[node] != kUnseen) return;
    from_[node] = node;
    queue_.push_back(node);
  }
  void visit(std::size_t node, std::size_t from, Letter letter) {
    if (from_[node] != kUnseen) return;
    from_[node] = from;
    by_[node] = letter;
    queue_.push_back(node);
  }
  bool next(std::size_t& node) {
    if (done_ == queue_.size()) return false;
    node = queue_[done_++];
    return true;
  }
  Word word_to(std::size_t node) const {
    Word word;
    for (; from_[node] != node; node = from_[node]) word.push_back(by_[node]);
    std::reverse(word.begin(), word.end());
    return word;
  }

 private:
  static constexpr std::size_t kUnseen = static_cast<std::size_t>(-1);
  std::vector<std::size_t> from_;
  std::vector<Letter> by_;
  std::vector<std::size_t> queue_;
  std::size_t done_ = 0;
};

template <class Visit>
void for_each_bit(std::uint64_t bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::uint32_t>(std::countr_zero(bits)));
}

bool has_bit(std::uint64_t bits, std::size_t place) {
  return ((bits >> place) & 1) != 0;
}

// Keeps the states that can be reached, numbered as they are found.
Dfa reachable_part(const Dfa& dfa) {
  std::vector<std::uint32_t> number(dfa.states(), dfa.states());
  std::vector<std::uint32_t> found{dfa.start};
  number[dfa.start] = 0;
  Dfa result{.letters = dfa.letters};
  for (std::size_t done = 0; done < found.size(); ++done) {
    result.accepting.push_back(dfa.accepting[found[done]]);
    for (Letter letter = 0; letter < dfa.letters; ++letter) {
      const std::uint32_t to = dfa.step(found[done], letter);
      if (number[to] == dfa.states()) {
        number[to] = static_cast<std::uint32_t>(found.size());
        found.push_back(to);
      }
      result.next.push_back(number[to]);
    }
  }
  return result;
}

}  // namespace

std::uint64_t Nfa::step(std::uint64_t from, Letter letter) const {
  std::uint64_t to = 0;
  for_each_bit(from, [&](std::uint32_t state) { to |= next[std::size_t{state} * letters + letter]; });
  return to;
}

bool Dfa::accepts(const Word& word) const {
  std::uint32_t state = start;
  for (const Letter letter : word) state = step(state, letter);
  return accepting[state] != 0;
}

std::optional<Dfa> determinise(const Nfa& nfa, std::uint32_t most) {
  std::map<std::uint64_t, std::uint32_t> number{{nfa.start, 0}};
  std::vector<std::uint64_t> subsets{nfa.start};
  Dfa result{.letters = nfa.letters};
  for (std::size_t done = 0; done < subsets.size(); ++done) {
    const std::uint64_t subset = subsets[done];
    result.accepting.push_back((subset & nfa.accepting) != 0 ? 1 : 0);
    for (Letter letter = 0; letter < nfa.letters; ++letter) {
      const std::uint64_t to = nfa.step(subset, letter);
      const auto [place, fresh] = number.emplace(to, static_cast<std::uint32_t>(subsets.size()));
      if (fresh) subsets.push_back(to);
      if (subsets.size() > most) return std::nullopt;
      result.next.push_back(place->second);
    }
  }
  return result;
}

Dfa minimise(const Dfa& dfa) {
  const Dfa part = reachable_part(dfa);
  std::vector<std::uint32_t> block(part.accepting.begin(), part.accepting.end());
  for (std::size_t blocks = 0;;) {
    std::map<std::vector<std::uint32_t>, std::uint32_t> number;
    std::vector<std::uint32_t> refined(part.states());
    for (std::uint32_t state = 0; state < part.states(); ++state) {
      std::vector<std::uint32_t> signature{block[state]};
      for (Letter letter = 0; letter < part.letters; ++letter) signature.push_back(block[part.step(state, letter)]);
      refined[state] = number.emplace(std::move(signature), static_cast<std::uint32_t>(number.size())).first->second;
    }
    block = std::move(refined);
    if (number.size() == blocks) break;
    blocks = number.size();
  }
  const std::size_t blocks = *std::max_element(block.begin(), block.end()) + std::size_t{1};
  Dfa merged{.letters = part.letters, .start = block[part.start]};
  merged.next.resize(blocks * part.letters);
  merged.accepting.resize(blocks);
  for (std::uint32_t state = 0; state < part.states(); ++state) {
    merged.accepting[block[state]] = part.accepting[state];
    for (Letter letter = 0; letter < part.letters; ++letter)
      merged.next[std::size_t{block[state]} * part.letters + letter] = block[part.step(state, letter)];
  }
  return reachable_part(merged);
}

std::optional<Word> difference(const Dfa& a, const Dfa& b, std::size_t least) {
  // Beside the pair of states: how many letters were read, up to `least`.
  const std::size_t depths = least + 1;
  const auto node_of = [&](std::uint32_t p, std::uint32_t q, std::size_t depth) {
    return (std::size_t{p} * b.states() + q) * depths + depth;
  };
  WordSearch search(std::size_t{a.states()} * b.states() * depths);
  search.begin(node_of(a.start, b.start, 0));
  for (std::size_t node = 0; search.next(node);) {
    const std::size_t depth = node % depths;
    const auto p = static_cast<std::uint32_t>(node / depths / b.states());
    const auto q = static_cast<std::uint32_t>(node / depths % b.states());
    if (depth == least && a.accepting[p] != b.accepting[q]) return search.word_to(node);
    for (Letter letter = 0; letter < a.letters; ++letter)
      search.visit(node_of(a.step(p, letter), b.step(q, letter), std::min(depth + 1, least)), node, letter);
  }
  return std::nullopt;
}

std::optional<Word> common_word(const Nfa& a, const Nfa& b) {
  // A pair of states, and whether a letter was read.
  const auto node_of = [&](std::size_t p, std::size_t q, bool begun) {
    return (p * b.states + q) * 2 + (begun ? 1 : 0);
  };
  WordSearch search(std::size_t{a.states} * b.states * 2);
  for_each_bit(a.start, [&](std::uint32_t p) {
    for_each_bit(b.start, [&](std::uint32_t q) { search.begin(node_of(p, q, false)); });
  });
  for (std::size_t node = 0; search.next(node);) {
    const std::size_t p = node / 2 / b.states;
    const std::size_t q = node / 2 % b.states;
    if (node % 2 == 1 && has_bit(a.accepting, p) && has_bit(b.accepting, q)) return search.word_to(node);
    for (Letter letter = 0; letter < a.letters; ++letter)
      for_each_bit(a.next[p * a.letters + letter], [&](std::uint32_t to_p) {
        for_each_bit(b.next[q * b.letters + letter],
                     [&](std::uint32_t to_q) { search.visit(node_of(to_p, to_q, true), node, letter); });
      });
  }
  return std::nullopt;
}

std::optional<Word> ambiguous_word(const Nfa& nfa) {
  // Two runs side by side, and whether they have been in different states yet.
  const auto node_of = [&](std::size_t p, std::size_t q, bool apart) {
    return (p * nfa.states + q) * 2 + (apart || p != q ? 1 : 0);
  };
  WordSearch search(std::size_t{nfa.states} * nfa.states * 2);
  for_each_bit(nfa.start, [&](std::uint32_t p) {
    for_each_bit(nfa.start, [&](std::uint32_t q) { search.begin(node_of(p, q, false)); });
  });
  for (std::size_t node = 0; search.next(node);) {
    const bool apart = node % 2 == 1;
    const std::size_t p = node / 2 / nfa.states;
    const std::size_t q = node / 2 % nfa.states;
    if (apart && has_bit(nfa.accepting, p) && has_bit(nfa.accepting, q)) return search.word_to(node);
    for (Letter letter = 0; letter < nfa.letters; ++letter)
      for_each_bit(nfa.next[p * nfa.letters + letter], [&](std::uint32_t to_p) {
        for_each_bit(nfa.next[q * nfa.letters + letter],
                     [&](std::uint32_t to_q) { search.visit(node_of(to_p, to_q, apart), node, letter); });
      });
  }
  return std::nullopt;
}

Containment containment(const Nfa& nfa, const Dfa& dfa) {
  std::vector<std::uint64_t> seen(dfa.states(), 0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> queue;
  const auto reach = [&](std::uint32_t p, std::uint32_t q) {
    if (has_bit(seen[q], p)) return;
    seen[q] |= std::uint64_t{1} << p;
    queue.emplace_back(p, q);
  };
  const auto advance = [&](std::uint32_t p, std::uint32_t q) {
    for (Letter letter = 0; letter < nfa.letters; ++letter)
      for_each_bit(nfa.next[std::size_t{p} * nfa.letters + letter],
                   [&](std::uint32_t to) { reach(to, dfa.step(q, letter)); });
  };
  for_each_bit(nfa.start, [&](std::uint32_t p) { advance(p, dfa.start); });
  for (std::size_t done = 0; done < queue.size(); ++done) advance(queue[done].first, queue[done].second);
  bool inside = false;
  bool outside = false;
  for (const auto& [p, q] : queue)
    if (has_bit(nfa.accepting, p)) (dfa.accepting[q] != 0 ? inside : outside) = true;
  if (inside && outside) return Containment::kBoth;
  if (inside) return Containment::kInside;
  return outside ? Containment::kOutside : Containment::kNone;
}

}  // namespace parley::population
