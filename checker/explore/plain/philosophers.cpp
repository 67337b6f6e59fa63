#include "checker/explore/plain/philosophers.hpp"

#include <algorithm>

namespace parley::explore::plain {

std::uint32_t Philosophers::first_fork(std::uint32_t who) const {
  const std::uint32_t right = (who + 1) % count;
  return manners == Manners::kOrdered ? std::min(who, right) : who;
}

std::uint32_t Philosophers::second_fork(std::uint32_t who) const {
  const std::uint32_t right = (who + 1) % count;
  return manners == Manners::kOrdered ? std::max(who, right) : right;
}

bool Philosophers::is_free(const State& state, std::uint32_t fork) const {
  for (std::uint32_t who = 0; who < count; ++who)
    if (state.phases[who] == kHasOne && first_fork(who) == fork) return false;
  return true;
}

void Philosophers::steps(const State& state, std::vector<Step>& out) const {
  for (std::uint8_t who = 0; who < count; ++who) {
    if (state.phases[who] == kHungry && is_free(state, first_fork(who))) out.push_back({Action::kTake, who});
    if (state.phases[who] != kHasOne) continue;
    if (is_free(state, second_fork(who))) {
      out.push_back({Action::kEat, who});
    } else if (manners == Manners::kYield) {
      out.push_back({Action::kPutBack, who});
    }
  }
}

void Philosophers::apply(State& state, const Step& step) const {
  switch (step.action) {
    case Action::kTake:
      state.phases[step.who] = kHasOne;
      return;
    case Action::kPutBack:
      state.phases[step.who] = kHungry;
      return;
    case Action::kEat:
      state.phases[step.who] = kHasEaten;
      return;
  }
}

PropertySet Philosophers::witnessed(const State& state) const {
  const bool any = std::find(state.phases.begin(), state.phases.end(), kHasEaten) != state.phases.end();
  return any ? PropertySet::of(0) : PropertySet{};
}

PropertySet Philosophers::unfulfilled(const State& state) const {
  const bool all = std::all_of(state.phases.begin(), state.phases.begin() + count,
                               [](std::uint8_t phase) { return phase == kHasEaten; });
  return all ? PropertySet{} : PropertySet::of(1);
}

std::string Philosophers::text_of(const Step& step) const {
  const std::string who = "philosopher " + std::to_string(step.who);
  switch (step.action) {
    case Action::kTake:
      return who + " takes fork " + std::to_string(first_fork(step.who));
    case Action::kPutBack:
      return who + " puts fork " + std::to_string(first_fork(step.who)) + " back";
    case Action::kEat:
      return who + " takes fork " + std::to_string(second_fork(step.who)) + ", eats and leaves";
  }
  return {};
}

std::string Philosophers::text_of(const State& state) const {
  constexpr std::array<const char*, 3> kPhases{"hungry", "has one fork", "has eaten"};
  std::string text;
  for (std::uint32_t who = 0; who < count; ++who)
    text += (who == 0 ? "" : ", ") + std::to_string(who) + " " + kPhases[state.phases[who]];
  return text;
}

}  // namespace parley::explore::plain
