// What Byzantine processes may say in an exploration: values in play are editions of payloads, of which each number has
// one in each edition, whoever its sender is. Left out: pulls, which are answered and change nothing else.
#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::hashed_bracha {

std::vector<Protocol::Message> Protocol::alphabet(const Config& config, const Domain& domain) {
  std::vector<Message> messages;
  for (std::uint32_t id = 0; id < config.senders; ++id) {
    const ProcessId sender{id};
    for (std::uint64_t sequence = 1; sequence <= config.payloads; ++sequence) {
      for (const std::uint64_t edition : domain.values) {
        const std::string payload = broadcast::payload_of(sender, sequence, config.payload_bytes, edition);
        const Digest hash = broadcast::sha256(payload);
        if (domain.signers.contains(sender)) messages.push_back(Initial{sequence, payload});
        messages.push_back(Echo{sender, sequence, hash});
        messages.push_back(Ready{sender, sequence, hash});
        messages.push_back(Supply{sender, sequence, payload});
      }
    }
  }
  return messages;
}

}  // namespace parley::hashed_bracha
