// Why AUTH-SYNC is necessary, as runs: worlds that some correct nodes cannot tell apart, in which no algorithm can do
// right everywhere. At least one world breaks agreement or validity, whatever the algorithm.
//
// Smallest F with |F| <= f that breaks the condition, rest = the nodes outside F and S_F:
//   |S_F| <= f      U: F mute towards S_F, all inputs 0. S_F hears only itself, and must decide 0.
//                   X: the same, but F and the rest have 1. S_F sees U; so all must decide 0.
//                   Y: S_F faulty, heeds nobody else and starts from 0; all others are correct with 1, so must
//                   decide 1. The rest cannot tell X from Y.
//   no S_F          two source components A, B of G - F. F mute: all 0 (A must decide 0); all 1 (B must decide 1); A 0
//                   and the others 1, in which neither A nor B sees a difference.
//   |S_F| <= f and no rest (then n <= 2f): F faulty with 1, S_F 0; S_F faulty with 0, F 1; and the same inputs with
//                   nobody faulty.
// U and the last two cases complete the argument of the card, which names X and Y. RECON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/consensus/directed/conditions.hpp"
#include "protocols/consensus/directed/exact.hpp"

namespace parley::directed {

struct World {
  std::string_view name;
  Nodes faulty = 0;
  Nodes inputs = 0;
  Nodes mute_to = 0;  // whom faulty nodes send nothing
  Nodes deaf_to = 0;  // whom faulty nodes do not heed
};

// These nodes, correct in both worlds, receive the same in both.
struct Confusion {
  std::size_t one = 0;
  std::size_t other = 0;
  Nodes nodes = 0;
};

struct ExactAttack {
  Nodes removed = 0;  // F
  std::vector<World> worlds = {};
  std::vector<Confusion> confusions = {};
};

// None if the graph satisfies AUTH-SYNC for the f of the checker. REQUIRES: graph.size() > f.
std::optional<ExactAttack> exact_attack(Checker& checker, const Digraph& graph);

struct AttackResult {
  Broken broken = Broken::kNothing;  // in the first world where something is
  std::size_t world = 0;
  bool indistinguishable = true;        // all confusions are such
  std::vector<std::string> story = {};  // empty unless asked for
};

// Runs the worlds against the algorithm. The instance's f is the algorithm's, which may be less than the attack's.
AttackResult run_attack(const ExactInstance& instance, const ExactAttack& attack, Mutant mutant, bool tell);

}  // namespace parley::directed
