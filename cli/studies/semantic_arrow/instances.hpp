// Instances of the protocol that are small enough for every schedule, and the exploration of one.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "checker/explore/options.hpp"
#include "cli/studies/semantic_arrow/study.hpp"
#include "protocols/link/reflecting_link/reflecting_link.hpp"

namespace parley::semantic_arrow {

using reflecting_link::Discipline;
using Link = reflecting_link::Protocol;
using LinkConfig = Link::Config;
using problems::Transfer;

inline constexpr std::uint32_t kArcs = 6;

// One transfer. An end gives up after one silent turn and asks once, so that every run ends.
LinkConfig instance(const Parameters& parameters, bool triangle, std::uint32_t failing);

// Every schedule, time-outs at any moment. `always` and `sometimes` properties are judged to the end of the search.
// `stop`: ends it, with verdicts unknown.
explore::ExploreResult every_schedule(const LinkConfig& config, const StudyConditions& conditions,
                                      std::uint32_t losses = 0, std::uint32_t duplications = 0);

Verdict verdict_of(const explore::ExploreResult& result, std::size_t property);
// The `always` properties that are violated, by name; "none". Unknown ones: "unknown".
std::string broken_properties(const explore::ExploreResult& result);

// Whether no doubt can last when these arcs may die. The responder comes to an end alone, and says it over the arc
// 1->0: where that one works, nobody has to be asked. Else a question has to reach the responder and its answer the
// initiator: every node reaches every other (with `relay`; without, all arcs of the third node work).
bool resolves(std::uint32_t failing, bool relay);
// The three links with what may die, such as "0>1 2<>1"; "-" for none.
std::string name_of(std::uint32_t failing);

}  // namespace parley::semantic_arrow
