#include "checker/explore/plain/two_phase_commit.hpp"

#include <algorithm>
#include <bit>

namespace parley::explore::plain {

void TwoPhaseCommit::canonicalize(State& state) const {
  const std::array masks{&state.working, &state.prepared,      &state.committed,
                         &state.aborted, &state.said_prepared, &state.heard_prepared};
  std::array<std::uint8_t, 16> columns{};
  for (std::size_t mask = 0; mask < masks.size(); ++mask)
    for (std::size_t manager = 0; manager < managers; ++manager)
      columns[manager] =
          static_cast<std::uint8_t>(columns[manager] | (((std::uint32_t{*masks[mask]} >> manager) & 1U) << mask));
  std::sort(columns.begin(), columns.begin() + managers);
  for (std::size_t mask = 0; mask < masks.size(); ++mask) {
    std::uint32_t bits = 0;
    for (std::size_t manager = 0; manager < managers; ++manager)
      bits |= ((std::uint32_t{columns[manager]} >> mask) & 1U) << manager;
    *masks[mask] = static_cast<std::uint16_t>(bits);
  }
}

std::uint32_t TwoPhaseCommit::process_of(const Step& step) const {
  const bool manager_acts = step.action != Action::kHear && step.manager != 0;
  return manager_acts ? static_cast<std::uint32_t>(std::countr_zero(step.manager)) : managers;
}

std::string TwoPhaseCommit::text_of(const Step& step) const {
  const std::string manager = "manager " + std::to_string(std::countr_zero(step.manager));
  switch (step.action) {
    case Action::kHear:
      return "the transaction manager hears that " + manager + " is prepared";
    case Action::kCommit:
      return "the transaction manager commits";
    case Action::kAbort:
      return "the transaction manager aborts";
    case Action::kPrepare:
      return manager + " prepares and says so";
    case Action::kGiveUp:
      return manager + " aborts of its own accord";
    case Action::kObeyCommit:
      return manager + " is told to commit";
    case Action::kObeyAbort:
      return manager + " is told to abort";
  }
  return {};
}

std::string TwoPhaseCommit::text_of(const State& state) const {
  constexpr std::array<const char*, 3> kDecisions{"undecided", "commit", "abort"};
  std::string text = kDecisions[state.decided];
  for (std::size_t manager = 0; manager < managers; ++manager) {
    const auto in = [manager](std::uint32_t mask) { return ((mask >> manager) & 1U) != 0; };
    text += in(state.working)     ? " working"
            : in(state.prepared)  ? " prepared"
            : in(state.committed) ? " committed"
                                  : " aborted";
    if (in(state.heard_prepared)) text += "+heard";
  }
  return text;
}

}  // namespace parley::explore::plain
