// "A cycle exists" with two labels: the labels along a path to the cycle spell a periodic word, and a node that sees
// three hops can tell from it which way the cycle lies. The word 001101 is the paper's (public abstract of v2); the
// verifier is a reconstruction [RECON, section 4 of the card], checked by exhaustion on small trees only.
//
// Prover: Z = a shortest cycle, label `on_cycle`; a node at distance k >= 1 gets letter k of the periodic word.
// Verifier at v with view B of radius r: accept where B contains a cycle; otherwise iff there is a level map
// lam: B -> {0, 1, ...} with
//   |lam(x) - lam(y)| <= 1 on edges,  label(x) = letter of lam(x),
//   and for every x within r - 1 of v: if lam(x) >= 1, some neighbour has level lam(x) - 1;
//                                      if lam(x) = 0, at least two neighbours have level 0.
// Levels up to p + 2 r are enough for a word of p letters: a map whose levels are all above p can be lowered by p.
// (The card has 10 for p = 6, r = 3; the prover's own labels are then rejected in a tail of length 12, see the docs.)
//
// Complexity: O(nodes of the view) machine words, by a dynamic programme from the rim to v.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/local/refix/verifier.hpp"

namespace parley::refix {

using LevelMask = std::uint32_t;  // bit l: level l is possible

// Which levels have which label.
struct DirectionWord {
  LevelMask with_label[2] = {0, 0};
  LevelMask all = 0;  // levels 0 .. the last one
  std::uint32_t period = 0;
  std::string letters = {};
  char on_cycle = '1';

  // Levels 0 .. top; letter k of the word at level k >= 1. REQUIRES: letters are 0 and 1; top < 32.
  DirectionWord(std::string_view letters, bool on_cycle, std::uint32_t top);
  std::uint32_t top() const { return static_cast<std::uint32_t>(std::bit_width(all)) - 1; }
  bool letter(std::uint32_t level) const { return ((with_label[1] >> level) & 1) != 0; }
};

// Alignment 0 is the word itself, 1 .. p-1 its rotations to the left, p .. 2p-1 those of the reversed word.
std::string aligned(const std::string& word, std::uint32_t alignment);

// What a node tells its parent in the view: the levels it can have while its need for a lower neighbour
//   met   is met by its children (or it lies on the rim, where nothing is needed),
//   open  has to be met by the parent: at the next lower level, or at level 0 with it.
struct LevelOffer {
  LevelMask met = 0;
  LevelMask open = 0;
  friend constexpr auto operator<=>(const LevelOffer&, const LevelOffer&) = default;
};

// Which level maps the prover has in mind, and the verifier asks for.
enum class Levels : std::uint8_t { kCore, kDistance };

// What a node knows of the offers it got so far; a value, so that all that can be known can be enumerated.
struct LevelSum {
  LevelMask none_lower = 0;  // levels l that suit the label and all children, with no child that has to be at l - 1
  LevelMask some_lower = 0;  // the same with a child at l - 1
  std::uint8_t at_zero = 0;  // children that can have level 0 beside a parent of level 0: 0, 1, or 2 for more
  friend constexpr auto operator<=>(const LevelSum&, const LevelSum&) = default;

  static LevelSum start(const DirectionWord& word, Label label) { return {word.with_label[label], 0, 0}; }
  void add(const LevelOffer& child, Levels levels);
  LevelOffer offer() const;
  bool accepts() const { return offer().met != 0; }
};

inline LevelOffer rim_offer(const DirectionWord& word, Label label) {
  return {word.with_label[label], word.with_label[label]};
}

class TwoLabels : public Verifier {
 public:
  // `spare_levels` below 2 r is the mutant whose levels do not reach far enough.
  TwoLabels(std::string_view letters, bool on_cycle, std::uint32_t radius, Levels levels, std::uint32_t top)
      : word_(letters, on_cycle, top), radius_(radius), levels_(levels) {}
  static std::uint32_t enough_levels(std::size_t period, std::uint32_t radius) {
    return static_cast<std::uint32_t>(period) + 2 * radius;
  }

  const DirectionWord& word() const { return word_; }
  Levels levels() const { return levels_; }
  std::uint32_t radius() const override { return radius_; }
  std::uint32_t label_count() const override { return 2; }
  bool accepts(const View& view, const Labels& labels) const override;
  bool has_property(const Graph& graph) const override { return has_cycle(graph); }
  Labels prove(const Graph& graph) const override;
  Labels prove_from(const Graph& graph, const Nodes& zero) const;

 private:
  DirectionWord word_;
  std::uint32_t radius_;
  Levels levels_;
};

}  // namespace parley::refix
