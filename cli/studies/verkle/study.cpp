#include "cli/studies/verkle/study.hpp"

#include <algorithm>
#include <bit>

namespace parley::verkle {

namespace {

template <class T, class Wrong>
bool any(const std::vector<T>& values, Wrong wrong) {
  return std::any_of(values.begin(), values.end(), wrong);
}

bool is_arity(std::uint32_t arity) {
  return arity >= 2 && arity <= 256 && std::has_single_bit(arity);
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (parameters.arities.empty() || parameters.arities.size() > 8 ||
      any(parameters.arities, [](std::uint32_t arity) { return !is_arity(arity); }))
    return ConfigProblem{"arities", "must be 1 to 8 powers of two from 2 to 256"};
  if (parameters.leaves < 4 || parameters.leaves > 4096)
    return ConfigProblem{"leaves", "must be from 4 to 4096: the trees are built"};
  if (parameters.looked_at > parameters.leaves)
    return ConfigProblem{"looked_at", "must be at most leaves, or 0 for all"};
  if (parameters.leaves_log2.size() > 30 ||
      any(parameters.leaves_log2, [](std::uint32_t log2) { return log2 < 1 || log2 > 40; }))
    return ConfigProblem{"leaves_log2", "must be up to 30 numbers from 1 to 40"};
  if (parameters.bundle_log2 < 14 || parameters.bundle_log2 > 40)
    return ConfigProblem{"bundle_log2", "must be from 14 to 40"};
  if (parameters.bundles.size() > 30 ||
      any(parameters.bundles, [](std::uint32_t keys) { return keys < 1 || keys > 8192; }))
    return ConfigProblem{"bundles", "must be up to 30 numbers from 1 to 8192"};
  if (parameters.attacked_arity != 0 && !is_arity(parameters.attacked_arity))
    return ConfigProblem{"attacked_arity", "must be a power of two from 2 to 256, or 0 for all of arities"};
  return std::nullopt;
}

}  // namespace parley::verkle
