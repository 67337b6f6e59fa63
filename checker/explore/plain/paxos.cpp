#include "checker/explore/plain/paxos.hpp"

#include <algorithm>
#include <bit>

namespace parley::explore::plain {

void Paxos::steps(const State& state, std::vector<Step>& out) const {
  for (std::uint8_t ballot = 0; ballot < ballots; ++ballot) {
    if (!prepared(state.leaders, ballot)) out.push_back({Action::kPrepare, ballot});
    if (proposal(state.leaders, ballot) != 0) continue;
    for (std::uint8_t value = 0; value < values; ++value)
      if (may_propose(state, ballot, value)) out.push_back({Action::kPropose, ballot, 0, value});
  }
  for (std::uint8_t acceptor = 0; acceptor < acceptors; ++acceptor) {
    const std::uint32_t sent = state.acceptors[acceptor];
    // maxBal + 1: an acceptor's highest ballot is that of the last message it sent.
    const auto above = static_cast<std::uint8_t>((static_cast<std::uint32_t>(std::bit_width(sent)) + 4) / 5);
    for (std::uint8_t ballot = above; ballot < ballots; ++ballot)  // Phase1b: m.bal > maxBal
      if (prepared(state.leaders, ballot)) out.push_back({Action::kPromise, ballot, acceptor});
    for (std::uint8_t ballot = above == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(above - 1); ballot < ballots;
         ++ballot)  // Phase2b: m.bal >= maxBal; a vote that was cast changes nothing
      if (proposal(state.leaders, ballot) != 0 && !voted(sent, ballot))
        out.push_back({Action::kVote, ballot, acceptor});
  }
}

// Phase2a: some quorum has promised, and of its votes that of the highest ballot, if there is one, was for `value`.
// A quorum that shows it can be taken as the acceptor of that vote, or any, with others that voted no later.
bool Paxos::may_propose(const State& state, std::uint32_t ballot, std::uint32_t value) const {
  std::array<std::uint32_t, kMostAcceptors> promises{};  // those that were sent
  std::uint32_t count = 0;
  for (std::uint32_t acceptor = 0; acceptor < acceptors; ++acceptor)
    if (const std::uint32_t told = promise(state.acceptors[acceptor], ballot); told != 0) promises[count++] = told;
  if (count < quorum) return false;
  std::uint32_t fresh = 0;
  for (std::uint32_t at = 0; at < count; ++at) fresh += promises[at] == kFresh ? 1U : 0U;
  if (fresh >= quorum) return true;
  for (std::uint32_t at = 0; at < count; ++at) {
    if (promises[at] == kFresh || (promises[at] - kFirstVote) % values != value) continue;
    const std::uint32_t voted_in = (promises[at] - kFirstVote) / values;
    std::uint32_t no_later = 0;
    for (std::uint32_t other = 0; other < count; ++other)
      no_later += promises[other] == kFresh || (promises[other] - kFirstVote) / values <= voted_in ? 1U : 0U;
    if (no_later >= quorum) return true;
  }
  return false;
}

void Paxos::apply(State& state, const Step& step) const {
  const std::uint32_t ballot = step.ballot;
  std::uint32_t& sent = state.acceptors[step.acceptor];
  switch (step.action) {
    case Action::kPrepare:
      state.leaders |= 1U << (3 * ballot);
      return;
    case Action::kPropose:
      state.leaders |= (step.value + 1U) << (3 * ballot + 1);
      return;
    case Action::kVote:
      sent |= 1U << (5 * ballot + 4);
      return;
    case Action::kPromise: {
      std::uint32_t told = kFresh;
      for (std::uint32_t before = 0; before < ballot; ++before)
        if (voted(sent, before)) told = kFirstVote + before * values + proposal(state.leaders, before) - 1;
      sent |= told << (5 * ballot);
      return;
    }
  }
}

std::uint32_t Paxos::chosen(const State& state) const {
  std::uint32_t values_chosen = 0;
  for (std::uint32_t ballot = 0; ballot < ballots; ++ballot) {
    std::uint32_t votes = 0;
    for (std::uint32_t acceptor = 0; acceptor < acceptors; ++acceptor)
      votes += voted(state.acceptors[acceptor], ballot) ? 1U : 0U;
    if (votes >= quorum) values_chosen |= 1U << (proposal(state.leaders, ballot) - 1);
  }
  return values_chosen;
}

PropertySet Paxos::broken(const State& state) const {
  return std::popcount(chosen(state)) > 1 ? PropertySet::of(0) : PropertySet{};
}

PropertySet Paxos::witnessed(const State& state) const {
  return chosen(state) != 0 ? PropertySet::of(1) : PropertySet{};
}

void Paxos::canonicalize(State& state) const {
  std::sort(state.acceptors.begin(), state.acceptors.begin() + acceptors);
}

std::uint32_t Paxos::process_of(const Step& step) const {
  const bool acceptor_acts = step.action == Action::kPromise || step.action == Action::kVote;
  return acceptor_acts ? step.acceptor : acceptors + step.ballot;
}

std::string Paxos::text_of(const Step& step) const {
  const std::string ballot = " ballot " + std::to_string(step.ballot);
  const std::string acceptor = "acceptor " + std::to_string(step.acceptor);
  switch (step.action) {
    case Action::kPrepare:
      return "the leader of" + ballot + " asks for promises";
    case Action::kPropose:
      return "the leader of" + ballot + " proposes value " + std::to_string(step.value);
    case Action::kPromise:
      return acceptor + " joins" + ballot;
    case Action::kVote:
      return acceptor + " votes in" + ballot;
  }
  return {};
}

std::string Paxos::text_of(const State& state) const {
  std::string text;
  for (std::uint32_t ballot = 0; ballot < ballots; ++ballot) {
    if (!prepared(state.leaders, ballot) && proposal(state.leaders, ballot) == 0) continue;
    if (!text.empty()) text += "; ";
    text += "ballot " + std::to_string(ballot);
    if (const std::uint32_t value = proposal(state.leaders, ballot); value != 0)
      text += " value " + std::to_string(value - 1);
    for (std::uint32_t acceptor = 0; acceptor < acceptors; ++acceptor) {
      const std::uint32_t sent = state.acceptors[acceptor];
      if (promise(sent, ballot) != 0) text += " joined:" + std::to_string(acceptor);
      if (voted(sent, ballot)) text += " voted:" + std::to_string(acceptor);
    }
  }
  return text;
}

}  // namespace parley::explore::plain
