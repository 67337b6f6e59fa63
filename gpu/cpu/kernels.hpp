// The CPU's kernels: each computes the items [first, last) of a batch, so that any split over threads gives the same.
#pragma once

#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "gpu/batch.hpp"
#include "gpu/ed25519/key_registry.hpp"

namespace parley::gpu::cpu {

// Instruction sets that are chosen at run time.
struct Features {
  bool avx2 = false;
  bool sha = false;  // and SSE 4.1
};
Features detect_features();

// What kernels read beside their batches. Thread-safe.
class Context {
 public:
  explicit Context(Features chosen) : features(chosen) {}

  const Features features;
  // Multiples of the base point, made when first asked for.
  const std::vector<AffineCached<Field51>>& base() const {
    std::call_once(made_, [this] { base_ = base_table<Field51>(); });
    return base_;
  }

 private:
  mutable std::once_flag made_;
  mutable std::vector<AffineCached<Field51>> base_;
};

void run(const Context& context, const DigestBatch& batch, std::size_t first, std::size_t last);
void run(const Context& context, const NodeBatch& batch, std::size_t first, std::size_t last);
void run(const Context& context, const VerifyBatch& batch, std::size_t first, std::size_t last);
void run(const Context& context, const RegisteredVerifyBatch& batch, std::size_t first, std::size_t last);
void run(const Context& context, const MaskBatch& batch, std::size_t first, std::size_t last);
void run(const Context& context, const CodeBatch& batch, std::size_t first, std::size_t last);
void run(const Context& context, const ReplicaBatch& batch, std::size_t first, std::size_t last);

// Items that are worth a thread's while; splits fall on multiples of it.
constexpr std::size_t grain(const DigestBatch&) {
  return 1024;
}
constexpr std::size_t grain(const NodeBatch&) {
  return 1024;
}
constexpr std::size_t grain(const VerifyBatch&) {
  return 256;
}
constexpr std::size_t grain(const RegisteredVerifyBatch&) {
  return 64;
}
constexpr std::size_t grain(const MaskBatch&) {
  return 4096;
}
constexpr std::size_t grain(const CodeBatch&) {
  return 16384;
}
constexpr std::size_t grain(const ReplicaBatch&) {
  return 64;
}

}  // namespace parley::gpu::cpu
