// The numbers that safety and delivery rest on, each with the argument that needs it. The paper has n = 3t + 1; where n
// is greater, the echo quorum is the only one that depends on it.
#pragma once

#include <cstdint>

#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"

namespace parley::das_xiang_ren {

// k = t + 1: with 2t + 1 + r fragments, r <= t of them wrong, k + 2r <= 2t + 1 + r are enough to find the wrong ones.
inline crypto::Code code_of(const Config& config) {
  return {config.t + 1, config.n};
}

// More than (n + t)/2 echoes, 2t + 1 where n = 3t + 1: two sets of that size share a correct process, which echoes one
// payload, so no two correct processes are ready for different ones on echoes.
inline std::uint32_t echo_quorum(const Config& config) {
  return config.echo_quorum != 0 ? config.echo_quorum : (config.n + config.t) / 2 + 1;
}

// t + 1 equal echoes: one of them is a correct process's, which has the payload, so the fragment is the true one. So
// many will come when any correct process is ready: more than (n - t)/2 of its echoes, so t + 1, are from correct
// processes, and they told everybody else as well.
inline std::uint32_t echo_support(const Config& config) {
  return config.echo_support != 0 ? config.echo_support : config.t + 1;
}

// t + 1 readies: one of them is a correct process's.
inline std::uint32_t ready_support(const Config& config) {
  return config.ready_support != 0 ? config.ready_support : config.t + 1;
}

// 2t + 1 + r readies before a decoding that corrects r errors: t + 1 of them are correct processes' and reach
// everybody, so all become ready. Of the readies of all n - t correct processes and r liars, r fragments are wrong.
inline std::uint32_t delivery_quorum(const Config& config) {
  return config.delivery_quorum != 0 ? config.delivery_quorum : 2 * config.t + 1;
}

// Decodings with r = 0, 1, ..., t errors: t liars may have given wrong fragments.
inline std::uint32_t decodings(const Config& config) {
  return config.decodings != 0 ? config.decodings : config.t + 1;
}

}  // namespace parley::das_xiang_ren
