#include "gpu/workload.hpp"

#include <algorithm>
#include <cstring>
#include <sodium.h>

#include "gpu/reed_solomon.hpp"

namespace parley::gpu {

namespace {

// A counter under a fixed key: bytes that look random and are the same everywhere.
void fill(std::uint8_t* bytes, std::size_t size, std::uint64_t seed, std::uint64_t stream) {
  if (size == 0) return;
  Bytes32 key{};
  store_little(key.data(), seed);
  std::array<std::uint8_t, crypto_stream_chacha20_NONCEBYTES> nonce{};
  store_little(nonce.data(), stream);
  crypto_stream_chacha20(bytes, size, nonce.data(), key.data());
}

template <class Value>
void fill(std::vector<Value>& values, std::uint64_t seed, std::uint64_t stream) {
  fill(reinterpret_cast<std::uint8_t*>(values.data()), values.size() * sizeof(Value), seed, stream);
}

}  // namespace

Workload::Workload(Operation operation, std::size_t size, const WorkloadOptions& options) {
  switch (operation) {
    case Operation::kDigest:
      make_messages(size, options);
      output_.resize(size * digest_bytes(options.hash));
      batch_ = DigestBatch{options.hash, messages(), output_};
      break;
    case Operation::kNode:
      words_.resize(2 * size);
      parents_.resize(size);
      fill(words_, options.seed, 1);
      batch_ = NodeBatch{options.hash, words_, parents_};
      break;
    case Operation::kVerify:
      make_signatures(size, options, false);
      break;
    case Operation::kVerifyRegistered:
      make_signatures(size, options, true);
      break;
    case Operation::kMask:
      make_masks(size, options);
      break;
    case Operation::kCode:
      make_code(size, options);
      break;
    case Operation::kReplica:
      sum_.resize(size);
      batch_ = ReplicaBatch{options.model, options.seed, 0, sum_};
      break;
  }
}

void Workload::make_messages(std::size_t size, const WorkloadOptions& options) {
  bytes_.resize(size * options.message_bytes);
  fill(bytes_, options.seed, 2);
  for (std::size_t i = 1; i <= size; ++i) ends_.push_back(i * options.message_bytes);
}

void Workload::make_signatures(std::size_t size, const WorkloadOptions& options, bool registered) {
  make_messages(size, options);
  output_.resize(size);
  std::vector<Bytes64> secrets(options.keys);
  std::vector<Bytes32> keys(options.keys);
  for (std::size_t i = 0; i < options.keys; ++i) {
    Bytes32 seed{};
    fill(seed.data(), seed.size(), options.seed, 16 + i);
    crypto_sign_seed_keypair(keys[i].data(), secrets[i].data(), seed.data());
    if (registered) registry_.add(keys[i]);
  }
  signatures_.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t signer = i % options.keys;
    const auto message = messages().message(i);
    crypto_sign_detached(signatures_[i].data(), nullptr, message.data(), message.size(), secrets[signer].data());
    words_.push_back(keys[signer]);
    indices_.push_back(static_cast<std::uint32_t>(signer));
  }
  if (registered)
    batch_ = RegisteredVerifyBatch{options.rule, &registry_, indices_, signatures_, messages(), output_};
  else
    batch_ = VerifyBatch{options.rule, words_, signatures_, messages(), output_};
}

void Workload::make_masks(std::size_t size, const WorkloadOptions& options) {
  masks_.resize(options.masks);
  for (std::size_t i = 0; i < masks_.size(); ++i) {
    fill(masks_[i].key.data(), 32, options.seed, 32 + i);
    masks_[i].nonce = i;
    masks_[i].subtract = i % 2 == 1;
  }
  start_.resize(size);
  fill(start_, options.seed, 3);
  for (std::uint64_t& element : start_) element &= 0x7fffffff;  // canonical in every group
  sum_.resize(size);
  batch_ = MaskBatch{options.group, masks_, start_, sum_};
}

void Workload::make_code(std::size_t size, const WorkloadOptions& options) {
  size += size % 2;
  const std::size_t blocks = options.data_blocks + options.parity_blocks;
  coefficients_ = options.field == CodeField::kBinary8
                      ? ReedSolomon<Binary8>(options.data_blocks, blocks).parity_matrix()
                      : ReedSolomon<Binary16>(options.data_blocks, blocks).parity_matrix();
  bytes_.resize(options.data_blocks * size);
  fill(bytes_, options.seed, 4);
  output_.resize(options.parity_blocks * size);
  batch_ = CodeBatch{options.field, options.data_blocks, size, coefficients_, bytes_, output_};
}

std::vector<std::uint8_t> Workload::output() const {
  const auto as_bytes = [](const auto& values) {
    std::vector<std::uint8_t> bytes(values.size() * sizeof(values[0]));
    if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  };
  if (!sum_.empty()) return as_bytes(sum_);
  return parents_.empty() ? output_ : as_bytes(parents_);
}

}  // namespace parley::gpu
