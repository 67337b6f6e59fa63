// E. W. Dijkstra's dining philosophers ("Hierarchical ordering of sequential processes", Acta Informatica 1, 1971): a
// round table with a fork between any two neighbours, and everybody eats once, with both. A small system of which one
// version stands still, one goes round for ever, and one does neither.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore::plain {

enum class Manners : std::uint8_t {
  kWait,     // take the left fork, and keep it until the right one is free
  kYield,    // take the left fork, and put it back when the right one is taken
  kOrdered,  // take the fork with the lower number first, and keep it
};

struct Philosophers {
  static constexpr std::uint32_t kMost = 8;

  enum Phase : std::uint8_t { kHungry, kHasOne, kHasEaten };
  struct State {
    std::array<std::uint8_t, kMost> phases{};
    friend bool operator==(const State&, const State&) = default;
  };
  enum class Action : std::uint8_t { kTake, kPutBack, kEat };  // who has both forks eats and leaves them
  struct Step {
    Action action;
    std::uint8_t who = 0;
  };

  static constexpr std::array kProperties{
      PropertyInfo{"eats", PropertyKind::kSometimes, "some philosopher eats"},
      PropertyInfo{"all_eat", PropertyKind::kEventually, "every philosopher eats"},
  };

  std::uint32_t count = 3;
  Manners manners = Manners::kYield;

  std::vector<State> initial() const { return {State{}}; }
  void steps(const State& state, std::vector<Step>& out) const;
  void apply(State& state, const Step& step) const;

  PropertySet broken(const State&) const { return {}; }
  PropertySet witnessed(const State& state) const;
  PropertySet unfulfilled(const State& state) const;

  std::uint32_t process_of(const Step& step) const { return step.who; }
  std::string text_of(const Step& step) const;
  std::string text_of(const State& state) const;

 private:
  // Fork i lies to the left of philosopher i.
  std::uint32_t first_fork(std::uint32_t who) const;
  std::uint32_t second_fork(std::uint32_t who) const;
  bool is_free(const State& state, std::uint32_t fork) const;
};

}  // namespace parley::explore::plain
