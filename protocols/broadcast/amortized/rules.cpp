#include "protocols/broadcast/amortized/rules.hpp"

#include <algorithm>
#include <vector>

namespace parley::amortized {

namespace {

template <class Statement>
bool is_signed_by_quorum(const Config& config, ProcessId sender, const std::vector<Signed<Statement>>& certificate) {
  if (certificate.size() < certificate_quorum(config)) return false;
  const Statement& about = certificate.front().statement();
  if (about.sender != sender || about.height == 0 || about.height > config.payloads) return false;
  for (std::size_t at = 0; at < certificate.size(); ++at) {
    if (certificate[at].statement() != about || certificate[at].signer().value >= config.n) return false;
    if (at > 0 && certificate[at].signer() <= certificate[at - 1].signer()) return false;
  }
  return true;
}

}  // namespace

ProcessSet committee(const Config& config, ProcessId self, std::uint32_t offset) {
  ProcessSet members;
  const std::uint32_t others = config.n - 1;
  for (std::uint32_t k = 0; k < std::min(config.c, others); ++k)
    members.insert(ProcessId{(self.value + 1 + (offset + k) % others) % config.n});
  return members;
}

ProcessSet random_committee(const Config& config, Context<Protocol>& context) {
  std::vector<ProcessId> others;
  for (std::uint32_t id = 0; id < config.n; ++id)
    if (ProcessId{id} != context.self()) others.push_back(ProcessId{id});
  ProcessSet members;
  while (!others.empty() && members.size() < config.c) {
    const std::uint64_t drawn = context.choose(others.size());
    members.insert(others[drawn]);
    others[drawn] = others.back();
    others.pop_back();
  }
  return members;
}

Digest name_of(ProcessId sender, Height height, const Digest& parent, const Digest& payload) {
  return broadcast::digest_of(Header{sender, height, payload, parent});
}

std::string own_payload(const Config& config, ProcessId sender, Height height) {
  const std::uint64_t edition = height >= config.edition_from ? config.edition : 0;
  return broadcast::payload_of(sender, height, config.payload_bytes, edition);
}

bool valid_certificate(const Config& config, ProcessId sender, const EchoCertificate& certificate) {
  return !certificate.empty() && is_signed_by_quorum(config, sender, certificate);
}

bool valid_certificate(const Config& config, ProcessId sender, const ReadyCertificate& certificate) {
  return !certificate.empty() && is_signed_by_quorum(config, sender, certificate);
}

bool agree(const Chain& chain) {
  const std::size_t common = std::min(chain.accepted.size(), chain.readied.size());
  return common == 0 || chain.accepted[common - 1] == chain.readied[common - 1];
}

bool supports(const Chain& chain, const Voter& voter, Height height, const Digest& block) {
  if (voter.readied >= height && holds_at(chain.accepted, height, block)) return true;
  if (voter.stated_from == 0 || height < voter.stated_from) return false;
  const Height index = height - voter.stated_from;
  return index < voter.stated.size() && voter.stated[index] == block;
}

}  // namespace parley::amortized
