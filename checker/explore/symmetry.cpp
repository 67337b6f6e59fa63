#include "checker/explore/symmetry.hpp"

#include <algorithm>

#include "protocols/core/check.hpp"

namespace parley::explore {

Group::Group(std::uint32_t processes, const std::vector<std::vector<ProcessId>>& classes) {
  Renaming identity;
  for (std::uint32_t id = 0; id < processes; ++id) identity.push_back(ProcessId{id});
  elements_ = {identity};
  for (std::vector<ProcessId> members : classes) {
    std::sort(members.begin(), members.end());
    std::size_t count = 1;
    for (std::size_t at = 2; at <= members.size(); ++at) {
      if (elements_.size() * count * at > kLargest) members.resize(at - 1);
      count *= at;
    }
    classes_.push_back(members);
    std::vector<Renaming> extended;
    std::vector<ProcessId> images = members;
    do {
      for (Renaming renaming : elements_) {
        for (std::size_t at = 0; at < members.size(); ++at) renaming[members[at].value] = images[at];
        extended.push_back(std::move(renaming));
      }
    } while (std::next_permutation(images.begin(), images.end()));
    elements_ = std::move(extended);
  }
  for (const Renaming& renaming : elements_) {
    Renaming inverse = identity;
    for (std::uint32_t id = 0; id < processes; ++id) inverse[renaming[id].value] = ProcessId{id};
    inverse_.push_back(find(inverse));
  }
}

std::uint32_t Group::compose(std::uint32_t first, std::uint32_t second) const {
  Renaming both = elements_[first];
  for (ProcessId& image : both) image = elements_[second][image.value];
  return find(both);
}

std::uint32_t Group::find(const Renaming& renaming) const {
  const auto place = std::find(elements_.begin(), elements_.end(), renaming);
  check(place != elements_.end(), "the renamings are not closed");
  return static_cast<std::uint32_t>(place - elements_.begin());
}

}  // namespace parley::explore
