// What Byzantine processes may say in an exploration. A value in play is an edition of each payload: its hash, its
// fragments, and of each fragment a damaged one.
//
// Left out: what every correct process refuses whatever its state is; hashes of other payloads, and other damage, as
// there is no telling them apart; damaged fragments in echoes, and the fragments of liars, as the fragment of another
// process does as much harm: a correct process becomes ready with no fragment that a correct process did not tell it.
#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"
#include "protocols/broadcast/das_xiang_ren/thresholds.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::das_xiang_ren {

namespace {

void say_all(const Config& config, const Domain& domain, ProcessId sender, std::uint64_t sequence,
             std::vector<Protocol::Message>& messages) {
  for (const std::uint64_t edition : domain.values) {
    const std::string payload = broadcast::payload_of(sender, sequence, config.payload_bytes, edition);
    const Digest hash = broadcast::sha256(payload);
    const std::vector<std::string> fragments = crypto::encode(code_of(config), payload);
    if (domain.signers.contains(sender)) messages.push_back(Propose{sequence, payload});
    for (std::uint32_t id = 0; id < config.n; ++id)
      if (!domain.signers.contains(ProcessId{id})) messages.push_back(Echo{sender, sequence, hash, fragments[id]});
    domain.signers.for_each([&](ProcessId liar) {
      if (liar.value >= config.n) return;
      std::string fragment = fragments[liar.value];
      messages.push_back(Ready{sender, sequence, hash, fragment});
      fragment.back() = static_cast<char>(fragment.back() ^ 1);
      messages.push_back(Ready{sender, sequence, hash, fragment});
    });
  }
}

}  // namespace

std::vector<Protocol::Message> Protocol::alphabet(const Config& config, const Domain& domain) {
  std::vector<Message> messages;
  for (std::uint32_t id = 0; id < config.senders; ++id)
    for (std::uint64_t sequence = 1; sequence <= config.payloads; ++sequence)
      say_all(config, domain, ProcessId{id}, sequence, messages);
  return messages;
}

}  // namespace parley::das_xiang_ren
