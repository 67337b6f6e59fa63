#include "protocols/overlay/torrent/exact.hpp"

#include <algorithm>

namespace parley::torrent {
namespace {

constexpr std::uint32_t kObserver = 0;

std::string numbered(std::uint32_t a, char between, std::uint32_t b) {
  return std::to_string(a) + between + std::to_string(b);
}

std::string before_the_round(const Swarm& swarm) {
  std::vector<std::string> seen;
  for (const Given& given : swarm.given) {
    if (given.receiver == kObserver) seen.push_back("p" + std::to_string(given.relay));
    if (given.relay == kObserver) seen.push_back("f" + numbered(given.source, '>', given.receiver));
  }
  // Ids are random and the exchange has no order.
  std::sort(seen.begin(), seen.end());
  std::string text;
  for (const std::string& each : seen) text += each + " ";
  return text;
}

std::vector<std::string> told(const Swarm& swarm, const Round& round, std::uint32_t chunks) {
  std::vector<std::string> lines;
  for (const Given& given : swarm.given)
    lines.push_back("before the round: a chunk of " + std::to_string(given.source) + " goes through " +
                    std::to_string(given.relay) + " to " + std::to_string(given.receiver));
  for (const Transfer& transfer : round.log)
    lines.push_back("slot " + std::to_string(transfer.slot) + ": " + std::to_string(transfer.sender) + " sends " +
                    std::to_string(transfer.receiver) + " a chunk of " + std::to_string(transfer.chunk / chunks));
  return lines;
}

// One world's arrivals at the observer, added to what is believed.
class Observation {
 public:
  Observation(const Swarm& swarm, std::vector<std::uint32_t> given)
      : text_(before_the_round(swarm)), arrived_(std::move(given)) {}

  // The text after an arrival at the observer; empty for anything else.
  std::string follow(const Transfer& transfer, const ChunkSet& own) {
    if (transfer.receiver == kObserver) {
      arrived_.push_back(transfer.chunk);
      text_ += numbered(transfer.slot, ':', transfer.sender) + " ";
      return text_;
    }
    if (transfer.sender != kObserver) return {};
    const auto at = std::find(arrived_.begin(), arrived_.end(), transfer.chunk);
    const bool is_own = own.contains(transfer.chunk);
    text_ += numbered(transfer.slot, '>', transfer.receiver) + "=" +
             (is_own ? std::string("a") : std::to_string(at - arrived_.begin())) + " ";
    return {};
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> arrived_;
};

// What the observer was given, in the order of relays. Of one relay in the order of sources, which is more than it
// sees: its posterior is if anything too sharp.
std::vector<std::uint32_t> given_to_observer(const Swarm& swarm) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> arrived;
  for (const Given& given : swarm.given)
    if (given.receiver == kObserver) arrived.emplace_back(given.relay, given.chunk);
  std::sort(arrived.begin(), arrived.end());
  std::vector<std::uint32_t> chunks;
  for (const auto& [relay, chunk] : arrived) chunks.push_back(chunk);
  return chunks;
}

}  // namespace

ExactView exact_view(const Settings& settings, std::uint64_t most_worlds, const std::string& wanted,
                     const std::function<bool()>& stop) {
  ExactView view;
  Choices choices = Choices::enumerated();
  do {
    if (view.worlds == most_worlds || ((view.worlds & 255) == 0 && stop())) return view;
    Swarm swarm = make_swarm(settings, choices);
    obfuscate(settings, swarm, choices);
    Observation observation(swarm, given_to_observer(swarm));
    const Round round = run_round(settings, swarm, choices, [] { return false; });
    ++view.worlds;
    const double weight = choices.weight();
    view.weight += weight;
    for (const Transfer& transfer : round.log) {
      const std::string seen = observation.follow(transfer, swarm.peers[kObserver].own);
      if (seen.empty() || (!wanted.empty() && seen != wanted)) continue;
      Belief& belief = view.beliefs[seen];
      belief.weight += weight;
      belief.own += transfer.own ? weight : 0;
      belief.plain += weight * transfer.plain;
      belief.unseen += weight * transfer.unseen;
      if (!wanted.empty() && transfer.own && view.example.empty()) view.example = told(swarm, round, settings.chunks);
    }
  } while (choices.advance());
  view.complete = true;
  return view;
}

}  // namespace parley::torrent
