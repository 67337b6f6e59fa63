// A type that holds every walkable kind, and random values of it: what the tests of the contract and its fuzz target
// share.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <rapidcheck.h>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/random.hpp"
#include "protocols/core/signed.hpp"
#include "protocols/core/walk.hpp"

namespace parley::samples {

enum class Colour : std::uint8_t { kRed, kGreen, kBlue };
enum class Level : int { kLow = 1, kHigh = 7 };

struct Nothing {};
struct Leaf {
  std::uint64_t number = 0;
  Colour colour = Colour::kRed;
  friend auto operator<=>(const Leaf&, const Leaf&) = default;
};
struct Tree {
  std::uint32_t label = 0;
  std::vector<Tree> children;
};
using Pick = std::variant<Nothing, Leaf, ProcessId>;

struct Everything {
  bool flag = false;
  std::uint8_t byte = 0;
  std::int8_t small = 0;
  char letter = 'a';
  std::uint16_t port = 0;
  std::int32_t offset = 0;
  std::int64_t balance = 0;
  std::uint64_t number = 0;
  Colour colour = Colour::kRed;
  Level level = Level::kLow;
  ProcessId leader;
  ProcessSet quorum;
  PerProcess<Leaf> table;
  PerProcess<ProcessId> votes;
  Signed<Leaf> vouched;
  std::string name;
  std::vector<std::uint8_t> blob;
  std::vector<Leaf> leaves;
  InlineVector<ProcessId, 2> path;
  boost::container::static_vector<std::uint16_t, 4> few;
  std::array<std::int32_t, 3> triple{};
  std::optional<Leaf> maybe;
  Pick pick;
  std::map<ProcessId, Leaf> by_process;
  std::map<std::string, std::set<std::uint32_t>> by_name;
  std::set<ProcessId> members;
  std::set<ProcessSet> quorums;
  std::pair<ProcessId, std::uint64_t> couple;
  Tree tree;
  Nothing nothing;
};

// Processes of the random values are 0 .. kProcesses - 1; so are the indices of the PerProcess tables.
inline constexpr std::uint32_t kProcesses = 70;

// Draws random values; numbers are small and large alike, so that every length of an encoding occurs.
class Sampler {
 public:
  explicit Sampler(std::uint64_t seed) : random_(seed) {}

  bool coin() { return random_.below(2) == 1; }
  std::size_t upto(std::size_t most) { return random_.below(most + 1); }
  template <class T>
  T number() {
    return static_cast<T>(random_.next() >> random_.below(64));
  }
  template <class T>
  T signed_number() {
    return static_cast<T>(coin() ? number<T>() : -number<T>() - 1);
  }
  Colour colour() { return static_cast<Colour>(random_.below(3)); }
  ProcessId process() { return ProcessId{static_cast<std::uint32_t>(random_.below(kProcesses))}; }
  Leaf leaf() { return {number<std::uint64_t>(), colour()}; }

  ProcessSet process_set() {
    ProcessSet set;
    for (std::size_t left = upto(5); left > 0; --left) set.insert(process());
    return set;
  }
  std::string text() {
    std::string text;
    for (std::size_t left = upto(10); left > 0; --left) text += number<char>();
    return text;
  }
  std::vector<std::uint8_t> blob() {
    std::vector<std::uint8_t> blob;
    for (std::size_t left = upto(10); left > 0; --left) blob.push_back(number<std::uint8_t>());
    return blob;
  }
  Tree tree(int depth) {
    Tree tree{number<std::uint32_t>(), {}};
    for (std::size_t left = depth == 0 ? 0 : upto(2); left > 0; --left) tree.children.push_back(this->tree(depth - 1));
    return tree;
  }
  Pick pick() {
    switch (random_.below(3)) {
      case 0:
        return Nothing{};
      case 1:
        return leaf();
      default:
        return process();
    }
  }

  Everything everything() {
    Everything value;
    scalars(value);
    processes(value);
    containers(value);
    return value;
  }

 private:
  void scalars(Everything& value) {
    value.flag = coin();
    value.byte = number<std::uint8_t>();
    value.small = signed_number<std::int8_t>();
    value.letter = number<char>();
    value.port = number<std::uint16_t>();
    value.offset = signed_number<std::int32_t>();
    value.balance = signed_number<std::int64_t>();
    value.number = number<std::uint64_t>();
    value.colour = colour();
    value.level = coin() ? Level::kLow : Level::kHigh;
  }
  void processes(Everything& value) {
    value.leader = process();
    value.quorum = process_set();
    value.table = PerProcess<Leaf>(kProcesses);
    value.table[process()] = leaf();
    value.votes = PerProcess<ProcessId>(kProcesses);
    for (ProcessId& vote : value.votes) vote = process();
    value.vouched = SignatureAccess::make(leaf(), process(), blob());
    value.members = {process(), process()};
    value.quorums = {process_set(), process_set()};
    value.couple = {process(), number<std::uint64_t>()};
    for (std::size_t left = upto(4); left > 0; --left) value.path.push_back(process());
    for (std::size_t left = upto(4); left > 0; --left) value.by_process[process()] = leaf();
  }
  void containers(Everything& value) {
    value.name = text();
    value.blob = blob();
    for (std::size_t left = upto(4); left > 0; --left) value.leaves.push_back(leaf());
    for (std::size_t left = upto(4); left > 0; --left) value.few.push_back(number<std::uint16_t>());
    for (std::int32_t& each : value.triple) each = signed_number<std::int32_t>();
    if (coin()) value.maybe = leaf();
    value.pick = pick();
    for (std::size_t left = upto(3); left > 0; --left) value.by_name[text()].insert(number<std::uint32_t>());
    value.tree = tree(3);
  }

  Rng random_;
};

}  // namespace parley::samples
