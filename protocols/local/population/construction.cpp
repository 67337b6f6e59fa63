#include "protocols/local/population/construction.hpp"

#include <bit>
#include <utility>

namespace parley::population {
namespace {

struct Guess {
  std::uint32_t monomial = 0;
  std::uint32_t zone = 0;
};

struct AgentState {
  Letter letter = 0;
  Guess guess = {};
  std::uint32_t evidence = 0;  // bit t - 1: marker t was seen
};

bool is_marker(const Guess& guess) {
  return guess.zone % 2 == 1;
}
std::uint32_t own_marker(const Guess& guess) {
  return is_marker(guess) ? std::uint32_t{1} << (guess.zone / 2) : 0;
}

bool allows(const Monomial& monomial, std::uint32_t zone, Letter letter) {
  if (zone % 2 == 1) return monomial.markers[zone / 2] == letter;
  return ((monomial.blocks[zone / 2] >> letter) & 1) != 0;
}

class Construction {
 public:
  Construction(const Cover& cover, std::string_view alphabet, Mutant mutant, Guessing guessing)
      : cover_(cover), alphabet_(alphabet), mutant_(mutant), guessing_(guessing) {}

  std::optional<Protocol> build() {
    if (construction_states(cover_, alphabet_.size(), has_evidence()) > kMostStates) return std::nullopt;
    add_states();
    for (std::size_t x = 0; x < states_.size(); ++x)
      for (std::size_t y = 0; y < states_.size(); ++y) {
        add_moves(x, y, Guard::before);
        add_moves(x, y, Guard::after);
        if (protocol_.transitions.size() > kMostMoves) return std::nullopt;
      }
    return std::move(protocol_);
  }

 private:
  bool has_evidence() const { return mutant_ != Mutant::no_evidence; }
  const Monomial& monomial(const Guess& guess) const { return cover_[guess.monomial].monomial; }
  std::uint32_t all_markers(const Guess& guess) const {
    return (std::uint32_t{1} << monomial(guess).markers.size()) - 1;
  }

  void add_states() {
    protocol_.input.resize(alphabet_.size());
    by_letter_.resize(alphabet_.size());
    for (Letter letter = 0; letter < alphabet_.size(); ++letter)
      for (std::uint32_t m = 0; m < cover_.size(); ++m)
        for (std::uint32_t zone = 0; zone < 2 * cover_[m].monomial.blocks.size() - 1; ++zone)
          if (allows(cover_[m].monomial, zone, letter)) add_guess(letter, {m, zone});
  }

  void add_guess(Letter letter, const Guess& guess) {
    // The word of this letter alone matches m in this zone: no other marker is needed.
    const bool alone = own_marker(guess) == all_markers(guess);
    if (alone) protocol_.input[letter] = static_cast<State>(states_.size());
    for (std::uint32_t evidence = 0; evidence <= all_markers(guess); ++evidence) {
      if (has_evidence() ? (evidence & own_marker(guess)) != own_marker(guess) : evidence != 0) continue;
      by_letter_[letter].push_back(states_.size());
      states_.push_back({letter, guess, evidence});
      protocol_.names.push_back(name_of(states_.back()));
      protocol_.output.push_back(cover_[guess.monomial].accepted ? 1 : 0);
    }
  }

  std::string name_of(const AgentState& state) const {
    std::string name = std::string(1, alphabet_[state.letter]) + ":m" + std::to_string(state.guess.monomial + 1);
    name += (is_marker(state.guess) ? " marker " : " block ") +
            std::to_string(is_marker(state.guess) ? state.guess.zone / 2 + 1 : state.guess.zone / 2);
    if (all_markers(state.guess) == 0 || !has_evidence()) return name;
    name += " saw {";
    for (std::uint32_t rest = state.evidence; rest != 0; rest &= rest - 1)
      name += std::to_string(std::countr_zero(rest) + 1) + ((rest & (rest - 1)) != 0 ? "," : "");
    return name + "}";
  }

  // x stands left of y (before) or right of it.
  //   conflict(x, y):  m_x != m_y,  or the left zone > the right zone,  or z_x = z_y is a marker
  bool conflicts(const Guess& x, const Guess& y, Guard guard) const {
    if (x.monomial != y.monomial) return true;
    if (x.zone == y.zone) return is_marker(x) && mutant_ != Mutant::equal_markers;
    return (guard == Guard::before) == (x.zone > y.zone);
  }

  void add_moves(std::size_t x, std::size_t y, Guard guard) {
    const AgentState& own = states_[x];
    const AgentState& other = states_[y];
    const bool conflict = conflicts(own.guess, other.guess, guard);
    const bool incomplete = !has_evidence() || own.evidence != all_markers(own.guess);
    const std::uint32_t learnt = conflict ? 0 : own_marker(other.guess) & ~own.evidence;
    if (learnt != 0 && has_evidence()) add(x, y, guard, find(own.letter, own.guess, own.evidence | learnt));
    if (conflict) add_guesses(x, y, guard, guessing_ == Guessing::informed);
    const bool retries = mutant_ != Mutant::no_retry && incomplete;
    if (retries && !(guessing_ == Guessing::informed && learnt != 0)) add_guesses(x, y, guard, false);
  }

  // `near`: only guesses without conflict with y, if there is one.
  void add_guesses(std::size_t x, std::size_t y, Guard guard, bool near) {
    bool some = false;
    for (const std::size_t target : by_letter_[states_[x].letter])
      if (near && is_fresh(x, target) && !conflicts(states_[target].guess, states_[y].guess, guard)) {
        add(x, y, guard, target);
        some = true;
      }
    if (some) return;
    for (const std::size_t target : by_letter_[states_[x].letter])
      if (is_fresh(x, target)) add(x, y, guard, target);
  }

  // Whether `target` is what agent x holds right after that guess.
  bool is_fresh(std::size_t x, std::size_t target) const {
    const AgentState& state = states_[target];
    std::uint32_t evidence = has_evidence() ? own_marker(state.guess) : 0;
    if (mutant_ == Mutant::stale_evidence && states_[x].guess.monomial == state.guess.monomial)
      evidence |= states_[x].evidence;
    return state.evidence == evidence;
  }

  std::size_t find(Letter letter, const Guess& guess, std::uint32_t evidence) const {
    for (const std::size_t target : by_letter_[letter]) {
      const AgentState& state = states_[target];
      if (state.guess.monomial == guess.monomial && state.guess.zone == guess.zone && state.evidence == evidence)
        return target;
    }
    return states_.size();  // does not happen: `evidence` holds the own marker, as that of `guess` did
  }

  void add(std::size_t x, std::size_t y, Guard guard, std::size_t target) {
    protocol_.transitions.push_back(
        {static_cast<State>(x), static_cast<State>(y), guard, static_cast<State>(target), static_cast<State>(y)});
  }

  const Cover& cover_;
  std::string_view alphabet_;
  Mutant mutant_;
  Guessing guessing_;
  Protocol protocol_ = {};
  std::vector<AgentState> states_ = {};
  std::vector<std::vector<std::size_t>> by_letter_ = {};
};

}  // namespace

std::uint64_t construction_states(const Cover& cover, std::size_t letters, bool with_evidence) {
  std::uint64_t count = 0;
  for (const CoveringMonomial& part : cover)
    for (std::uint32_t zone = 0; zone < 2 * part.monomial.blocks.size() - 1; ++zone)
      for (Letter letter = 0; letter < letters; ++letter) {
        if (!allows(part.monomial, zone, letter)) continue;
        const std::size_t others = part.monomial.markers.size() - zone % 2;
        count += with_evidence ? std::uint64_t{1} << others : 1;
      }
  return count;
}

std::optional<Protocol> construct(const Cover& cover, std::string_view alphabet, Mutant mutant, Guessing guessing) {
  return Construction(cover, alphabet, mutant, guessing).build();
}

}  // namespace parley::population
