// What the search engines see of a transition system: states packed into a fixed number of 32-bit words, expanded one
// at a time. The virtual call is one a state, not one a transition.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore {

// A growing list of packed states of one width. Reused: in steady state nothing is allocated.
class StateList {
 public:
  explicit StateList(std::size_t width = 0) : width_(width) {}

  std::size_t width() const { return width_; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const std::uint32_t* operator[](std::size_t index) const { return words_.data() + index * width_; }

  // A copy of `state` at the end, to be changed in place; valid until the next call.
  std::uint32_t* append(const std::uint32_t* state) {
    const std::size_t at = count_ * width_;
    if (at + width_ > words_.size()) words_.resize(at + width_ + words_.size() / 2 + 64);
    ++count_;
    if (width_ != 0) std::memcpy(words_.data() + at, state, width_ * sizeof(std::uint32_t));
    return words_.data() + at;
  }
  std::uint32_t* at(std::size_t index) { return words_.data() + index * width_; }
  // Copies the state at `from` over the one at `to`.
  void move(std::size_t to, std::size_t from) {
    if (to != from) std::memcpy(at(to), at(from), width_ * sizeof(std::uint32_t));
  }
  void truncate(std::size_t count) { count_ = count; }
  std::span<const std::uint32_t> words() const { return {words_.data(), count_ * width_}; }
  // REQUIRES: the words are states of this width, one after the other.
  void assign(std::vector<std::uint32_t> words) {
    count_ = width_ == 0 ? 0 : words.size() / width_;
    words_ = std::move(words);
  }
  void clear() { count_ = 0; }
  void release() { *this = StateList(width_); }
  std::size_t bytes() const { return words_.capacity() * sizeof(std::uint32_t); }

 private:
  std::size_t width_;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> words_;
};

// Whether a run may stop in a state.
enum class Ending : std::uint8_t {
  kNone,  // something that must happen in the end is still to happen
  kEnd,   // nothing is left to happen: the `eventually` properties are judged
  kCut,   // nothing is left but what a budget forbids, or somebody is down: not judged
};

struct Judgement {
  PropertySet broken;
  PropertySet witnessed;
};

// What weak fairness asks for in a state. An action is what must happen in the end while it stays possible: a first
// step, the delivery of one message to one process, a timer; numbered by the system. Faults, and what Byzantine
// processes send, are no actions.
struct Fairness {
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  // Set in an action that no step takes: it would have to happen but for a budget, or somebody is down.
  static constexpr std::uint64_t kForbidden = std::uint64_t{1} << 63;

  struct Due {
    std::uint64_t action;
    std::uint32_t times;  // of a message: copies in flight; kForever: cannot be lost
  };
  static constexpr std::uint32_t kForever = 0xffffffff;

  std::vector<std::uint64_t> taken;  // by successor: the action that it takes, or kNone
  std::vector<Due> due;              // possible in the state, ascending by action

  void clear() {
    taken.clear();
    due.clear();
  }
};

// Successors come in a fixed order, the same whenever a state is expanded again: a path is a list of ordinals.
// A successor equal to its state is left out.
class System {
 public:
  System() = default;
  System(const System&) = delete;
  System& operator=(const System&) = delete;
  virtual ~System() = default;

  virtual std::size_t width() const = 0;
  virtual std::span<const PropertyInfo> properties() const = 0;
  virtual void initial(StateList& out) = 0;

  // Appends the successors of `state`. `state` must not lie in `out`.
  virtual Ending expand(const std::uint32_t* state, StateList& out) = 0;

  // The same without changing anything, so that several threads may call it at once. False, with some successors
  // appended, when it would have to learn something; the caller then calls expand().
  virtual bool try_expand(const std::uint32_t* state, StateList& out, Ending& ending) const = 0;

  // The successors with what fairness says of them. One that is equal to its state is kept here: a run may take such a
  // step for ever.
  virtual void expand_fairly(const std::uint32_t* state, StateList& out, Fairness& fairness) = 0;
  // Messages that a run through `state` may leave undelivered for ever.
  virtual std::uint32_t losses(const std::uint32_t*) const { return 0; }

  virtual Judgement judge(const std::uint32_t* state) const = 0;
  virtual PropertySet unfulfilled(const std::uint32_t* state) const = 0;

  // Memory of the tables that stand behind the packed states.
  virtual std::size_t table_bytes() const = 0;

  // Changes whenever expand() learns something. A new system that was asked for its initial states and then to expand
  // the same states, those that taught the old one something, in the same order, packs states in the same way.
  std::uint64_t revision() const { return revision_; }

 protected:
  void count_revision() { ++revision_; }

 private:
  std::uint64_t revision_ = 0;
};

}  // namespace parley::explore
