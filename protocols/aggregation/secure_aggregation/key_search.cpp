#include "protocols/aggregation/secure_aggregation/key_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "protocols/aggregation/secure_aggregation/field.hpp"

namespace parley::secure_aggregation {
namespace {

constexpr std::size_t kMostUsers = 8;
constexpr std::uint64_t kChunk = 1 << 12;

using KeyRow = std::array<std::uint64_t, kMostUsers>;
using KeyMatrix = std::array<KeyRow, kMostUsers>;

// Digits of `number` are the first K-1 rows; the last makes the columns sum to 0.
KeyMatrix matrix_of(const SearchSize& size, std::uint32_t key_symbols, std::uint64_t number) {
  const Field field{size.field};
  KeyMatrix matrix{};
  for (std::uint32_t user = 0; user + 1 < size.users; ++user)
    for (std::uint32_t symbol = 0; symbol < key_symbols; ++symbol) {
      matrix[user][symbol] = number % size.field;
      matrix[size.users - 1][symbol] = field.subtract(matrix[size.users - 1][symbol], matrix[user][symbol]);
      number /= size.field;
    }
  return matrix;
}

// The rank of those rows of `matrix` that `users` has as bits.
std::uint32_t rank_of(KeyMatrix matrix, std::uint32_t users, const SearchSize& size, std::uint32_t key_symbols) {
  const Field field{size.field};
  std::uint32_t rank = 0;
  for (std::uint32_t column = 0; column < key_symbols; ++column) {
    std::uint32_t pivot = kMostUsers;
    for (std::uint32_t user = 0; user < size.users && pivot == kMostUsers; ++user)
      if (((users >> user) & 1) != 0 && matrix[user][column] != 0) pivot = user;
    if (pivot == kMostUsers) continue;
    ++rank;
    users &= ~(1U << pivot);
    const std::uint64_t inverse = field.inverse(matrix[pivot][column]);
    for (std::uint32_t user = 0; user < size.users; ++user) {
      if (((users >> user) & 1) == 0 || matrix[user][column] == 0) continue;
      const std::uint64_t factor = field.multiply(matrix[user][column], inverse);
      for (std::uint32_t other = column; other < key_symbols; ++other)
        matrix[user][other] = field.subtract(matrix[user][other], field.multiply(factor, matrix[pivot][other]));
    }
  }
  return rank;
}

// (|D^c| - 1) - (rank(all rows) - rank(rows in D))
std::uint32_t leak_to(const KeyMatrix& matrix, std::uint32_t coalition, std::uint32_t whole_rank,
                      const SearchSize& size, std::uint32_t key_symbols) {
  const std::uint32_t outside = size.users - static_cast<std::uint32_t>(std::popcount(coalition));
  return outside - 1 - (whole_rank - rank_of(matrix, coalition, size, key_symbols));
}

void judge(const SearchSize& size, std::uint32_t key_symbols, std::uint64_t number, KeyTally& tally) {
  const KeyMatrix matrix = matrix_of(size, key_symbols, number);
  const std::uint32_t everybody = (1U << size.users) - 1;
  const std::uint32_t whole_rank = rank_of(matrix, everybody, size, key_symbols);
  std::uint32_t alone = 0;
  for (std::uint32_t user = 0; user < size.users; ++user)
    alone = std::max(alone, leak_to(matrix, 1U << user, whole_rank, size, key_symbols));
  ++tally.correct;
  tally.least_leak = std::min(tally.least_leak, alone);
  if (alone > 0) return;
  ++tally.secure_alone;
  tally.example = std::min(tally.example, number);
  for (std::uint32_t coalition = 1; coalition < everybody; ++coalition)
    if (leak_to(matrix, coalition, whole_rank, size, key_symbols) > 0) return;
  ++tally.secure_always;
}

std::uint64_t count_of(const SearchSize& size, std::uint32_t key_symbols) {
  std::uint64_t count = 1;
  for (std::uint32_t digit = 0; digit < (size.users - 1) * key_symbols && count <= kMostMatrices; ++digit)
    count *= size.field;
  return count;
}

void merge(KeyTally& whole, const KeyTally& part) {
  whole.correct += part.correct;
  whole.secure_alone += part.secure_alone;
  whole.secure_always += part.secure_always;
  whole.least_leak = std::min(whole.least_leak, part.least_leak);
  whole.example = std::min(whole.example, part.example);
}

}  // namespace

std::uint64_t matrices_of(const SearchSize& size) {
  return count_of(size, size.users - 1);
}

KeyTally search_keys(const SearchSize& size, std::uint32_t key_symbols, const StudyConditions& conditions) {
  const std::uint64_t count = count_of(size, key_symbols);
  const std::uint64_t chunks = (count + kChunk - 1) / kChunk;
  std::vector<KeyTally> parts(chunks);
  conditions.for_each(chunks, [&](std::uint64_t chunk) {
    if (conditions.is_stopped()) return;
    for (std::uint64_t number = chunk * kChunk; number < std::min(count, (chunk + 1) * kChunk); ++number)
      judge(size, key_symbols, number, parts[chunk]);
  });
  KeyTally tally{.key_symbols = key_symbols};
  for (const KeyTally& part : parts) merge(tally, part);
  tally.complete = tally.correct == count;
  return tally;
}

std::string matrix_text(const SearchSize& size, std::uint32_t key_symbols, std::uint64_t number) {
  const KeyMatrix matrix = matrix_of(size, key_symbols, number);
  std::string text;
  for (std::uint32_t user = 0; user < size.users; ++user) {
    text += user == 0 ? "(" : " (";
    for (std::uint32_t symbol = 0; symbol < key_symbols; ++symbol)
      text += (symbol == 0 ? "" : " ") + std::to_string(matrix[user][symbol]);
    text += ")";
  }
  return text;
}

}  // namespace parley::secure_aggregation
