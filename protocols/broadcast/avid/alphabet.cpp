// What Byzantine processes may say in an exploration. A value in play names a root of each payload: value 2e is that of
// the payload's edition e, value 2e + 1 that of fragments which are no codeword, those of edition e for processes below
// n/2 and of the edition with which e shares all bits but the lowest for the others.
//
// Left out: what every correct process refuses whatever its state is, which is a piece that does not stand at its place
// under its root; and roots that nobody has a piece of, for which nobody can echo.
#include "protocols/broadcast/avid/avid.hpp"
#include "protocols/broadcast/avid/dispersal.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::avid {

namespace {

Dispersal dispersal_of(const Config& config, ProcessId sender, std::uint64_t sequence, std::uint64_t value) {
  const auto payload = [&](std::uint64_t edition) {
    return broadcast::payload_of(sender, sequence, config.payload_bytes, edition);
  };
  const std::uint64_t edition = value / 2;
  if (value % 2 == 0) return disperse(config, payload(edition));
  return disperse_torn(config, payload(edition), payload(edition ^ 1));
}

void say_all(const Config& config, const Domain& domain, ProcessId sender, std::uint64_t sequence,
             std::vector<Protocol::Message>& messages) {
  for (const std::uint64_t value : domain.values) {
    const Dispersal dispersal = dispersal_of(config, sender, sequence, value);
    if (domain.signers.contains(sender))
      for (const Piece& piece : dispersal.pieces) messages.push_back(Disperse{sequence, dispersal.root, piece});
    domain.signers.for_each([&](ProcessId liar) {
      if (liar.value < config.n)
        messages.push_back(Echo{sender, sequence, dispersal.root, dispersal.pieces[liar.value]});
    });
    messages.push_back(Ready{sender, sequence, dispersal.root});
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

}  // namespace parley::avid
