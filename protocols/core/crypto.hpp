// The crypto service of protocols: pure functions of bytes, so that handlers stay deterministic and a run replays
// anywhere. The declarations alone are here; protocols/crypto/ computes them with the batch kernels of gpu/, and a
// protocol that calls them links parley_crypto. Signatures are another matter: Context::sign and signed.hpp.
//
// Thread safety: all functions may be called from any thread at once. None throws but std::bad_alloc.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/ids.hpp"

namespace parley::crypto {

// Bytes of SHA-256 (FIPS 180-4). All zero: the digest of nothing that was hashed.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest sha256(std::string_view bytes);

// Systematic Reed-Solomon over GF(2^8): any `data` of the fragments give all others. Invariant: 0 < data <= fragments
// <= 256.
struct Code {
  std::uint32_t data = 1;
  std::uint32_t fragments = 1;
};

// The length of each fragment of a payload: it takes its length (8 bytes) with it, and is filled up with zeros.
std::uint64_t fragment_bytes(const Code& code, std::uint64_t payload_bytes);

// Fragment i is for process i.
std::vector<std::string> encode(const Code& code, std::string_view payload);

// A fragment as somebody says it is.
struct Fragment {
  std::uint32_t index = 0;
  std::string bytes;
};

// The payload of which `data` of these are fragments, all of them trusted. Nothing when there are fewer, when indices
// repeat or are none of the code's, when lengths differ, or when what they give is no payload with its length.
std::optional<std::string> decode(const Code& code, std::span<const Fragment> fragments);

// The payload whose fragments all but `errors` of these are, by whatever they were replaced. Nothing when there is
// none, or when there are fewer than data + 2 * errors of them.
std::optional<std::string> correct(const Code& code, std::span<const Fragment> fragments, std::uint32_t errors);

// A tree over the fragments, shape and domains of RFC 6962, section 2.1, SHA-256. A path holds the siblings on the way
// from a leaf to the root, lowest first.
using MerklePath = std::vector<Digest>;

struct MerkleTree {
  Digest root;
  std::vector<MerklePath> paths;  // by leaf
};

// REQUIRES: at least one leaf.
MerkleTree merkle_tree(std::span<const std::string> leaves);
// Whether `leaf` is number `index` of `size` leaves under `root`. Any path is taken; wrong ones are refused.
bool merkle_verify(const Digest& root, std::uint32_t size, std::uint32_t index, std::string_view leaf,
                   const MerklePath& path);

}  // namespace parley::crypto
