#include "protocols/consensus/pbft/rules.hpp"

#include <algorithm>

namespace parley::pbft {

namespace {

// Same view, number and digest.
bool matches(const Ordering& ordering, const Acceptance& acceptance) {
  return ordering.view == acceptance.view && ordering.sequence == acceptance.sequence &&
         ordering.digest == acceptance.digest;
}

// Strictly ascending identities, so all different.
template <class Statement>
bool ascending(const std::vector<Signed<Statement>>& values) {
  for (std::size_t index = 1; index < values.size(); ++index)
    if (!(values[index - 1].signer() < values[index].signer())) return false;
  return true;
}

// For a number, the certificate of the highest view (section 4.4, computation of O).
void take_latest(std::map<Sequence, const Certificate*>& latest, const Certificate& certificate) {
  const Ordering& ordering = certificate.proposal.ordering.statement();
  const auto [place, fresh] = latest.emplace(ordering.sequence, &certificate);
  if (!fresh && place->second->proposal.ordering.statement().view < ordering.view) place->second = &certificate;
}

}  // namespace

Digest digest_of_request(const std::optional<Signed<Request>>& request) {
  return request ? consensus::digest_of(consensus::command_of(*request)) : Digest{};
}

bool valid_request(const Config& config, const Signed<Request>& request) {
  const bool of_client = request.signer().value >= config.n && request.signer().value - config.n < config.clients;
  return of_client && request.statement().request > 0 && request.statement().operation.key < config.keys;
}

bool may_accept(const Config& config, const Replica& replica, const PrePrepare& proposal) {
  const Ordering& ordering = proposal.ordering.statement();
  if (!replica.active || ordering.view != replica.view || !in_window(config, replica.stable, ordering.sequence))
    return false;
  if (proposal.ordering.signer() != primary_of(config, ordering.view)) return false;
  const Sequence place = ordering.sequence - replica.stable - 1;
  if (place < replica.slots.size() && replica.slots[place].proposal) return false;
  return proposal.request && valid_request(config, *proposal.request) &&
         ordering.digest == digest_of_request(proposal.request);
}

bool is_prepared(const Config& config, const Slot& slot) {
  return slot.proposal && slot.acceptances.size() + 1 >= quorum(config);
}

bool is_committed(const Config& config, const Slot& slot) {
  if (!slot.prepared) return false;
  const Digest& digest = slot.proposal->ordering.statement().digest;
  return std::any_of(slot.commits.begin(), slot.commits.end(),
                     [&](const Tally& tally) { return tally.from.size() >= quorum(config) && tally.digest == digest; });
}

std::optional<StableProof> stable_proof(const Config& config, const StableProof& claims) {
  for (const Signed<StateClaim>& candidate : claims) {
    StableProof proof;
    for (const Signed<StateClaim>& claim : claims)
      if (claim.statement() == candidate.statement() && proof.size() < quorum(config)) proof.push_back(claim);
    if (proof.size() < quorum(config)) continue;
    std::sort(proof.begin(), proof.end(), [](const auto& a, const auto& b) { return a.signer() < b.signer(); });
    return proof;
  }
  return std::nullopt;
}

bool valid_proof(const Config& config, Sequence sequence, const StableProof& proof) {
  if (sequence == 0) return proof.empty();
  if (proof.size() < quorum(config) || !is_checkpoint(config, sequence) || !ascending(proof)) return false;
  return std::all_of(proof.begin(), proof.end(), [&](const Signed<StateClaim>& claim) {
    return claim.signer().value < config.n && claim.statement().sequence == sequence &&
           claim.statement() == proof.front().statement();
  });
}

bool valid_certificate(const Config& config, View view, const Certificate& certificate) {
  const Ordering& ordering = certificate.proposal.ordering.statement();
  const ProcessId primary = primary_of(config, ordering.view);
  if (ordering.view >= view || certificate.proposal.ordering.signer() != primary) return false;
  if (certificate.proposal.request && !valid_request(config, *certificate.proposal.request)) return false;
  if (ordering.digest != digest_of_request(certificate.proposal.request)) return false;
  if (certificate.acceptances.size() + 1 < quorum(config) || !ascending(certificate.acceptances)) return false;
  return std::all_of(certificate.acceptances.begin(), certificate.acceptances.end(), [&](const auto& acceptance) {
    return acceptance.signer().value < config.n && acceptance.signer() != primary &&
           matches(ordering, acceptance.statement());
  });
}

bool valid_report(const Config& config, const Signed<ViewReport>& report) {
  const ViewReport& known = report.statement();
  if (report.signer().value >= config.n || known.view == 0) return false;
  if (!valid_proof(config, known.stable, known.proof)) return false;
  Sequence before = known.stable;
  for (const Certificate& certificate : known.prepared) {
    const Sequence sequence = certificate.proposal.ordering.statement().sequence;
    if (sequence <= before || !in_window(config, known.stable, sequence)) return false;
    if (!valid_certificate(config, known.view, certificate)) return false;
    before = sequence;
  }
  return true;
}

Reissue reissue(const Config& config, const std::vector<Signed<ViewReport>>& reports) {
  Reissue result;
  std::map<Sequence, const Certificate*> latest;
  for (const Signed<ViewReport>& report : reports) {
    result.min = std::max(result.min, report.statement().stable);
    if (config.ignore_prepared) continue;
    for (const Certificate& certificate : report.statement().prepared) take_latest(latest, certificate);
  }
  latest.erase(latest.begin(), latest.upper_bound(result.min));
  const Sequence max = latest.empty() ? result.min : latest.rbegin()->first;
  for (Sequence sequence = result.min + 1; sequence <= max; ++sequence) {
    const auto place = latest.find(sequence);
    result.requests[sequence] = place == latest.end() ? std::nullopt : place->second->proposal.request;
  }
  return result;
}

bool valid_opening(const Config& config, const Signed<ViewOpening>& opening) {
  const ViewOpening& content = opening.statement();
  if (opening.signer() != primary_of(config, content.view) || content.reports.size() < quorum(config)) return false;
  if (!ascending(content.reports)) return false;
  for (const Signed<ViewReport>& report : content.reports)
    if (report.statement().view != content.view || !valid_report(config, report)) return false;
  const Reissue expected = reissue(config, content.reports);
  if (content.orderings.size() != expected.requests.size()) return false;
  auto place = expected.requests.begin();
  return std::all_of(content.orderings.begin(), content.orderings.end(), [&](const Signed<Ordering>& ordering) {
    const Ordering wanted{content.view, place->first, digest_of_request(place->second)};
    ++place;
    return ordering.signer() == opening.signer() && ordering.statement() == wanted;
  });
}

}  // namespace parley::pbft
