#include <cmath>
#include <string>

#include "protocols/channels/keytree/study.hpp"

namespace parley::keytree {

namespace {

using Problem = std::optional<ConfigProblem>;

Problem between(const char* name, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{name, "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

Problem all_between(const char* name, const std::vector<std::uint32_t>& values, std::uint64_t least,
                    std::uint64_t most) {
  if (values.size() > 32) return ConfigProblem{name, "must be at most 32"};
  for (const std::uint32_t value : values)
    if (auto problem = between(name, value, least, most)) return problem;
  return std::nullopt;
}

Problem all_shares(const char* name, const std::vector<double>& values) {
  if (values.size() > 32) return ConfigProblem{name, "must be at most 32"};
  for (const double value : values)
    if (!std::isfinite(value) || value < 0 || value > 1) return ConfigProblem{name, "must be from 0 to 1"};
  return std::nullopt;
}

template <class... Problems>
Problem first_problem(const Problems&... problems) {
  Problem found;
  ((found = found ? found : problems), ...);
  return found;
}

// A pinned grant has to be in the tree of every base: which is why counterexamples pin the base as well.
Problem check_grant_node(const Parameters& p) {
  if (p.grant.empty()) return std::nullopt;
  if (p.grant.size() != 2) return ConfigProblem{"grant", "must hold a level and an index, or nothing"};
  for (const std::uint32_t radix : p.radices) {
    const TreeShape shape{radix, p.containment_chunks};
    if (p.grant[0] > shape.depth() || p.grant[1] >= shape.node_count(p.grant[0]))
      return ConfigProblem{"grant", "must name a node of the tree of containment_chunks in each of the radices"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& p) {
  if (p.radices.empty()) return ConfigProblem{"radices", "must name at least one base"};
  const auto lists = first_problem(
      all_between("radices", p.radices, 2, 16), all_between("chunks", p.chunks, 1, 200'000),
      between("containment_chunks", p.containment_chunks, 1, 20'000), between("cover_chunks", p.cover_chunks, 0, 256),
      between("mutant_chunks", p.mutant_chunks, 2, 1024), all_between("sizes", p.sizes, 2, 1'000'000'000),
      between("ranges", p.ranges, 1, 1'000'000), between("files", p.files, 1, 100'000),
      all_shares("duplicates", p.duplicates), all_shares("kept", p.kept),
      all_between("challenges", p.challenges, 1, 1000), between("trials", p.trials, 1, 100'000),
      between("stored_chunks", p.stored_chunks, 2, 1024), between("chunk_bytes", p.chunk_bytes, 65, 65'536));
  if (lists) return lists;
  if (std::uint64_t{p.files} * p.chunk_bytes > 100'000'000)
    return ConfigProblem{"files", "must hold at most 100000000 bytes in all"};
  if (std::uint64_t{p.stored_chunks} * p.chunk_bytes > 4'000'000)
    return ConfigProblem{"chunk_bytes", "must make at most 4000000 bytes with stored_chunks"};
  if (p.mutants.size() > 32) return ConfigProblem{"mutants", "must be at most 32"};
  for (const Flaw flaw : p.mutants)
    if (flaw == Flaw::none) return ConfigProblem{"mutants", "must not hold none"};
  if (p.attacks.size() > 32) return ConfigProblem{"attacks", "must be at most 32"};
  return check_grant_node(p);
}

}  // namespace parley::keytree
