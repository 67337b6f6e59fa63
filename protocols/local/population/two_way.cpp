#include "protocols/local/population/two_way.hpp"

#include <charconv>
#include <utility>

namespace parley::population {
namespace {

std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t place = 0; place < text.size();) {
    const std::size_t end = std::min(text.find(' ', place), text.size());
    if (end > place) tokens.push_back(text.substr(place, end - place));
    place = end + 1;
  }
  return tokens;
}

// nullopt: neither yes nor no nor a state later than `own`.
std::optional<std::int32_t> target_of(std::string_view text, std::size_t own, std::size_t states) {
  if (text == "yes") return TwoWayAutomaton::kYes;
  if (text == "no") return TwoWayAutomaton::kNo;
  std::uint32_t target = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), target);
  if (error != std::errc{} || end != text.data() + text.size() || target <= own || target >= states)
    return std::nullopt;
  return static_cast<std::int32_t>(target);
}

}  // namespace

ParsedTwoWay parse_two_way(const std::vector<std::string>& states, std::string_view alphabet) {
  TwoWayAutomaton automaton;
  if (states.empty()) return {.problem = "there is no state"};
  for (std::size_t own = 0; own < states.size(); ++own) {
    const auto tokens = tokens_of(states[own]);
    const std::string where = "state " + std::to_string(own) + ": ";
    if (tokens.empty() || (tokens[0] != "right" && tokens[0] != "left"))
      return {.problem = where + "begin with right or left"};
    TwoWayState state{.right = tokens[0] == "right"};
    state.target.assign(alphabet.size() + 1, TwoWayAutomaton::kStay);
    for (std::size_t index = 1; index < tokens.size(); ++index) {
      const std::size_t place = tokens[index][0] == '$' ? alphabet.size() : alphabet.find(tokens[index][0]);
      if (place == std::string_view::npos || tokens[index].size() < 3 || tokens[index][1] != ':')
        return {.problem = where + "expected a letter or $, a colon and a target"};
      const auto target = target_of(tokens[index].substr(2), own, states.size());
      if (!target) return {.problem = where + "a target is yes, no or a later state"};
      state.target[place] = *target;
    }
    if (state.target.back() == TwoWayAutomaton::kStay) return {.problem = where + "says nothing of the border $"};
    automaton.states.push_back(std::move(state));
  }
  return {.automaton = std::move(automaton)};
}

bool TwoWayAutomaton::accepts(const Word& word) const {
  const auto n = static_cast<std::int64_t>(word.size());
  std::int64_t head = -1;  // -1 and n are the borders
  std::int32_t at = 0;
  while (at >= 0) {
    const TwoWayState& state = states[static_cast<std::size_t>(at)];
    head += state.right ? (head < n ? 1 : 0) : (head >= 0 ? -1 : 0);
    const bool border = head < 0 || head == n;
    const std::int32_t target = border ? state.target.back() : state.target[word[static_cast<std::size_t>(head)]];
    if (target != kStay) at = target;
  }
  return at == kYes;
}

}  // namespace parley::population
