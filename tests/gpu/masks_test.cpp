// Fused masked sums against keystream from libsodium, element by element.
#include <gtest/gtest.h>
#include <sodium.h>

#include "gpu/arith/modular.hpp"
#include "gpu/cpu/kernels.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

std::vector<std::uint64_t> keystream(const Mask& mask, std::size_t elements) {
  std::vector<std::uint64_t> out(elements);
  crypto_stream_chacha20(reinterpret_cast<unsigned char*>(out.data()), 8 * elements,
                         reinterpret_cast<const unsigned char*>(&mask.nonce), mask.key.data());
  return out;
}

template <class G>
void check_group(Group group, const cpu::Features& features, std::size_t elements) {
  Samples samples(9);
  std::vector<Mask> masks;
  for (std::uint64_t i = 0; i < samples.count(); ++i)
    masks.push_back({samples.bytes<32>(), samples.word(), samples.below(2) == 1});
  std::vector<std::uint64_t> start(elements);
  for (std::uint64_t& element : start) element = G::from_word(samples.word());
  std::vector<std::uint64_t> sum(elements);
  const cpu::Context context(features);
  const std::size_t middle = elements / 2 / 64 * 64;
  cpu::run(context, MaskBatch{group, masks, start, sum}, 0, middle);
  cpu::run(context, MaskBatch{group, masks, start, sum}, middle, elements);
  for (const Mask& mask : masks) {
    const std::vector<std::uint64_t> words = keystream(mask, elements);
    for (std::size_t i = 0; i < elements; ++i) {
      const std::uint64_t element = G::from_word(words[i]);
      start[i] = mask.subtract ? G::subtract(start[i], element) : G::add(start[i], element);
    }
  }
  EXPECT_EQ(sum, start) << G::name;
}

TEST(Masks, AreKeystreamAddedInTheGroup) {
  for (const cpu::Features& features : {cpu::detect_features(), cpu::Features{}}) {
    for (const std::size_t elements : {1UL, 7UL, 64UL, 65UL, 1000UL, 112'000UL}) {
      check_group<Modulo64>(Group::kModulo64, features, elements);
      check_group<Modulo61>(Group::kModulo61, features, elements);
      check_group<Modulo32>(Group::kModulo32, features, elements);
    }
  }
}

// What secure aggregation rests on: each mask once added and once taken away.
TEST(Masks, CancelInPairs) {
  Samples samples(1);
  std::vector<Mask> masks;
  for (std::uint64_t i = 0; i < 10; ++i) {
    masks.push_back({samples.bytes<32>(), i, false});
    masks.push_back({masks.back().key, i, true});
  }
  std::vector<std::uint64_t> start(777);
  for (std::uint64_t& element : start) element = Modulo61::from_word(samples.word());
  std::vector<std::uint64_t> sum(start.size());
  cpu::run(cpu::Context(cpu::detect_features()), MaskBatch{Group::kModulo61, masks, start, sum}, 0, start.size());
  EXPECT_EQ(sum, start);
}

}  // namespace
}  // namespace parley::gpu
