#include "checker/explore/machine.hpp"

#include <algorithm>
#include <utility>

#include "protocols/core/check.hpp"

namespace parley::explore {

std::uint32_t InputTable::intern(const Input& input) {
  check(input.from < (1U << 24), "more than 16 million processes in an exploration");
  const std::uint64_t key =
      (static_cast<std::uint64_t>(input.kind) << 56) | (std::uint64_t{input.from} << 32) | input.content;
  const std::uint32_t known = ids_.find(key);
  if (known != FlatMap::kNone) return known;
  const auto id = static_cast<std::uint32_t>(inputs_.size());
  ids_.insert(key, id);
  inputs_.push_back(input);
  return id;
}

std::uint32_t EffectTable::intern(Effect effect) {
  std::sort(effect.sent.begin(), effect.sent.end());
  std::sort(effect.learned.begin(), effect.learned.end());
  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(effect.sent.size()),
                                   static_cast<std::uint32_t>(effect.outputs.size())};
  for (const Effect::Sent& sent : effect.sent) words.insert(words.end(), {sent.slot, sent.input});
  words.insert(words.end(), effect.outputs.begin(), effect.outputs.end());
  words.insert(words.end(), effect.learned.begin(), effect.learned.end());
  const auto place = ids_.intern(words);
  if (!place.fresh) return place.id;
  std::vector<std::uint32_t>& receivers = receivers_.emplace_back();
  for (const Effect::Sent& sent : effect.sent)
    if (receivers.empty() || receivers.back() != sent.slot) receivers.push_back(sent.slot);
  global_.push_back(effect.outputs.empty() && effect.learned.empty() ? 0 : 1);
  effects_.push_back(std::move(effect));
  return place.id;
}

}  // namespace parley::explore
