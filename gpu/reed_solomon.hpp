// Reed-Solomon codes, systematic: a polynomial of degree below k over GF(2^8) or GF(2^16) is given by its values at the
// points 0 .. k-1, which are the data, and its values at k .. n-1 are the parity. Any k blocks give all others; with m
// blocks of which at most (m - k) / 2 are wrong, the wrong ones are found.
//
// Errors are those of whole blocks, as a Byzantine process sends them: a block is wrong when any symbol of it is.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "gpu/arith/binary_field.hpp"
#include "gpu/backend.hpp"

namespace parley::gpu {

template <class Field>
class ReedSolomon {
 public:
  using Symbol = typename Field::Symbol;

  // Throws std::invalid_argument unless 0 < data <= blocks <= 2^bits.
  ReedSolomon(std::size_t data, std::size_t blocks);

  std::size_t data() const { return data_; }
  std::size_t blocks() const { return blocks_; }

  // (blocks - data) rows of `data` coefficients.
  std::vector<std::uint16_t> parity_matrix() const;
  // A row for each of `wanted`: how its block follows from the blocks `known`. REQUIRES: `known` has `data` different
  // blocks.
  std::vector<std::uint16_t> recovery_matrix(std::span<const std::size_t> known,
                                             std::span<const std::size_t> wanted) const;

  // `data` blocks of `length` bytes, one behind the other, to all parity blocks. Throws std::invalid_argument when
  // lengths do not fit, std::runtime_error when the backend fails (the CPU's does not).
  std::vector<std::uint8_t> encode(Backend& backend, std::span<const std::uint8_t> data, std::size_t length) const;

  // A block that was received; equal lengths.
  struct Block {
    std::size_t index = 0;
    std::vector<std::uint8_t> bytes;
  };
  // The data from the first k blocks, which are trusted. Nothing when there are fewer.
  std::optional<std::vector<std::uint8_t>> decode_erasures(Backend& backend, std::span<const Block> blocks) const;

  struct Corrected {
    std::vector<std::uint8_t> data;
    std::vector<std::size_t> wrong;  // indices, ascending
  };
  // The data of the one polynomial that all but (m - k) / 2 of the m blocks agree with. Nothing when there is none.
  std::optional<Corrected> decode_errors(Backend& backend, std::span<const Block> blocks) const;

 private:
  std::vector<std::uint8_t> extend(Backend& backend, std::span<const Block* const> known,
                                   std::span<const std::size_t> wanted) const;
  std::size_t data_;
  std::size_t blocks_;
};

extern template class ReedSolomon<Binary8>;
extern template class ReedSolomon<Binary16>;

// Which of the values at the points are wrong, when at most (points - k) / 2 are; nothing when no polynomial of degree
// below k is that close. (Gao, "A new algorithm for decoding Reed-Solomon codes", 2003.) Ascending positions.
template <class Field>
std::optional<std::vector<std::size_t>> find_errors(std::span<const typename Field::Symbol> points,
                                                    std::span<const typename Field::Symbol> values, std::size_t k);

}  // namespace parley::gpu
