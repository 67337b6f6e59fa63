#include "checker/explore/interner.hpp"

#include <algorithm>
#include <cstring>

#include "checker/explore/fingerprint.hpp"
#include "protocols/core/check.hpp"

namespace parley::explore {

namespace {

template <class T>
std::uint64_t hash_of(std::span<const T> value) {
  return fingerprint_bytes(std::as_bytes(value));
}

}  // namespace

template <class T>
Interner<T>::Interner() : starts_{0}, table_(64, 0) {}

template <class T>
typename Interner<T>::Place Interner<T>::intern(std::span<const T> value) {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash_of(value)) & mask;
  for (; table_[at] != 0; at = (at + 1) & mask) {
    const std::span<const T> known = (*this)[table_[at] - 1];
    if (std::equal(known.begin(), known.end(), value.begin(), value.end())) return {table_[at] - 1, false};
  }
  const std::uint32_t id = size();
  check(id < 0xfffffff0, "more than four billion interned values");
  elements_.insert(elements_.end(), value.begin(), value.end());
  starts_.push_back(elements_.size());
  table_[at] = id + 1;
  if (std::size_t{size()} * 2 > table_.size()) grow();
  return {id, true};
}

template <class T>
void Interner<T>::grow() {
  table_.assign(table_.size() * 2, 0);
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t id = 0; id < size(); ++id) {
    std::size_t at = static_cast<std::size_t>(hash_of((*this)[id])) & mask;
    while (table_[at] != 0) at = (at + 1) & mask;
    table_[at] = id + 1;
  }
}

template <class T>
std::size_t Interner<T>::bytes() const {
  return elements_.capacity() * sizeof(T) + starts_.capacity() * sizeof(std::size_t) +
         table_.capacity() * sizeof(std::uint32_t);
}

template class Interner<std::byte>;
template class Interner<std::uint32_t>;

}  // namespace parley::explore
