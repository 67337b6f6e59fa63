// Codes: the fast products against slow ones, and every kind of loss and damage up to the bound, and beyond it.
#include "gpu/reed_solomon.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "gpu/cpu/codes.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

template <class Field>
std::vector<std::uint8_t> slow_product(const CodeBatch& batch) {
  using Symbol = typename Field::Symbol;
  std::vector<std::uint8_t> out(batch.rows() * batch.length);
  for (std::size_t r = 0; r < batch.rows(); ++r) {
    for (std::size_t at = 0; at < batch.length; at += sizeof(Symbol)) {
      Symbol sum = 0;
      for (std::size_t c = 0; c < batch.columns; ++c) {
        const auto symbol = load_little<Symbol>(batch.input.data() + c * batch.length + at);
        const auto factor = static_cast<Symbol>(batch.coefficients[r * batch.columns + c]);
        sum = static_cast<Symbol>(sum ^ multiply<Field>(symbol, factor));
      }
      store_little(out.data() + r * batch.length + at, sum);
    }
  }
  return out;
}

template <class Field>
void check_products(CodeField field, Samples& samples, std::size_t columns, std::size_t rows, std::size_t length) {
  std::vector<std::uint16_t> coefficients(columns * rows);
  for (auto& c : coefficients) c = static_cast<typename Field::Symbol>(samples.word());
  const auto input = samples.bytes(columns * length);
  std::vector<std::uint8_t> output(rows * length);
  const CodeBatch batch{field, columns, length, coefficients, input, output};
  const std::vector<std::uint8_t> expected = slow_product<Field>(batch);
  cpu::run(cpu::Context(cpu::detect_features()), batch, 0, length);
  EXPECT_EQ(output, expected);
  std::fill(output.begin(), output.end(), std::uint8_t{1});
  cpu::code_portable(batch, 0, length);
  EXPECT_EQ(output, expected);
#if defined(__x86_64__)
  if (!cpu::detect_features().avx2) return;
  std::fill(output.begin(), output.end(), std::uint8_t{1});
  const auto tables = cpu::half_byte_tables<Field>(coefficients);
  cpu::code_portable(batch, cpu::code_avx2(batch, tables, 0, length), length);
  EXPECT_EQ(output, expected) << "own AVX2";
#endif
}

TEST(Codes, FastProductsAreProducts) {
  Samples samples(1);
  for (const std::size_t length : {0UL, 2UL, 62UL, 64UL, 130UL, 5000UL}) {
    for (const auto& [columns, rows] : {std::pair{1UL, 1UL}, {10UL, 4UL}, {5UL, 9UL}}) {
      check_products<Binary8>(CodeField::kBinary8, samples, columns, rows, length);
      check_products<Binary16>(CodeField::kBinary16, samples, columns, rows, length);
    }
  }
}

template <class Field>
class Codes : public testing::Test {
 protected:
  using Block = typename ReedSolomon<Field>::Block;

  std::vector<Block> codeword(const ReedSolomon<Field>& code, Samples& samples, std::size_t length) {
    data_ = samples.bytes(code.data() * length);
    std::vector<std::uint8_t> all = data_;
    const std::vector<std::uint8_t> parity = code.encode(*cpu_, data_, length);
    all.insert(all.end(), parity.begin(), parity.end());
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < code.blocks(); ++i) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * length);
      blocks.push_back({i, {begin, begin + static_cast<std::ptrdiff_t>(length)}});
    }
    return blocks;
  }
  static void shuffle(std::vector<Block>& blocks, Samples& samples) {
    for (std::size_t i = blocks.size(); i > 1; --i) std::swap(blocks[i - 1], blocks[samples.below(i)]);
  }
  // Between one byte and all of a block.
  static void damage(Block& block, Samples& samples) {
    const std::size_t times = samples.below(2) == 0 ? 1 : block.bytes.size();
    const std::vector<std::uint8_t> before = block.bytes;
    for (std::size_t i = 0; i < times; ++i)
      block.bytes[samples.below(block.bytes.size())] ^= static_cast<std::uint8_t>(1 + samples.below(255));
    if (block.bytes == before) block.bytes[0] ^= 1;
  }

  std::unique_ptr<Backend> cpu_ = make_cpu_backend(1);
  std::vector<std::uint8_t> data_;
};

using Fields = testing::Types<Binary8, Binary16>;
TYPED_TEST_SUITE(Codes, Fields);

TYPED_TEST(Codes, AnyKBlocksGiveTheData) {
  Samples samples(100);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t k = 1 + samples.below(20);
    const ReedSolomon<TypeParam> code(k, k + samples.below(40));
    auto blocks = this->codeword(code, samples, 2 * (1 + samples.below(60)));
    this->shuffle(blocks, samples);
    blocks.resize(k);
    ASSERT_EQ(code.decode_erasures(*this->cpu_, blocks), this->data_);
    blocks.pop_back();
    ASSERT_EQ(code.decode_erasures(*this->cpu_, blocks), std::nullopt);
  }
}

TYPED_TEST(Codes, ErrorsUpToTheBoundAreFound) {
  Samples samples(100);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t k = 1 + samples.below(12);
    const ReedSolomon<TypeParam> code(k, k + samples.below(30));
    auto blocks = this->codeword(code, samples, 2 * (1 + samples.below(30)));
    this->shuffle(blocks, samples);
    blocks.resize(k + samples.below(code.blocks() - k + 1));  // some are missing, too
    const std::size_t errors = samples.below((blocks.size() - k) / 2 + 1);
    std::vector<std::size_t> wrong;
    for (std::size_t e = 0; e < errors; ++e) {
      this->damage(blocks[e], samples);
      wrong.push_back(blocks[e].index);
    }
    std::sort(wrong.begin(), wrong.end());
    this->shuffle(blocks, samples);
    const auto corrected = code.decode_errors(*this->cpu_, blocks);
    ASSERT_TRUE(corrected);
    ASSERT_EQ(corrected->data, this->data_);
    ASSERT_EQ(corrected->wrong, wrong);
  }
}

// Beyond the bound there is nothing to promise but this: what comes out is a codeword within the bound of the input.
TYPED_TEST(Codes, TooManyErrorsNeverPassForFew) {
  Samples samples(60);
  std::size_t refused = 0;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const ReedSolomon<TypeParam> code(4, 13);
    auto blocks = this->codeword(code, samples, 8);
    for (std::size_t e = 0; e < 5 + samples.below(4); ++e) this->damage(blocks[e], samples);
    const auto corrected = code.decode_errors(*this->cpu_, blocks);
    if (!corrected) {
      ++refused;
      continue;
    }
    ASSERT_LE(corrected->wrong.size(), 4U);
    ASSERT_NE(corrected->data, this->data_);
  }
  EXPECT_GT(refused, samples.count() / 2);
}

TYPED_TEST(Codes, BoundsAreChecked) {
  EXPECT_THROW(ReedSolomon<TypeParam>(0, 3), std::invalid_argument);
  EXPECT_THROW(ReedSolomon<TypeParam>(4, 3), std::invalid_argument);
  EXPECT_THROW(ReedSolomon<TypeParam>(4, (1U << TypeParam::kBits) + 1), std::invalid_argument);
  EXPECT_TRUE(ReedSolomon<TypeParam>(3, 3).parity_matrix().empty());
}

// More processes than GF(2^8) has elements.
TEST(Codes16, ManyBlocks) {
  Samples samples(1);
  const ReedSolomon<Binary16> code(100, 400);
  const auto cpu = make_cpu_backend(1);
  const auto data = samples.bytes(100 * 2);
  const auto parity = code.encode(*cpu, data, 2);
  std::vector<ReedSolomon<Binary16>::Block> blocks;
  for (std::size_t i = 0; i < 300; ++i) blocks.push_back({100 + i, {parity[2 * i], parity[2 * i + 1]}});
  for (std::size_t i = 0; i < 100; ++i) blocks[3 * i].bytes[i % 2] ^= 0x5a;
  const auto corrected = code.decode_errors(*cpu, blocks);
  ASSERT_TRUE(corrected);
  EXPECT_EQ(corrected->data, data);
  EXPECT_EQ(corrected->wrong.size(), 100U);
}

}  // namespace
}  // namespace parley::gpu
