#include "checker/smt/progress.hpp"

#include <algorithm>
#include <stdexcept>

namespace parley {

namespace {

constexpr std::size_t kMaxTemporal = 63;
constexpr std::size_t kMaxWays = 4096;

bool asks_no_more(const Way& weak, const Way& strong) {
  return (weak.owed & ~strong.owed) == 0 && std::ranges::all_of(weak.atoms, [&](const Prop* atom) {
           return std::ranges::find(strong.atoms, atom) != strong.atoms.end();
         });
}

}  // namespace

Progress::Progress(const Prop& formula) : formula_(&formula) {
  number(formula);
}

void Progress::number(const Prop& prop) {
  if (is_temporal(prop)) timed_.insert(&prop);
  if (prop.kind == PropKind::kAlways || prop.kind == PropKind::kEventually) {
    if (temporal_.size() == kMaxTemporal) throw std::length_error("the specification has too many temporal operators");
    if (prop.kind == PropKind::kEventually) eventualities_ |= Owed{1} << temporal_.size();
    temporal_.push_back(&prop);
  }
  for (const Prop& child : prop.children) number(child);
}

Owed Progress::bit_of(const Prop& prop) const {
  return Owed{1} << (std::ranges::find(temporal_, &prop) - temporal_.begin());
}

const std::vector<Way>& Progress::unfold(Owed owed) {
  const auto [known, added] = known_.try_emplace(owed);
  if (added) known->second = ways(owed_formulas(owed));
  return known->second;
}

std::vector<const Prop*> Progress::owed_formulas(Owed owed) const {
  std::vector<const Prop*> open;
  for (std::size_t i = 0; i < temporal_.size(); ++i)
    if ((owed >> i & 1U) != 0) open.push_back(temporal_[i]);
  return open;
}

std::vector<Owed> Progress::results(std::vector<const Prop*> open, const Holds& holds) const {
  std::vector<Owed> all;
  advance(0, std::move(open), holds, all);
  std::ranges::sort(all);
  const auto tail = std::ranges::unique(all);
  all.erase(tail.begin(), tail.end());
  return all;
}

void Progress::advance(Owed owed, std::vector<const Prop*> open, const Holds& holds, std::vector<Owed>& results) const {
  while (!open.empty()) {
    const Prop& prop = *open.back();
    open.pop_back();
    if (!timed_.contains(&prop)) {
      if (!holds(prop)) return;
    } else if (prop.kind == PropKind::kAnd) {
      for (const Prop& child : prop.children) open.push_back(&child);
    } else if (prop.kind == PropKind::kAlways) {
      owed |= bit_of(prop);
      open.push_back(&prop.children.front());
    } else if (prop.kind == PropKind::kEventually) {
      const Prop& body = prop.children.front();
      const bool timed = timed_.contains(&body);
      if (timed) {
        advance(owed | bit_of(prop), open, holds, results);
        open.push_back(&body);
      } else if (!holds(body)) {
        owed |= bit_of(prop);
      }
    } else {
      for (const Prop& child : prop.children) {
        std::vector<const Prop*> branch = open;
        branch.push_back(&child);
        advance(owed, std::move(branch), holds, results);
      }
      return;
    }
  }
  if (results.size() == kMaxWays) throw std::length_error("the specification has too many alternatives");
  results.push_back(owed);
}

std::vector<Way> Progress::ways(std::vector<const Prop*> open) const {
  std::vector<Way> all;
  expand({}, std::move(open), all);
  std::vector<Way> kept;
  for (const Way& way : all) {
    if (std::ranges::any_of(kept, [&](const Way& other) { return asks_no_more(other, way); })) continue;
    std::erase_if(kept, [&](const Way& other) { return asks_no_more(way, other); });
    kept.push_back(way);
  }
  return kept;
}

void Progress::expand(Way way, std::vector<const Prop*> open, std::vector<Way>& result) const {
  while (!open.empty()) {
    const Prop& prop = *open.back();
    open.pop_back();
    switch (prop.kind) {
      case PropKind::kFalse:
        return;
      case PropKind::kTrue:
      case PropKind::kFinally:
        break;
      case PropKind::kAtom:
        if (std::ranges::find(way.atoms, &prop) == way.atoms.end()) way.atoms.push_back(&prop);
        break;
      case PropKind::kAnd:
        for (const Prop& child : prop.children) open.push_back(&child);
        break;
      case PropKind::kAlways:
        way.owed |= bit_of(prop);
        open.push_back(&prop.children.front());
        break;
      case PropKind::kEventually: {
        Way later = way;
        later.owed |= bit_of(prop);
        expand(std::move(later), open, result);
        open.push_back(&prop.children.front());
        break;
      }
      case PropKind::kOr:
        for (const Prop& child : prop.children) {
          std::vector<const Prop*> branch = open;
          branch.push_back(&child);
          expand(way, std::move(branch), result);
        }
        return;
    }
  }
  if (result.size() == kMaxWays) throw std::length_error("the specification has too many alternatives");
  result.push_back(std::move(way));
}

}  // namespace parley
