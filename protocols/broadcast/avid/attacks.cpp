#include "protocols/broadcast/avid/attacks.hpp"

#include <map>
#include <utility>
#include <variant>

#include "protocols/broadcast/avid/avid.hpp"
#include "protocols/broadcast/avid/dispersal.hpp"

namespace parley::avid {

namespace {

// The torn payloads of one process, as they are asked for.
class TornPayloads {
 public:
  TornPayloads(const Config& config, ProcessId sender) : config_(config), sender_(sender) {}

  const Dispersal& of(std::uint64_t sequence) {
    const auto known = torn_.find(sequence);
    return known != torn_.end() ? known->second : torn_.emplace(sequence, tear(sequence)).first->second;
  }

 private:
  Dispersal tear(std::uint64_t sequence) const {
    const auto payload = [&](std::uint64_t edition) {
      return broadcast::payload_of(sender_, sequence, config_.payload_bytes, edition);
    };
    return disperse_torn(config_, payload(config_.edition), payload(config_.edition ^ 1));
  }

  const Config& config_;
  ProcessId sender_;
  std::map<std::uint64_t, Dispersal> torn_;
};

}  // namespace

void NoCodeword::rewrite(const Config& config, const broadcast::Streams<Instance>&, Effects<Protocol>& effects,
                         Context<Protocol>& context) const {
  const ProcessId self = context.self();
  TornPayloads torn(config, self);
  Effects<Protocol> rewritten;
  for (Effect<Protocol>& effect : effects) {
    std::optional<std::uint64_t> echoed;
    if (auto* send = std::get_if<Send<Protocol>>(&effect)) {
      if (auto* piece = std::get_if<Disperse>(&send->message)) {
        const Dispersal& other = torn.of(piece->sequence);
        *piece = Disperse{piece->sequence, other.root, other.pieces[send->to.value]};
      }
    } else if (auto* all = std::get_if<Broadcast<Protocol>>(&effect)) {
      auto* echo = std::get_if<Echo>(&all->message);
      if (echo != nullptr && echo->sender == self) {
        const Dispersal& other = torn.of(echo->sequence);
        *echo = Echo{self, echo->sequence, other.root, other.pieces[self.value]};
        echoed = echo->sequence;
      }
    }
    rewritten.push_back(std::move(effect));
    if (echoed) rewritten.push_back(Broadcast<Protocol>{Ready{self, *echoed, torn.of(*echoed).root}});
  }
  effects = std::move(rewritten);
}

void WrongFragments::rewrite(const Config&, const broadcast::Streams<Instance>&, Effects<Protocol>& effects,
                             Context<Protocol>&) const {
  for (Effect<Protocol>& effect : effects) {
    auto* all = std::get_if<Broadcast<Protocol>>(&effect);
    auto* echo = all == nullptr ? nullptr : std::get_if<Echo>(&all->message);
    if (echo == nullptr || echo->piece.fragment.empty()) continue;
    echo->piece.fragment.back() = static_cast<char>(echo->piece.fragment.back() ^ 1);
  }
}

}  // namespace parley::avid
