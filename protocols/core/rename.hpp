// Renaming of process ids throughout a value: the group action that process symmetry rests on.
#pragma once

#include <utility>
#include <vector>

#include "protocols/core/signed.hpp"
#include "protocols/core/walk.hpp"

namespace parley {

// `target[i]` is the new identity of process i; a permutation of 0 .. n-1. Identities from n upwards (clients) stay.
using Renaming = std::vector<ProcessId>;

namespace rename_detail {

class Renamer : public VisitorDefaults<Renamer> {
 public:
  explicit Renamer(const Renaming& target) : target_(target) {}

  void process(ProcessId& id) const {
    if (id.value < target_.size()) id = target_[id.value];
  }
  void process_set(ProcessSet& set) const {
    ProcessSet renamed;
    set.for_each([&](ProcessId id) {
      process(id);
      renamed.insert(id);
    });
    set = std::move(renamed);
  }
  template <class T>
  void per_process(T& table) {
    auto renamed = table.values();
    for (std::size_t index = 0; index < renamed.size(); ++index) {
      ProcessId id{static_cast<std::uint32_t>(index)};
      process(id);
      walk(*this, table.values()[index]);
      renamed[id.value] = std::move(table.values()[index]);
    }
    table.values() = std::move(renamed);
  }
  template <class T>
  void ordered(T& container) {
    rewrite_ordered(*this, container);
  }
  // Symbolic signatures follow their signer: a renamed world is one that could have happened.
  template <class T>
  void signed_value(T& value) {
    SignatureAccess::walk_parts(*this, value);
  }

 private:
  const Renaming& target_;
};

}  // namespace rename_detail

// REQUIRES: a PerProcess table inside `value` is no longer than the renaming.
template <class T>
void rename(T& value, const Renaming& target) {
  rename_detail::Renamer renamer(target);
  walk(renamer, value);
}

}  // namespace parley
