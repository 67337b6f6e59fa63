// Process symmetry: states that differ by a renaming of alike processes are explored once, as the least of their
// renamings. That handlers and monitor treat the processes alike is not taken on trust: see Collapse::check_symmetry.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "checker/explore/flat_map.hpp"
#include "protocols/core/rename.hpp"

namespace parley::explore {

// Some step or property treats processes differently that were taken to be alike.
class Asymmetry : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// All renamings that permute the processes of each class among themselves; the first is the identity.
class Group {
 public:
  static constexpr std::size_t kLargest = 720;

  Group() = default;
  // `processes` is how many there are. A class that would make the group larger than kLargest is left out in part.
  Group(std::uint32_t processes, const std::vector<std::vector<ProcessId>>& classes);

  std::size_t size() const { return elements_.size(); }
  const Renaming& operator[](std::size_t index) const { return elements_[index]; }
  std::uint32_t inverse(std::uint32_t index) const { return inverse_[index]; }
  // What is permuted, ascending.
  const std::vector<std::vector<ProcessId>>& classes() const { return classes_; }
  // First `first`, then `second`.
  std::uint32_t compose(std::uint32_t first, std::uint32_t second) const;

 private:
  std::uint32_t find(const Renaming& renaming) const;

  std::vector<Renaming> elements_;
  std::vector<std::uint32_t> inverse_;
  std::vector<std::vector<ProcessId>> classes_;
};

// Numbers of renamed numbers, filled as they are asked for.
class RenamingTable {
 public:
  std::uint32_t find(std::uint32_t id) const { return id < targets_.size() ? targets_[id] : FlatMap::kNone; }
  void set(std::uint32_t id, std::uint32_t target) {
    if (id >= targets_.size()) targets_.resize(id + 1 + id / 2, FlatMap::kNone);
    targets_[id] = target;
  }
  std::size_t bytes() const { return targets_.capacity() * sizeof(std::uint32_t); }

 private:
  std::vector<std::uint32_t> targets_;
};

// Values that renamings leave as they are, by number; 0 when not known yet.
class ColourTable {
 public:
  std::uint64_t find(std::uint32_t id) const { return id < colours_.size() ? colours_[id] : 0; }
  void set(std::uint32_t id, std::uint64_t colour) {
    if (id >= colours_.size()) colours_.resize(id + 1 + id / 2, 0);
    colours_[id] = colour;
  }
  std::size_t bytes() const { return colours_.capacity() * sizeof(std::uint64_t); }

 private:
  std::vector<std::uint64_t> colours_;
};

}  // namespace parley::explore
