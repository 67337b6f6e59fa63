// The CPU's kernels against libsodium and OpenSSL, on one thread. Pairs are measured in turns, a slice of processor
// time each, and the median of the ratios is printed: other programs then disturb both alike.
//   build/gpu_bench [SECONDS A PAIR]
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <functional>
#include <openssl/evp.h>
#include <sodium.h>
#include <string_view>
#include <vector>

#include "gpu/cpu/codes.hpp"
#include "gpu/cpu/kernels.hpp"
#include "gpu/workload.hpp"

namespace parley::gpu {
namespace {

// Of this thread alone, which is what a core does for it.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Side {
  std::string_view name;
  std::function<void()> once;
};

double seconds_of(const Side& side, int times) {
  const double begin = processor_seconds();
  for (int i = 0; i < times; ++i) side.once();
  return processor_seconds() - begin;
}

int times_for(const Side& side, double slice) {
  side.once();
  int times = 1;
  while (seconds_of(side, times) < slice) times *= 2;
  return times;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// `items` of `unit` in one turn of either side.
void compare(std::string_view what, const Side& ours, const Side& theirs, double items, std::string_view unit,
             double seconds) {
  constexpr double kSlice = 0.02;
  const int our_times = times_for(ours, kSlice);
  const int their_times = times_for(theirs, kSlice);
  std::vector<double> our_rates;
  std::vector<double> their_rates;
  std::vector<double> ratios;
  const double end = processor_seconds() + seconds;
  while (processor_seconds() < end || ratios.size() < 5) {
    our_rates.push_back(items * our_times / seconds_of(ours, our_times));
    their_rates.push_back(items * their_times / seconds_of(theirs, their_times));
    ratios.push_back(our_rates.back() / their_rates.back());
  }
  fmt::print("{:<34} {:>9.4g} {}/s; {} {:>9.4g}; ratio {:.2f} (median of {} pairs)\n", what, median(our_rates), unit,
             theirs.name, median(their_rates), median(ratios), ratios.size());
}

class Bench {
 public:
  explicit Bench(double seconds) : seconds_(seconds) {}

  void signatures() {
    const Workload any(Operation::kVerify, 1024);
    const auto& batch = std::get<VerifyBatch>(any.batch());
    const Side sodium{"libsodium single", [&] {
                        for (std::size_t i = 0; i < batch.size(); ++i) {
                          const auto message = batch.messages.message(i);
                          if (crypto_sign_verify_detached(batch.signatures[i].data(), message.data(), message.size(),
                                                          batch.keys[i].data()) != 0)
                            std::abort();
                        }
                      }};
    const auto items = static_cast<double>(batch.size());
    compare("Ed25519, any keys, ZIP 215", ours(batch), sodium, items, "sig", seconds_);
    VerifyBatch strict = batch;
    strict.rule = Rule::kLibsodium;
    compare("Ed25519, any keys, libsodium's rule", ours(strict), sodium, items, "sig", seconds_);
    const Workload registered(Operation::kVerifyRegistered, 1024);
    compare("Ed25519, 32 registered keys", ours(std::get<RegisteredVerifyBatch>(registered.batch())), sodium, items,
            "sig", seconds_);
  }

  void hashes(std::size_t message_bytes) {
    for (const Hash hash : kHashes) {
      WorkloadOptions options;
      options.hash = hash;
      options.message_bytes = message_bytes;
      const std::size_t count = std::max<std::size_t>(8, (1 << 16) / message_bytes);
      const Workload workload(Operation::kDigest, count, options);
      const auto& batch = std::get<DigestBatch>(workload.batch());
      const auto bytes = static_cast<double>(count * message_bytes);
      const std::string what = fmt::format("{}, {} bytes", to_string(hash), message_bytes);
      compare(what, ours(batch), by_library(batch), bytes, "B", seconds_);
    }
  }

  void masks() {
    for (const Group group : {Group::kModulo64, Group::kModulo61, Group::kModulo32}) {
      WorkloadOptions options;
      options.group = group;
      const Workload workload(Operation::kMask, 1 << 13, options);
      const auto& batch = std::get<MaskBatch>(workload.batch());
      std::vector<unsigned char> stream(8 * batch.size());
      const Side sodium{"libsodium ChaCha20 alone", [&, stream = std::span(stream)] {
                          for (const Mask& mask : batch.masks)
                            crypto_stream_chacha20(stream.data(), stream.size(),
                                                   reinterpret_cast<const unsigned char*>(&mask.nonce),
                                                   mask.key.data());
                        }};
      const auto bytes = static_cast<double>(8 * batch.size() * batch.masks.size());
      const char* names[] = {"2^64", "2^61-1", "2^32-5"};
      compare(fmt::format("fused masks, {}", names[static_cast<int>(group)]), ours(batch), sodium, bytes, "B",
              seconds_);
    }
  }

  void codes() {
    for (const auto& [data, parity] : {std::pair{10, 4}, {22, 42}, {34, 66}}) {
      WorkloadOptions options;
      options.data_blocks = static_cast<std::size_t>(data);
      options.parity_blocks = static_cast<std::size_t>(parity);
      const Workload workload(Operation::kCode, 1 << 14, options);
      const auto& batch = std::get<CodeBatch>(workload.batch());
      const auto bytes = static_cast<double>(batch.input.size());
      const Side portable{"without instruction sets", [&] { cpu::code_portable(batch, 0, batch.size()); }};
      compare(fmt::format("Reed-Solomon ({},{}), 2^8", data, parity), ours(batch), portable, bytes, "B", seconds_);
#if defined(__x86_64__)
      const Side own{"own AVX2", [&] {
                       const auto tables = cpu::half_byte_tables<Binary8>(batch.coefficients);
                       cpu::code_avx2(batch, tables, 0, batch.size());
                     }};
      compare(fmt::format("Reed-Solomon ({},{}), as chosen", data, parity), ours(batch), own, bytes, "B", seconds_);
#endif
    }
  }

 private:
  template <class Each>
  Side ours(const Each& batch) {
    return {"ours", [this, &batch] { cpu::run(context_, batch, 0, batch.size()); }};
  }

  static Side by_library(const DigestBatch& batch) {
    if (batch.hash == Hash::kBlake2b256)
      return {"libsodium", [&batch] {
                for (std::size_t i = 0; i < batch.size(); ++i) {
                  const auto message = batch.messages.message(i);
                  crypto_generichash(batch.digests.data() + 32 * i, 32, message.data(), message.size(), nullptr, 0);
                }
              }};
    const EVP_MD* method = batch.hash == Hash::kSha256 ? EVP_sha256() : EVP_sha512();
    return {"OpenSSL", [&batch, method, context = EVP_MD_CTX_new()] {
              for (std::size_t i = 0; i < batch.size(); ++i) {
                const auto message = batch.messages.message(i);
                EVP_DigestInit_ex(context, method, nullptr);
                EVP_DigestUpdate(context, message.data(), message.size());
                EVP_DigestFinal_ex(context, batch.digests.data() + digest_bytes(batch.hash) * i, nullptr);
              }
            }};
  }

  double seconds_;
  cpu::Context context_{cpu::detect_features()};
};

}  // namespace
}  // namespace parley::gpu

int main(int argc, char** argv) {
  double seconds = 1;
  if (argc > 1) {
    const std::string_view text(argv[1]);
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  }
  if (sodium_init() < 0) return 1;
  parley::gpu::Bench bench(seconds);
  bench.signatures();
  for (const std::size_t bytes : {64U, 100U, 1024U, 65536U}) bench.hashes(bytes);
  bench.masks();
  bench.codes();
}
