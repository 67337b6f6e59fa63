// Two-colouring a directed cycle in one round (Flin, Raevskaya, Stimpert, Suomela, Yang, arXiv 2603.04235): how many
// edges have both ends of one colour, computed exactly (gpu/two_colouring.hpp) and by nodes that draw, tell their
// neighbours, and decide.
//
//   explore    the exact value of the bit rule, of every one-threshold rule asked for and of the nested rule, and the
//              best of rules over m symbols that a local search finds: m^4 quadruples, at most 2^24
//   simulate   rings of n nodes: one random 53-bit number a node, one message to each neighbour, then the colour;
//              O(n) a ring
//
// On n >= 4 nodes an edge sees four different nodes, so the expected share of edges of one colour is the exact value.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/core/study.hpp"

namespace parley::two_colouring {

enum class Rule : std::uint8_t { bit, one_threshold, nested };

struct Parameters {
  std::uint32_t n = 100'000;    // nodes of a ring, from 4
  std::uint64_t rings = 1'000;  // simulated for each rule
  std::vector<Rule> rules = {Rule::bit, Rule::one_threshold, Rule::nested};
  std::vector<std::uint32_t> thresholds_32 = {16, 17, 18, 19, 20, 21};  // of one-threshold rules, in 1/32
  std::vector<std::uint32_t> symbols = {2, 3, 4, 5, 6};                 // for how many to search
  std::uint32_t searches = 20;                                          // from so many random rules each
};

struct Study {
  using Parameters = two_colouring::Parameters;
  static constexpr std::string_view kName = "two_colouring";
  static constexpr std::array<PropertyInfo, 4> kProperties{{
      {"published_value", PropertyKind::kAlways,
       "the nested rule leaves exactly 94835/393216 of the edges in one colour"},
      {"above_floor", PropertyKind::kAlways, "no rule found leaves less than 23879/100000, the proved floor"},
      {"nested_is_best", PropertyKind::kAlways, "no other rule that was computed leaves less than the nested rule"},
      {"agrees_with_integral", PropertyKind::kAlways,
       "the share measured on rings is within five standard errors of the exact value"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::two_colouring
