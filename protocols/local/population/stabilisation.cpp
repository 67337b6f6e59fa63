#include "protocols/local/population/stabilisation.hpp"

#include <algorithm>

#include "protocols/local/population/configurations.hpp"

namespace parley::population {
namespace {

constexpr std::size_t kBottomsKept = 16;
constexpr std::uint32_t kStepsBetweenStops = 1U << 12;

constexpr std::uint8_t kSaysNo = 1;
constexpr std::uint8_t kSaysYes = 2;

// Tarjan's search from one configuration, with a stack of its own instead of the program's.
class ComponentSearch {
 public:
  ComponentSearch(const Moves& moves, const std::vector<std::uint8_t>& output, std::size_t agents, std::uint32_t most,
                  const StudyConditions& conditions)
      : packing_(moves.states(), agents),
        successors_(moves, packing_),
        output_(output),
        most_(most),
        conditions_(conditions) {}

  Stabilisation run(const std::vector<State>& initial) {
    enter(packing_.pack(initial));
    std::uint32_t steps = 0;
    while (!frames_.empty()) {
      if (++steps % kStepsBetweenStops == 0 && conditions_.is_stopped()) return unfinished();
      Packed to = 0;
      Frame& frame = frames_.back();
      if (!successors_.next(numbering_[frame.node], frame.cursor, to)) {
        leave();
        continue;
      }
      const std::uint32_t known = numbering_.size();
      const auto [node, fresh] = numbering_.number(to);
      if (fresh) {
        if (known == most_) return unfinished();
        enter_numbered(node);
      } else if (low_[node] == kClosed) {
        leaves_[frame.node] = 1;
      } else {
        low_[frame.node] = std::min(low_[frame.node], node);
      }
    }
    result_.configurations = numbering_.size();
    result_.consensus = seen_ == kSaysYes  ? Consensus::kAccepts
                        : seen_ == kSaysNo ? Consensus::kRejects
                                           : Consensus::kUndecided;
    return result_;
  }

 private:
  static constexpr std::uint32_t kClosed = static_cast<std::uint32_t>(-1);
  struct Frame {
    std::uint32_t node = 0;
    Successors::Cursor cursor = {};
  };

  void enter(Packed packed) { enter_numbered(numbering_.number(packed).first); }
  // Numbers are given in the order of discovery, so that they are Tarjan's indices.
  void enter_numbered(std::uint32_t node) {
    low_.push_back(node);
    leaves_.push_back(0);
    open_.push_back(node);
    frames_.push_back({node, {}});
  }

  void leave() {
    const std::uint32_t node = frames_.back().node;
    frames_.pop_back();
    const bool root = low_[node] == node;
    if (root) close(node);
    if (frames_.empty()) return;
    const std::uint32_t parent = frames_.back().node;
    if (root)
      leaves_[parent] = 1;
    else
      low_[parent] = std::min(low_[parent], low_[node]);
  }

  void close(std::uint32_t root) {
    bool bottom = true;
    std::uint8_t says = 0;
    for (std::uint32_t node = root + 1; node != root;) {
      node = open_.back();
      open_.pop_back();
      low_[node] = kClosed;
      bottom = bottom && leaves_[node] == 0;
      for (std::size_t agent = 0; bottom && agent < packing_.agents(); ++agent)
        says |= output_[packing_.state(numbering_[node], agent)] != 0 ? kSaysYes : kSaysNo;
    }
    if (!bottom) return;
    seen_ |= says;
    ++result_.bottom_components;
    if (result_.bottoms.size() < kBottomsKept) result_.bottoms.push_back(packing_.unpack(numbering_[root]));
  }

  Stabilisation unfinished() {
    result_.configurations = numbering_.size();
    result_.consensus = Consensus::kUnfinished;
    return result_;
  }

  Packing packing_;
  Successors successors_;
  const std::vector<std::uint8_t>& output_;
  std::uint32_t most_;
  const StudyConditions& conditions_;
  Numbering numbering_ = {};
  std::vector<std::uint32_t> low_ = {};    // by node; kClosed: its component is complete
  std::vector<std::uint8_t> leaves_ = {};  // by node: an edge leads out of its component
  std::vector<std::uint32_t> open_ = {};   // Tarjan's stack
  std::vector<Frame> frames_ = {};
  std::uint8_t seen_ = 0;
  Stabilisation result_ = {};
};

}  // namespace

bool fits(std::size_t states, std::size_t agents) {
  return agents * static_cast<std::size_t>(std::max(1, static_cast<int>(std::bit_width(states - 1)))) <= 64;
}

Stabilisation stabilise(const Moves& moves, const std::vector<std::uint8_t>& output, const std::vector<State>& initial,
                        std::uint32_t most, const StudyConditions& conditions) {
  return ComponentSearch(moves, output, initial.size(), most, conditions).run(initial);
}

std::vector<State> initial_configuration(const Protocol& protocol, const Word& word) {
  std::vector<State> configuration;
  for (const Letter letter : word) configuration.push_back(protocol.input[letter]);
  return configuration;
}

std::vector<std::vector<State>> shortest_run(const Moves& moves, const std::vector<State>& initial,
                                             const std::vector<State>& target, std::uint32_t most,
                                             const StudyConditions& conditions) {
  const Packing packing(moves.states(), initial.size());
  const Successors successors(moves, packing);
  Numbering numbering;
  std::vector<std::uint32_t> from{0};
  numbering.number(packing.pack(initial));
  const Packed goal = packing.pack(target);
  for (std::uint32_t node = 0; node < numbering.size() && numbering.size() <= most; ++node) {
    if (node % 1024 == 0 && conditions.is_stopped()) break;
    if (numbering[node] == goal) {
      std::vector<std::vector<State>> run{packing.unpack(goal)};
      for (std::uint32_t at = node; at != 0; at = from[at]) run.push_back(packing.unpack(numbering[from[at]]));
      std::reverse(run.begin(), run.end());
      return run;
    }
    Successors::Cursor cursor{};
    for (Packed to = 0; successors.next(numbering[node], cursor, to);)
      if (numbering.number(to).second) from.push_back(node);
  }
  return {};
}

}  // namespace parley::population
