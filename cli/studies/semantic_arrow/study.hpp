// What a reflecting link and a triangle of such links guarantee when links fail, and what a link with one round trip
// does not (P. Borrill, "The Semantic Arrow of Time", parts III to V, arXiv 2603.04774, 2603.04810, 2603.04826). The
// handlers are those of protocols/link/reflecting_link; only abstracts of the papers were at hand, so the machine is
// reconstructed.
//
//   explore    every failure pattern of the six arcs of a triangle (63), in every schedule, with every point at which
//   each
//              arc may die; one cut at each point of an undisturbed transfer; what each discipline of the link
//              guarantees
//   simulate   transfers reported complete and not applied at a crash; latency; two replicas of a file that are edited
//              at once, by last writer wins and by reflected transactions
//   attack     rules that leave out a part, and changes beyond the bound: each must break a guarantee
//
// Nothing here refutes the theorem about two generals or FLP: on two nodes every cut after the confirmation leaves
// doubt. What changes with a third node is the assumption: there is another path.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/core/study.hpp"

namespace parley::semantic_arrow {

// How doubt is resolved: as in the protocol, or with a part left out.
enum class Rule : std::uint8_t { kAsIs, kNoFreeze, kOneReport, kPresumeCommit, kPresumeAbort };

struct Parameters {
  bool relay = true;  // what is said about doubt goes both ways round
  Rule rule = Rule::kAsIs;
  std::uint32_t pattern = 0;  // these arcs alone, a bit each: 0->1, 1->0, 0->2, 2->0, 1->2, 2->1; 0: all 63 patterns
  // Crashes: ticks that the application takes for a value, where a frame takes one tick.
  std::vector<std::uint64_t> application_ticks = {0, 100, 200, 400, 600, 800, 1000, 1200};
  std::uint64_t crash_tick = 1000;
  std::uint32_t crashes = 20;  // runs of each, which crash within the last tenth before crash_tick
  // Files: two replicas, each edited with this chance in a tick, in percent.
  std::vector<std::uint32_t> edit_percents = {1, 2, 5, 10, 20, 40};
  std::uint32_t edits = 1000;
  std::uint32_t latency_ticks = 2;
};

using Findings = StudyFindings<Parameters>;

struct Study {
  using Parameters = semantic_arrow::Parameters;
  static constexpr std::string_view kName = "semantic_arrow";
  static constexpr std::array<PropertyInfo, 9> kProperties{{
      {"consistent", PropertyKind::kAlways,
       "no failure of links leads to a transfer that is committed at one end and aborted at the other, reported "
       "complete "
       "and not applied, applied twice, or claimed by two owners"},
      {"doubt_as_predicted", PropertyKind::kAlways,
       "doubt can last iff the arc from the responder to the initiator may die, and some node does not reach another"},
      {"doubt_flagged", PropertyKind::kAlways, "whose doubt lasts has said so"},
      {"two_generals", PropertyKind::kSometimes, "without a third node, a cut leaves doubt that lasts"},
      {"completion_fallacy", PropertyKind::kSometimes, "an RDMA write is reported complete and never applied"},
      {"completion_is_use", PropertyKind::kAlways,
       "what a reflecting link reports complete was applied before a crash"},
      {"lost_update", PropertyKind::kSometimes, "last writer wins loses an edit"},
      {"no_lost_update", PropertyKind::kAlways,
       "reflected transactions lose no edit: it is committed or reported aborted"},
      {"each_part_is_needed", PropertyKind::kAlways, "every rule with a part left out breaks a guarantee"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static Findings explore(const Parameters& parameters, const StudyConditions& conditions);
  static Findings simulate(const Parameters& parameters, const StudyConditions& conditions);
  static Findings attack(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::semantic_arrow
