// Process identities and the containers that are indexed or filled by them. They are types of their own so that the
// field walk can rename processes (symmetry) and so that an index is never mistaken for a count.
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace parley {

// Processes of a protocol instance are 0 .. n-1; those from n upwards are its clients (process.hpp).
struct ProcessId {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(ProcessId, ProcessId) = default;
};

// Logical time. The simulator counts it, the explorer ignores it, a deployment maps one tick to milliseconds.
struct Ticks {
  std::uint64_t count = 0;
  friend constexpr auto operator<=>(Ticks, Ticks) = default;
};

// A set of processes as a bit set: one word inline, further words on the heap only for ids of 64 and above.
// Invariants: (1) `high_` ends in a word that is not zero, so equal sets have equal representations;
//             (2) `size_` is the number of bits set.
class ProcessSet {
 public:
  ProcessSet() = default;
  ProcessSet(std::initializer_list<ProcessId> ids) {
    for (ProcessId id : ids) insert(id);
  }

  // The set {0, ..., n-1}.
  static ProcessSet first(std::uint32_t n) {
    ProcessSet set;
    for (std::uint32_t id = 0; id < n; ++id) set.insert(ProcessId{id});
    return set;
  }

  // Returns whether `id` was not in the set before.
  bool insert(ProcessId id) {
    std::uint64_t& word = word_at(id.value / 64);
    const std::uint64_t bit = std::uint64_t{1} << (id.value % 64);
    const bool fresh = (word & bit) == 0;
    word |= bit;
    size_ += fresh ? 1U : 0U;
    return fresh;
  }

  void erase(ProcessId id) {
    if (!contains(id)) return;
    word_at(id.value / 64) &= ~(std::uint64_t{1} << (id.value % 64));
    --size_;
    while (!high_.empty() && high_.back() == 0) high_.pop_back();
  }

  bool contains(ProcessId id) const {
    const std::size_t index = id.value / 64;
    if (index > high_.size()) return false;
    const std::uint64_t word = index == 0 ? low_ : high_[index - 1];
    return ((word >> (id.value % 64)) & 1) != 0;
  }

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Words of 64 membership bits, lowest ids first; none but possibly the first is a trailing zero.
  std::size_t word_count() const { return 1 + high_.size(); }
  std::uint64_t word(std::size_t index) const { return index == 0 ? low_ : high_[index - 1]; }

  // For readers: sets word `index`, which must be the next one, to `bits`.
  void append_word(std::size_t index, std::uint64_t bits) {
    word_at(index) = bits;
    size_ += static_cast<std::uint32_t>(std::popcount(bits));
  }

  template <class F>
  void for_each(F&& visit) const {
    for (std::size_t index = 0; index < word_count(); ++index)
      for (std::uint64_t rest = word(index); rest != 0; rest &= rest - 1)
        visit(ProcessId{static_cast<std::uint32_t>(index * 64) + static_cast<std::uint32_t>(std::countr_zero(rest))});
  }

  friend bool operator==(const ProcessSet&, const ProcessSet&) = default;
  friend auto operator<=>(const ProcessSet& a, const ProcessSet& b) = default;

 private:
  std::uint64_t& word_at(std::size_t index) {
    if (index == 0) return low_;
    if (high_.size() < index) high_.resize(index);
    return high_[index - 1];
  }

  std::uint64_t low_ = 0;
  std::uint32_t size_ = 0;
  std::vector<std::uint64_t> high_;
};

// One value a process, indexed by identity: renaming processes permutes its entries.
template <class T>
class PerProcess {
 public:
  PerProcess() = default;
  explicit PerProcess(std::uint32_t n, const T& value = T{}) : values_(n, value) {}

  T& operator[](ProcessId id) { return values_[id.value]; }
  const T& operator[](ProcessId id) const { return values_[id.value]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(values_.size()); }
  bool contains(ProcessId id) const { return id.value < values_.size(); }

  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

  std::vector<T>& values() { return values_; }
  const std::vector<T>& values() const { return values_; }

  friend bool operator==(const PerProcess&, const PerProcess&) = default;

 private:
  std::vector<T> values_;
};

}  // namespace parley
