#include "gpu/cpu/codes.hpp"

#include <algorithm>
#include <bit>

#ifdef PARLEY_ISAL
#include <isa-l/erasure_code.h>
#endif

namespace parley::gpu::cpu {

namespace {

std::uint8_t* output_block(const CodeBatch& batch, std::size_t row) {
  return batch.output.data() + row * batch.length;
}
const std::uint8_t* input_block(const CodeBatch& batch, std::size_t column) {
  return batch.input.data() + column * batch.length;
}

void add_product_8(std::uint16_t factor, const std::uint8_t* in, std::uint8_t* out, std::size_t length) {
  std::array<std::uint8_t, 256> products{};
  for (std::size_t i = 0; i < 256; ++i)
    products[i] = multiply<Binary8>(static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(factor));
  for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>(out[i] ^ products[in[i]]);
}

void add_product_16(std::uint16_t factor, const std::uint8_t* in, std::uint8_t* out, std::size_t length) {
  std::array<std::uint16_t, 256> low{};
  std::array<std::uint16_t, 256> high{};
  for (std::size_t i = 0; i < 256; ++i) {
    low[i] = multiply<Binary16>(static_cast<std::uint16_t>(i), factor);
    high[i] = multiply<Binary16>(static_cast<std::uint16_t>(i << 8), factor);
  }
  for (std::size_t i = 0; i < length; i += 2) {
    const unsigned product = low[in[i]] ^ high[in[i + 1]];
    out[i] = static_cast<std::uint8_t>(out[i] ^ product);
    out[i + 1] = static_cast<std::uint8_t>(out[i + 1] ^ product >> 8);
  }
}

#ifdef PARLEY_ISAL
void code_isal(const CodeBatch& batch, std::size_t first, std::size_t last) {
  std::vector<std::uint8_t> matrix(batch.coefficients.begin(), batch.coefficients.end());
  std::vector<std::uint8_t> tables(32 * matrix.size());
  std::vector<std::uint8_t*> in;  // only read, but its signature does not say so
  std::vector<std::uint8_t*> out;
  for (std::size_t c = 0; c < batch.columns; ++c)
    in.push_back(std::bit_cast<std::uint8_t*>(input_block(batch, c) + first));
  for (std::size_t r = 0; r < batch.rows(); ++r) out.push_back(output_block(batch, r) + first);
  const int columns = static_cast<int>(batch.columns);
  const int rows = static_cast<int>(batch.rows());
  ec_init_tables(columns, rows, matrix.data(), tables.data());
  ec_encode_data(static_cast<int>(last - first), columns, rows, tables.data(), in.data(), out.data());
}
#endif

}  // namespace

void code_portable(const CodeBatch& batch, std::size_t first, std::size_t last) {
  for (std::size_t r = 0; r < batch.rows(); ++r) {
    std::uint8_t* out = output_block(batch, r) + first;
    std::fill_n(out, last - first, std::uint8_t{0});
    for (std::size_t c = 0; c < batch.columns; ++c) {
      const std::uint16_t factor = batch.coefficients[r * batch.columns + c];
      const auto add = batch.field == CodeField::kBinary8 ? add_product_8 : add_product_16;
      if (factor != 0) add(factor, input_block(batch, c) + first, out, last - first);
    }
  }
}

void run([[maybe_unused]] const Context& context, const CodeBatch& batch, std::size_t first, std::size_t last) {
#ifdef PARLEY_ISAL
  if (batch.field == CodeField::kBinary8) return code_isal(batch, first, last);
#endif
#if defined(__x86_64__)
  if (context.features.avx2) {
    const std::vector<std::uint8_t> tables = batch.field == CodeField::kBinary8
                                                 ? half_byte_tables<Binary8>(batch.coefficients)
                                                 : half_byte_tables<Binary16>(batch.coefficients);
    first = code_avx2(batch, tables, first, last);
  }
#endif
  if (first < last) code_portable(batch, first, last);
}

}  // namespace parley::gpu::cpu
