// Batch kernels behind one interface. Results are pure functions of bytes, the same on every backend; the CPU backend
// is always there and is the oracle for all others. No accelerator backend is built yet.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace parley::gpu {

using Digest = std::array<std::byte, 32>;

// Many messages in one buffer: message i is bytes [ends[i-1], ends[i]), the first begins at 0.
struct MessageBatch {
  std::span<const std::byte> bytes;
  std::span<const std::size_t> ends;  // ascending, the last at most bytes.size()

  std::size_t size() const { return ends.size(); }
  std::span<const std::byte> message(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return bytes.subspan(begin, ends[index] - begin);
  }
};

enum class Hash : std::uint8_t { kSha256, kBlake2b256 };

constexpr std::string_view to_string(Hash hash) {
  return hash == Hash::kSha256 ? "sha256" : "blake2b256";
}
inline constexpr std::array kHashes{Hash::kSha256, Hash::kBlake2b256};

// Thread safety: const members may be called concurrently.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;
  // One digest a message, in order.
  virtual std::vector<Digest> digests(Hash hash, const MessageBatch& batch) const = 0;
};

// Uses up to `threads` threads for large batches.
std::unique_ptr<Backend> make_cpu_backend(unsigned threads);

}  // namespace parley::gpu
