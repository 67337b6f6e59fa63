// The bodies of the device's kernels: functors that compute one item of a batch from plain pointers. They are ordinary
// C++ from the same headers as everything else, so a loop on the host runs them too (run_on_host): the tests need no
// GPU. Verification is of public data and not constant-time; mask expansion is, but for the number of masks.
#pragma once

#include "gpu/arith/binary_field.hpp"
#include "gpu/arith/blake2b.hpp"
#include "gpu/arith/chacha20.hpp"
#include "gpu/arith/ed25519.hpp"
#include "gpu/arith/modular.hpp"
#include "gpu/arith/replica.hpp"
#include "gpu/arith/sha256.hpp"
#include "gpu/batch_types.hpp"

namespace parley::gpu::cuda {

// A message batch by its pointers.
struct Messages {
  const std::uint8_t* bytes = nullptr;
  const std::size_t* ends = nullptr;

  constexpr Message at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return {bytes + begin, ends[index] - begin};
  }
};

template <Hash hash, class Source>
constexpr auto digest(const Source& source) {
  if constexpr (hash == Hash::kSha256)
    return sha256(source);
  else if constexpr (hash == Hash::kSha512)
    return sha512(source);
  else
    return blake2b<32>(source);
}

template <Hash hash>
struct DigestKernel {
  Messages messages;
  std::uint8_t* digests = nullptr;

  constexpr void operator()(std::size_t index) const {
    const auto result = digest<hash>(messages.at(index));
    for (std::size_t i = 0; i < result.size(); ++i) digests[index * result.size() + i] = result[i];
  }
};

template <Hash hash>
struct NodeKernel {
  const Bytes32* children = nullptr;
  Bytes32* parents = nullptr;

  constexpr void operator()(std::size_t index) const {
    parents[index] = digest<hash>(Pair{1, children[2 * index], children[2 * index + 1]});
  }
};

using DeviceField = Field32;

struct VerifyKernel {
  Rule rule = Rule::kZip215;
  const Bytes32* keys = nullptr;
  const Bytes64* signatures = nullptr;
  Messages messages;
  const AffineCached<DeviceField>* base = nullptr;
  std::uint8_t* verdicts = nullptr;

  constexpr void operator()(std::size_t index) const {
    const bool valid = verify(rule, keys[index], signatures[index], messages.at(index), base);
    verdicts[index] = valid ? 1 : 0;
  }
};

// Signatures that one thread verifies, for one inversion between them.
inline constexpr std::size_t kShared = 8;

// An item is a group of up to kShared signatures, `stride` apart, so that neighbouring threads read neighbours.
struct RegisteredVerifyKernel {
  Rule rule = Rule::kZip215;
  std::size_t count = 0;
  std::size_t stride = 0;
  const Bytes32* registry = nullptr;
  const AffineCached<DeviceField>* tables = nullptr;
  const std::uint32_t* keys = nullptr;
  const Bytes64* signatures = nullptr;
  Messages messages;
  const AffineCached<DeviceField>* base = nullptr;
  std::uint8_t* verdicts = nullptr;

  static constexpr std::size_t items(std::size_t count) { return (count + kShared - 1) / kShared; }

  constexpr void operator()(std::size_t item) const {
    std::array<Point<DeviceField>, kShared> points{};
    std::array<DeviceField, kShared> inverses{};
    std::array<DeviceField, kShared> scratch{};
    std::size_t members = 0;
    for (std::size_t index = item; index < count && members < kShared; index += stride, ++members) {
      points[members] = candidate(index);
      inverses[members] = points[members].z;
    }
    invert_all(inverses.data(), scratch.data(), members);
    for (std::size_t i = 0; i < members; ++i) settle(item + i * stride, points[i], inverses[i]);
  }

 private:
  constexpr Point<DeviceField> candidate(std::size_t index) const {
    const SignatureParts parts = split_signature(signatures[index]);
    const std::uint32_t key = keys[index];
    const Scalar k = challenge_of(parts.r, registry[key], messages.at(index));
    return combine_registered(parts.s, k, tables + key * kKeyWindows * kKeyRow, base);
  }
  constexpr void settle(std::size_t index, const Point<DeviceField>& point, const DeviceField& inverse_z) const {
    const SignatureParts parts = split_signature(signatures[index]);
    const Bytes32 encoding = encode_with(to_projective(point), inverse_z);
    verdicts[index] = parts.canonical && matches(rule, point, encoding, parts.r) ? 1 : 0;
  }
};

// An item is the eight elements of one block: all masks' keystreams meet in registers.
template <class G>
struct MaskKernel {
  const Mask* masks = nullptr;
  std::size_t mask_count = 0;
  const std::uint64_t* start = nullptr;
  std::uint64_t* sum = nullptr;
  std::size_t count = 0;

  static constexpr std::size_t items(std::size_t count) { return (count + 7) / 8; }

  constexpr void operator()(std::size_t block) const {
    std::array<std::uint64_t, 8> sums{};
    const std::size_t present = count - 8 * block < 8 ? count - 8 * block : 8;
    for (std::size_t i = 0; i < 8; ++i)
      if (i < present) sums[i] = start[8 * block + i];
    for (std::size_t mask = 0; mask < mask_count; ++mask) {
      const auto words = chacha20_block(chacha20_state(masks[mask].key, block, masks[mask].nonce));
      const bool subtract = masks[mask].subtract;
      unrolled<8>([&](auto index) __attribute__((always_inline)) {
        constexpr std::size_t i = index;
        const std::uint64_t word = words[2 * i] | static_cast<std::uint64_t>(words[2 * i + 1]) << 32;
        const std::uint64_t element = G::from_word(word);
        sums[i] = subtract ? G::subtract(sums[i], element) : G::add(sums[i], element);
      });
    }
    for (std::size_t i = 0; i < 8; ++i)
      if (i < present) sum[8 * block + i] = sums[i];
  }
};

// An item is a symbol of 16 bits, or two of 8, of one row of the output: rows are outermost.
struct CodeKernel {
  CodeField field = CodeField::kBinary8;
  std::size_t columns = 0;
  std::size_t length = 0;
  const std::uint16_t* coefficients = nullptr;
  const std::uint8_t* input = nullptr;
  std::uint8_t* output = nullptr;

  static constexpr std::size_t items(std::size_t rows, std::size_t length) { return rows * ((length + 3) / 4); }

  // Four bytes at once.
  constexpr void operator()(std::size_t item) const {
    const std::size_t words = (length + 3) / 4;
    const std::size_t row = item / words;
    const std::size_t at = 4 * (item % words);
    std::uint32_t sum = 0;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::uint32_t word = read(input + c * length, at);
      const std::uint16_t factor = coefficients[row * columns + c];
      if (field == CodeField::kBinary8) {
        sum ^= multiply_four(word, static_cast<std::uint8_t>(factor));
      } else {
        const std::uint32_t low = multiply<Binary16>(static_cast<std::uint16_t>(word), factor);
        sum ^= low | static_cast<std::uint32_t>(multiply<Binary16>(static_cast<std::uint16_t>(word >> 16), factor))
                         << 16;
      }
    }
    for (std::size_t i = 0; i < 4 && at + i < length; ++i)
      output[row * length + at + i] = static_cast<std::uint8_t>(sum >> (8 * i));
  }

 private:
  constexpr std::uint32_t read(const std::uint8_t* block, std::size_t at) const {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4 && at + i < length; ++i) word |= static_cast<std::uint32_t>(block[at + i]) << (8 * i);
    return word;
  }
};

// An item is a replica.
template <class Model>
struct ReplicaKernel {
  Model model;
  std::uint64_t seed = 0;
  std::uint64_t first = 0;
  std::uint64_t* results = nullptr;

  constexpr void operator()(std::size_t index) const { results[index] = model.run({seed, first + index}); }
};

// What a launch on a device does, one item after the other.
template <class Kernel>
void run_on_host(const Kernel& kernel, std::size_t items) {
  for (std::size_t item = 0; item < items; ++item) kernel(item);
}

}  // namespace parley::gpu::cuda
