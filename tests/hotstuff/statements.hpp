// Signed statements of HotStuff for tests, by whoever they should be.
#pragma once

#include <utility>

#include "protocols/consensus/hotstuff/rules.hpp"
#include "tests/sign_as.hpp"

namespace parley::hotstuff::testing {

inline constexpr ProcessId kP0{0}, kP1{1}, kP2{2}, kP3{3}, kClient{4};

template <class T>
Signed<T> sign_as(ProcessId signer, T statement) {
  return parley::testing::sign_as<Protocol>(signer, std::move(statement));
}

// By the first replicas, as many as make a quorum.
inline Certificate certify(const Config& config, View view, const Digest& block) {
  Certificate certificate{view, block, {}};
  for (std::uint32_t id = 0; view > 0 && id < quorum(config); ++id)
    certificate.votes.push_back(sign_as(ProcessId{id}, Ballot{view, block}));
  return certificate;
}

inline ViewEnd end_of(const Config& config, View view) {
  ViewEnd end;
  for (std::uint32_t id = 0; id < quorum(config); ++id) end.push_back(sign_as(ProcessId{id}, GivenUp{view}));
  return end;
}

}  // namespace parley::hotstuff::testing
