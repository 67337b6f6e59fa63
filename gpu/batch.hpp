// What a backend computes: batches in structure-of-arrays form. A batch refers to memory of the caller; inputs and
// outputs never overlap, so that a batch can be computed again from the start after a backend has failed. Results are
// pure functions of bytes, the same on every backend.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "gpu/arith/bytes.hpp"
#include "gpu/arith/replica.hpp"
#include "gpu/batch_types.hpp"
#include "gpu/ed25519/rule.hpp"

namespace parley::gpu {

class KeyRegistry;

// Many messages in one buffer: message i is bytes [ends[i-1], ends[i]), the first begins at 0.
// REQUIRES: ends ascend, and the last is at most bytes.size().
struct MessageBatch {
  std::span<const std::uint8_t> bytes;
  std::span<const std::size_t> ends;

  std::size_t size() const { return ends.size(); }
  std::span<const std::uint8_t> message(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return bytes.subspan(begin, ends[index] - begin);
  }
};

// Digest i at digests[i * digest_bytes(hash)].
struct DigestBatch {
  Hash hash = Hash::kSha256;
  MessageBatch messages;
  std::span<std::uint8_t> digests;

  std::size_t size() const { return messages.size(); }
};

// A level of a Merkle tree: parents[i] is the hash of byte 1, children[2 i], children[2 i + 1]. Not for SHA-512.
struct NodeBatch {
  Hash hash = Hash::kSha256;
  std::span<const Bytes32> children;
  std::span<Bytes32> parents;

  std::size_t size() const { return parents.size(); }
};

// Ed25519 signatures under any keys. verdicts[i] becomes 1 when signature i is valid by the rule, else 0.
struct VerifyBatch {
  Rule rule = Rule::kZip215;
  std::span<const Bytes32> keys;
  std::span<const Bytes64> signatures;
  MessageBatch messages;
  std::span<std::uint8_t> verdicts;

  std::size_t size() const { return signatures.size(); }
};

// The same under registered keys, which are named by their index in the registry.
struct RegisteredVerifyBatch {
  Rule rule = Rule::kZip215;
  const KeyRegistry* registry = nullptr;  // outlives the batch
  std::span<const std::uint32_t> keys;
  std::span<const Bytes64> signatures;
  MessageBatch messages;
  std::span<std::uint8_t> verdicts;

  std::size_t size() const { return signatures.size(); }
};

// sum[i] = start[i] + the masks' elements i, in the group. REQUIRES: start is canonical.
struct MaskBatch {
  Group group = Group::kModulo64;
  std::span<const Mask> masks;
  std::span<const std::uint64_t> start;
  std::span<std::uint64_t> sum;

  std::size_t size() const { return sum.size(); }
};

// Products of a matrix with blocks of symbols: block r of the output is the sum over c of coefficients[r * columns + c]
// times block c of the input. Blocks are `length` bytes each, one behind the other; symbols of 16 bits are
// little-endian.
struct CodeBatch {
  CodeField field = CodeField::kBinary8;
  std::size_t columns = 0;
  std::size_t length = 0;  // even for symbols of 16 bits
  std::span<const std::uint16_t> coefficients;
  std::span<const std::uint8_t> input;
  std::span<std::uint8_t> output;

  std::size_t rows() const { return columns == 0 ? 0 : coefficients.size() / columns; }
  std::size_t size() const { return length; }
};

// Independent runs of a small protocol: result i is that of replica first + i.
struct ReplicaBatch {
  std::variant<Race, Majority> model;
  std::uint64_t seed = 1;
  std::uint64_t first = 0;
  std::span<std::uint64_t> results;

  std::size_t size() const { return results.size(); }
};

using Batch =
    std::variant<DigestBatch, NodeBatch, VerifyBatch, RegisteredVerifyBatch, MaskBatch, CodeBatch, ReplicaBatch>;

// In the order of Batch's alternatives.
enum class Operation : std::uint8_t { kDigest, kNode, kVerify, kVerifyRegistered, kMask, kCode, kReplica };
inline constexpr std::size_t kOperations = std::variant_size_v<Batch>;

constexpr std::string_view to_string(Operation operation) {
  constexpr std::array<std::string_view, kOperations> names{"digest",     "node", "verify",  "verify-registered",
                                                            "masked-sum", "code", "replicas"};
  return names[static_cast<std::size_t>(operation)];
}

inline Operation operation_of(const Batch& batch) {
  return static_cast<Operation>(batch.index());
}
// Digests, nodes, signatures, elements of the sum, bytes of a block, or replicas.
inline std::size_t size_of(const Batch& batch) {
  return std::visit([](const auto& each) { return each.size(); }, batch);
}

// Throws std::invalid_argument when lengths do not fit together; every backend calls it first.
void check_batch(const Batch& batch);

}  // namespace parley::gpu
