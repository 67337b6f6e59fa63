#include "protocols/local/population/refinement.hpp"

#include <limits>
#include <map>
#include <utility>

#include "protocols/local/population/construction.hpp"

namespace parley::population {
namespace {

struct Split {
  Monomial without = {};
  Monomial with = {};
};

// Of block `zone`, which holds `letter`, at its first or last occurrence.
Split split(const Monomial& monomial, std::size_t zone, Letter letter, bool first) {
  Split result{monomial, monomial};
  const LetterSet whole = monomial.blocks[zone];
  const LetterSet rest = whole & ~(LetterSet{1} << letter);
  const auto place = static_cast<std::ptrdiff_t>(zone);
  result.without.blocks[zone] = rest;
  result.with.blocks[zone] = first ? rest : whole;
  result.with.blocks.insert(result.with.blocks.begin() + place + 1, first ? whole : rest);
  result.with.markers.insert(result.with.markers.begin() + place, letter);
  return result;
}

class CoverSearch {
 public:
  CoverSearch(const Dfa& language, CoverLimits limits) : language_(language), limits_(limits) {}

  std::optional<Cover> run() {
    const Monomial all{.blocks = {all_letters(language_.letters)}};
    for (std::uint32_t splits = 0; splits <= limits_.splits && looked_at_ <= limits_.monomials; ++splits)
      if (cost(all, splits) != kNone) {
        Cover cover;
        collect(all, splits, cover);
        return cover;
      }
    return std::nullopt;
  }

 private:
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  struct Best {
    std::uint64_t cost = kNone;
    bool leaf = false;
    std::size_t zone = 0;
    Letter letter = 0;
    bool first = false;
  };
  using Key = std::pair<Monomial, std::uint32_t>;

  Containment side_of(const Monomial& monomial) {
    const auto known = sides_.find(monomial);
    if (known != sides_.end()) return known->second;
    return sides_.emplace(monomial, containment(nfa_of(monomial, language_.letters), language_)).first->second;
  }

  // The states of the construction for the best way to split `monomial` into parts on one side each.
  std::uint64_t cost(const Monomial& monomial, std::uint32_t splits) {
    const Key key{monomial, splits};
    const auto known = best_.find(key);
    if (known != best_.end()) return known->second.cost;
    ++looked_at_;
    Best best{};
    if (const Containment side = side_of(monomial); side != Containment::kBoth) {
      const Cover one{{monomial, false}};
      best = {.cost = side == Containment::kNone ? 0 : construction_states(one, language_.letters, true), .leaf = true};
    } else if (splits > 0 && looked_at_ <= limits_.monomials) {
      best = best_split(monomial, splits);
    }
    best_.emplace(key, best);
    return best.cost;
  }

  Best best_split(const Monomial& monomial, std::uint32_t splits) {
    Best best{};
    if (monomial.markers.size() == kMostMarkers) return best;
    for (std::size_t zone = 0; zone < monomial.blocks.size(); ++zone)
      for (Letter letter = 0; letter < language_.letters; ++letter) {
        if (((monomial.blocks[zone] >> letter) & 1) == 0) continue;
        for (const bool first : {true, false}) {
          const Split parts = split(monomial, zone, letter, first);
          const std::uint64_t without = cost(parts.without, splits - 1);
          if (without == kNone) continue;
          const std::uint64_t with = cost(parts.with, splits - 1);
          if (with != kNone && without + with < best.cost) best = {without + with, false, zone, letter, first};
        }
      }
    return best;
  }

  void collect(const Monomial& monomial, std::uint32_t splits, Cover& cover) {
    const Best best = best_.at({monomial, splits});
    if (best.leaf) {
      const Containment side = side_of(monomial);
      if (side != Containment::kNone) cover.push_back({monomial, side == Containment::kInside});
      return;
    }
    const Split parts = split(monomial, best.zone, best.letter, best.first);
    collect(parts.with, splits - 1, cover);
    collect(parts.without, splits - 1, cover);
  }

  const Dfa& language_;
  CoverLimits limits_;
  std::map<Key, Best> best_ = {};
  std::map<Monomial, Containment> sides_ = {};
  std::uint32_t looked_at_ = 0;
};

}  // namespace

std::optional<Cover> find_cover(const Dfa& language, CoverLimits limits) {
  return CoverSearch(language, limits).run();
}

Cover random_cover(Rng& rng, std::size_t letters, std::uint32_t splits, std::size_t most_markers) {
  std::vector<Monomial> parts{{.blocks = {all_letters(letters)}}};
  for (std::uint32_t done = 0; done < splits; ++done) {
    const std::size_t which = rng.below(parts.size());
    const std::size_t zone = rng.below(parts[which].blocks.size());
    const auto letter = static_cast<Letter>(rng.below(letters));
    const bool first = rng.below(2) == 0;
    if (parts[which].markers.size() == most_markers || ((parts[which].blocks[zone] >> letter) & 1) == 0) continue;
    Split result = split(parts[which], zone, letter, first);
    parts[which] = std::move(result.with);
    parts.push_back(std::move(result.without));
  }
  Cover cover;
  for (Monomial& part : parts) {
    const bool empty = part.markers.empty() && part.blocks[0] == 0;  // the empty word alone
    const bool accepted = rng.below(2) == 0;
    if (!empty) cover.push_back({std::move(part), accepted});
  }
  return cover;
}

}  // namespace parley::population
