// Signed statements of PBFT for tests, by whoever they should be.
#pragma once

#include <utility>

#include "protocols/consensus/pbft/rules.hpp"
#include "tests/sign_as.hpp"

namespace parley::pbft::testing {

inline constexpr ProcessId kP0{0}, kP1{1}, kP2{2}, kP3{3}, kClient{4};

template <class T>
Signed<T> sign_as(ProcessId signer, T statement) {
  return parley::testing::sign_as<Protocol>(signer, std::move(statement));
}

inline Signed<Request> put(ProcessId client, std::uint32_t request, std::uint64_t value) {
  return sign_as(client, Request{request, {problems::RegisterCall::kPut, 0, value, 0}});
}

inline PrePrepare propose(const Config& config, View view, Sequence sequence, std::optional<Signed<Request>> request) {
  const Ordering ordering{view, sequence, digest_of_request(request)};
  return {sign_as(primary_of(config, view), ordering), std::move(request)};
}

inline Prepare prepare(ProcessId who, const PrePrepare& proposal) {
  const Ordering& ordering = proposal.ordering.statement();
  return {sign_as(who, Acceptance{ordering.view, ordering.sequence, ordering.digest})};
}

inline Commit commit(const PrePrepare& proposal) {
  const Ordering& ordering = proposal.ordering.statement();
  return {ordering.view, ordering.sequence, ordering.digest};
}

// By the first backups, as many as make a quorum with the primary.
inline Certificate certify(const Config& config, PrePrepare proposal) {
  Certificate certificate{std::move(proposal), {}};
  const ProcessId primary = certificate.proposal.ordering.signer();
  for (std::uint32_t id = 0; certificate.acceptances.size() + 1 < quorum(config); ++id)
    if (ProcessId{id} != primary)
      certificate.acceptances.push_back(prepare(ProcessId{id}, certificate.proposal).acceptance);
  return certificate;
}

inline StableProof prove(const Config& config, Sequence sequence, const Machine& machine) {
  StableProof proof;
  for (std::uint32_t id = 0; sequence > 0 && id < quorum(config); ++id)
    proof.push_back(sign_as(ProcessId{id}, StateClaim{sequence, consensus::digest_of(machine)}));
  return proof;
}

}  // namespace parley::pbft::testing
