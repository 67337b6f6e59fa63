// Made-up batches of any size with all that they refer to: for measuring, and for comparing backends.
#pragma once

#include <variant>
#include <vector>

#include "gpu/batch.hpp"
#include "gpu/ed25519/key_registry.hpp"

namespace parley::gpu {

struct WorkloadOptions {
  Hash hash = Hash::kSha256;  // of digests and nodes
  Rule rule = Rule::kZip215;
  Group group = Group::kModulo64;
  CodeField field = CodeField::kBinary8;
  std::size_t message_bytes = 100;
  std::size_t masks = 16;
  std::size_t keys = 32;  // signers
  std::size_t data_blocks = 10;
  std::size_t parity_blocks = 4;
  std::variant<Race, Majority> model = Race{1U << 30, 6, 64};
  std::uint64_t seed = 1;
};

// Deterministic: the same options and size give the same bytes. All signatures are valid. Owns its memory.
class Workload {
 public:
  Workload(Operation operation, std::size_t size, const WorkloadOptions& options = {});
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

  const Batch& batch() const { return batch_; }
  // What the batch writes to, as bytes.
  std::vector<std::uint8_t> output() const;

 private:
  void make_messages(std::size_t size, const WorkloadOptions& options);
  void make_signatures(std::size_t size, const WorkloadOptions& options, bool registered);
  void make_masks(std::size_t size, const WorkloadOptions& options);
  void make_code(std::size_t size, const WorkloadOptions& options);
  MessageBatch messages() const { return {bytes_, ends_}; }

  std::vector<std::uint8_t> bytes_;
  std::vector<std::size_t> ends_;
  std::vector<Bytes32> words_;  // keys, or children
  std::vector<Bytes32> parents_;
  std::vector<Bytes64> signatures_;
  std::vector<std::uint32_t> indices_;
  std::vector<Mask> masks_;
  std::vector<std::uint64_t> start_;
  std::vector<std::uint64_t> sum_;
  std::vector<std::uint16_t> coefficients_;
  std::vector<std::uint8_t> output_;
  KeyRegistry registry_;
  Batch batch_;
};

}  // namespace parley::gpu
