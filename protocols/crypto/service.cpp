#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "gpu/arith/bytes.hpp"
#include "gpu/merkle.hpp"
#include "gpu/reed_solomon.hpp"
#include "protocols/core/crypto.hpp"

namespace parley::crypto {

namespace {

using Coder = gpu::ReedSolomon<gpu::Binary8>;

constexpr std::uint64_t kLengthBytes = 8;

// Handlers run on the thread of their engine, and so does what they ask for. It holds nothing but what the processor
// can.
std::unique_ptr<gpu::Backend> backend() {
  return gpu::make_inline_backend();
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Digest digest_of(const gpu::Bytes32& bytes) {
  Digest digest;
  std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
  return digest;
}

gpu::Bytes32 bytes_of(const Digest& digest) {
  gpu::Bytes32 bytes{};
  std::copy(digest.bytes.begin(), digest.bytes.end(), bytes.begin());
  return bytes;
}

// Blocks that a coder takes: of the code, of one length, none twice. Nothing where it would not.
std::optional<std::vector<Coder::Block>> blocks_of(const Code& code, std::span<const Fragment> fragments) {
  std::vector<Coder::Block> blocks;
  std::set<std::uint32_t> seen;
  for (const Fragment& fragment : fragments) {
    const bool fits = fragment.index < code.fragments && fragment.bytes.size() == fragments.front().bytes.size();
    if (!fits || fragment.bytes.empty() || !seen.insert(fragment.index).second) return std::nullopt;
    const std::span<const std::uint8_t> bytes = bytes_of(fragment.bytes);
    blocks.push_back({fragment.index, {bytes.begin(), bytes.end()}});
  }
  return blocks;
}

// What the data begin with is how long the payload is; the rest is zeros, or nobody encoded it.
std::optional<std::string> payload_in(std::span<const std::uint8_t> data) {
  if (data.size() < kLengthBytes) return std::nullopt;
  const auto length = gpu::load_little<std::uint64_t>(data.data());
  data = data.subspan(kLengthBytes);
  if (length > data.size()) return std::nullopt;
  const auto rest = data.subspan(length);
  if (std::any_of(rest.begin(), rest.end(), [](std::uint8_t byte) { return byte != 0; })) return std::nullopt;
  return text_of(data.first(length));
}

}  // namespace

Digest sha256(std::string_view bytes) {
  const std::span<const std::uint8_t> data = bytes_of(bytes);
  const std::array<std::size_t, 1> ends{data.size()};
  gpu::Bytes32 out{};
  gpu::compute(*backend(), gpu::DigestBatch{gpu::Hash::kSha256, {data, ends}, out});
  return digest_of(out);
}

std::uint64_t fragment_bytes(const Code& code, std::uint64_t payload_bytes) {
  return (payload_bytes + kLengthBytes + code.data - 1) / code.data;
}

std::vector<std::string> encode(const Code& code, std::string_view payload) {
  const std::uint64_t length = fragment_bytes(code, payload.size());
  std::vector<std::uint8_t> data(length * code.data);
  gpu::store_little(data.data(), std::uint64_t{payload.size()});
  std::copy(payload.begin(), payload.end(), data.begin() + kLengthBytes);
  std::vector<std::uint8_t> parity;
  if (code.fragments > code.data) parity = Coder(code.data, code.fragments).encode(*backend(), data, length);
  std::vector<std::string> fragments;
  for (std::uint32_t index = 0; index < code.fragments; ++index) {
    const std::span<const std::uint8_t> all = index < code.data ? data : parity;
    fragments.push_back(text_of(all.subspan((index < code.data ? index : index - code.data) * length, length)));
  }
  return fragments;
}

std::optional<std::string> decode(const Code& code, std::span<const Fragment> fragments) {
  const auto blocks = blocks_of(code, fragments);
  if (!blocks || blocks->size() < code.data) return std::nullopt;
  const auto data = Coder(code.data, code.fragments).decode_erasures(*backend(), *blocks);
  return data ? payload_in(*data) : std::nullopt;
}

std::optional<std::string> correct(const Code& code, std::span<const Fragment> fragments, std::uint32_t errors) {
  const auto blocks = blocks_of(code, fragments);
  if (!blocks || blocks->size() < code.data + std::uint64_t{2} * errors) return std::nullopt;
  const auto corrected = Coder(code.data, code.fragments).decode_errors(*backend(), *blocks);
  if (!corrected || corrected->wrong.size() > errors) return std::nullopt;
  return payload_in(corrected->data);
}

MerkleTree merkle_tree(std::span<const std::string> leaves) {
  std::vector<gpu::Bytes32> hashes;
  for (const std::string& leaf : leaves) hashes.push_back(gpu::merkle_leaf(gpu::Hash::kSha256, bytes_of(leaf)));
  const gpu::MerkleTree tree(*backend(), gpu::Hash::kSha256, std::move(hashes));
  MerkleTree result{digest_of(tree.root()), {}};
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    MerklePath& path = result.paths.emplace_back();
    for (const gpu::Bytes32& sibling : tree.prove(index)) path.push_back(digest_of(sibling));
  }
  return result;
}

bool merkle_verify(const Digest& root, std::uint32_t size, std::uint32_t index, std::string_view leaf,
                   const MerklePath& path) {
  if (index >= size) return false;
  gpu::MerklePath siblings;
  for (const Digest& digest : path) siblings.push_back(bytes_of(digest));
  return gpu::merkle_verify(gpu::Hash::kSha256, bytes_of(root), size, index,
                            gpu::merkle_leaf(gpu::Hash::kSha256, bytes_of(leaf)), siblings);
}

}  // namespace parley::crypto
