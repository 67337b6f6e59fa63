// Matrix times blocks over GF(2^8) and GF(2^16), by lookups of half bytes.
#pragma once

#include <vector>

#include "gpu/arith/binary_field.hpp"
#include "gpu/cpu/kernels.hpp"

namespace parley::gpu::cpu {

// For a factor c: c times every value of each half byte of a symbol, the bytes of the products apart. A symbol of B
// bytes has 2 B half bytes and B product bytes: table (half, byte) is at 16 (half * B + byte).
template <class Field>
std::vector<std::uint8_t> half_byte_tables(std::span<const std::uint16_t> factors) {
  constexpr std::size_t bytes = sizeof(typename Field::Symbol);
  std::vector<std::uint8_t> tables;
  tables.reserve(factors.size() * 32 * bytes * bytes);
  for (const std::uint16_t factor : factors) {
    for (std::size_t half = 0; half < 2 * bytes; ++half) {
      for (std::size_t byte = 0; byte < bytes; ++byte) {
        for (unsigned value = 0; value < 16; ++value) {
          using Symbol = typename Field::Symbol;
          const auto product = multiply<Field>(static_cast<Symbol>(value << (4 * half)), static_cast<Symbol>(factor));
          tables.push_back(static_cast<std::uint8_t>(product >> (8 * byte)));
        }
      }
    }
  }
  return tables;
}

// The bytes [first, last) of all output blocks.
void code_portable(const CodeBatch& batch, std::size_t first, std::size_t last);
// With AVX2, whole groups of 64 bytes; returns where it stopped. `tables` are those of the coefficients.
std::size_t code_avx2(const CodeBatch& batch, std::span<const std::uint8_t> tables, std::size_t first,
                      std::size_t last);

}  // namespace parley::gpu::cpu
