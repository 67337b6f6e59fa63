#include "protocols/overlay/torrent/checks.hpp"

#include <algorithm>

namespace parley::torrent {

Utilisation utilisation_of(const std::vector<SlotUse>& use) {
  std::vector<double> shares;
  for (const SlotUse& slot : use)
    if (slot.bound > 0) shares.push_back(static_cast<double>(slot.moved) / slot.bound);
  if (shares.empty()) return {};
  std::sort(shares.begin(), shares.end());
  double sum = 0;
  for (const double share : shares) sum += share;
  return {sum / static_cast<double>(shares.size()), shares.front(), shares[shares.size() / 10]};
}

void Checks::fail(const std::string& property, const std::string& why, std::uint32_t peers, std::uint64_t run) {
  if (!broken_.emplace(property, why).second) return;
  StudyCounterexample<Parameters> found{property, parameters_, {}};
  found.parameters.sizes = {peers};
  found.parameters.n = peers;
  found.parameters.runs = static_cast<std::uint32_t>(run + 1);
  found.parameters.stress.peers = 0;
  found.story = {std::to_string(peers) + " peers with " + std::to_string(parameters_.chunks) + " chunks each, run " +
                     std::to_string(run),
                 why};
  cases_.push_back(std::move(found));
}

void Checks::round(std::uint32_t peers, std::uint64_t run, const Round& round, bool whole) {
  if (round.stopped || conditions_.is_stopped()) return;
  ++rounds_;
  for (const char* property : {"eligible", "neighbours_only", "bounded"}) looked_at_[property] = true;
  if (whole) looked_at_["complete"] = true;
  if (round.audit.ineligible > 0)
    fail("eligible", round.audit.first + "; " + std::to_string(round.audit.ineligible) + " times", peers, run);
  if (round.audit.strangers > 0)
    fail("neighbours_only", round.audit.first + "; " + std::to_string(round.audit.strangers) + " times", peers, run);
  if (whole && round.stalled)
    fail("complete", "the warm-up stops short of its target after " + std::to_string(round.warm_slots) + " slots",
         peers, run);
  if (whole && !round.complete)
    fail("complete", "after " + std::to_string(round.slots) + " slots a peer lacks a chunk", peers, run);
  const Shares shares = shares_of(round.log);
  if (!shares.within())
    fail("bounded",
         "of " + std::to_string(round.log.size()) + " transfers " +
             std::to_string(static_cast<std::uint64_t>(shares.own)) + " are by the owner; the shares add up to " +
             std::to_string(shares.unseen),
         peers, run);
  flow(round);
}

void Checks::flow(const Round& round) {
  if (!round.use.empty()) looked_at_["below_flow"] = true;
  for (const SlotUse& slot : round.use)
    if (slot.moved > slot.bound)
      broken_.emplace("below_flow", std::to_string(slot.moved) + " chunks, bound " + std::to_string(slot.bound));
}

double Checks::tracker(const Round& round) {
  const double data = static_cast<double>(round.transfers) * parameters_.chunk_kib * 1024;
  const double ratio = data > 0 ? static_cast<double>(round.tracker_bytes) / data : 0;
  looked_at_["tracker_light"] = true;
  if (ratio >= 1e-3) broken_.emplace("tracker_light", std::to_string(ratio) + " of the data");
  return ratio;
}

std::vector<std::string> Checks::broken() const {
  std::vector<std::string> names;
  for (const auto& [property, why] : broken_) names.push_back(property);
  return names;
}

void Checks::report(Findings& findings) const {
  for (const auto& [property, looked] : looked_at_) {
    const auto found = broken_.find(property);
    if (found != broken_.end())
      findings.verdicts.push_back({property, Verdict::kViolated, found->second});
    else if (conditions_.is_stopped())
      findings.verdicts.push_back({property, Verdict::kUnknown, "stopped"});
    else
      findings.verdicts.push_back({property, Verdict::kHolds, std::to_string(rounds_) + " rounds"});
  }
  findings.counterexamples.insert(findings.counterexamples.end(), cases_.begin(), cases_.end());
}

}  // namespace parley::torrent
