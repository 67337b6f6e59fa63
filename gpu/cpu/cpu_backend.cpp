#include <algorithm>
#include <stdexcept>
#include <sodium.h>
#include <thread>

#include "gpu/backend.hpp"

namespace parley::gpu {

namespace {

// Below this many messages a thread costs more than it saves.
constexpr std::size_t kLeastPerThread = 4096;

const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Digest digest_of(Hash hash, std::span<const std::byte> message) {
  Digest digest{};
  auto* out = reinterpret_cast<unsigned char*>(digest.data());
  if (hash == Hash::kSha256) {
    crypto_hash_sha256(out, raw(message), message.size());
  } else {
    crypto_generichash(out, digest.size(), raw(message), message.size(), nullptr, 0);
  }
  return digest;
}

class CpuBackend : public Backend {
 public:
  explicit CpuBackend(unsigned threads) : threads_(std::max(1U, threads)) {}

  std::string_view name() const override { return "cpu"; }

  std::vector<Digest> digests(Hash hash, const MessageBatch& batch) const override {
    std::vector<Digest> results(batch.size());
    const std::size_t parts = std::clamp<std::size_t>(batch.size() / kLeastPerThread, 1, threads_);
    const auto work = [&](std::size_t part) {
      const std::size_t end = batch.size() * (part + 1) / parts;
      for (std::size_t index = batch.size() * part / parts; index < end; ++index)
        results[index] = digest_of(hash, batch.message(index));
    };
    std::vector<std::thread> workers;
    for (std::size_t part = 1; part < parts; ++part) workers.emplace_back(work, part);
    work(0);
    for (std::thread& worker : workers) worker.join();
    return results;
  }

 private:
  unsigned threads_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(unsigned threads) {
  // sodium_init picks the fastest implementations; it may be called again and again.
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised: no source of randomness");
  return std::make_unique<CpuBackend>(threads);
}

}  // namespace parley::gpu
