// Numbers distinct sequences 0, 1, 2, ... in the order in which they are first seen (collapse): the search then handles
// the numbers alone. Exact: equal numbers stand for equal sequences, whatever their hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parley::explore {

// T is std::byte or std::uint32_t. A span returned by operator[] is valid until the next intern().
template <class T>
class Interner {
 public:
  struct Place {
    std::uint32_t id;
    bool fresh;
  };

  Interner();

  Place intern(std::span<const T> value);
  std::span<const T> operator[](std::uint32_t id) const {
    return {elements_.data() + starts_[id], starts_[id + 1] - starts_[id]};
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.size() - 1); }
  std::size_t bytes() const;

 private:
  void grow();

  std::vector<T> elements_;
  std::vector<std::size_t> starts_;   // of each sequence in elements_, and the end of the last
  std::vector<std::uint32_t> table_;  // ids plus one, 0 for an empty slot; a power of two of them
};

extern template class Interner<std::byte>;
extern template class Interner<std::uint32_t>;

}  // namespace parley::explore
