// What the target demands at the borders of the segments, and inside them.
#include <string>

#include "checker/smt/bound.hpp"
#include "checker/smt/encoding.hpp"

namespace parley {

z3::expr SegmentEncoding::atom_at(const LinearExpr& expr, std::size_t border) {
  return value(expr, border) >= 0;
}

// No firing of the segment can raise (up) or lower the expression.
z3::expr SegmentEncoding::none_moves(const LinearExpr& expr, std::size_t segment, bool up) {
  std::vector<std::size_t> movers;
  for (std::size_t i = 0; i < system_.rules.size(); ++i) {
    const int effect = effect_on(system_.rules[i], expr);
    if (effect == 2 || effect == (up ? 1 : -1)) movers.push_back(i);
  }
  return movers.empty() ? context_.bool_val(true) : !any_fired(segment, movers);
}

z3::expr SegmentEncoding::junction(const Prop& prop, const std::vector<z3::expr>& parts) {
  z3::expr_vector all(context_);
  for (const z3::expr& part : parts) all.push_back(part);
  return prop.kind == PropKind::kAnd ? z3::mk_and(all) : z3::mk_or(all);
}

z3::expr SegmentEncoding::holds_at(const Prop& prop, std::size_t border) {
  switch (prop.kind) {
    case PropKind::kTrue:
      return context_.bool_val(true);
    case PropKind::kFalse:
      return context_.bool_val(false);
    case PropKind::kAtom:
      return atom_at(prop.atom, border);
    case PropKind::kFinally:
      return holds_at(prop.children.front(), segments_);
    case PropKind::kAlways:
    case PropKind::kEventually:
      return claim(prop, border);
    case PropKind::kAnd:
    case PropKind::kOr:
      break;
  }
  std::vector<z3::expr> parts;
  for (const Prop& child : prop.children) parts.push_back(holds_at(child, border));
  return junction(prop, parts);
}

// A Boolean that implies the temporal formula at the border.
z3::expr SegmentEncoding::claim(const Prop& prop, std::size_t border) {
  if (const auto known = claims_.find({&prop, border}); known != claims_.end()) return known->second;
  const Prop& body = prop.children.front();
  if (border == segments_) return holds_at(body, border);
  const z3::expr later = claim(prop, border + 1);
  const z3::expr now = holds_at(body, border);
  const std::string name = "claim" + std::to_string(claims_.size()) + "_" + std::to_string(border);
  const z3::expr result = context_.bool_const(name.c_str());
  claims_.emplace(std::pair{&prop, border}, result);
  if (prop.kind == PropKind::kEventually) {
    assertions_.push_back(z3::implies(result, now || later));
  } else {
    assertions_.push_back(z3::implies(result, now && later));
    if (kinds_[border] == SegmentKind::kExact) {
      const z3::expr inside = holds_inside(body, border);
      if (!inside.is_true()) assertions_.push_back(z3::implies(result, inside || single(border)));
    } else {
      assertions_.push_back(z3::implies(result, necessary_inside(body, border)));
    }
  }
  return result;
}

// (S4): implies that the formula holds in every configuration strictly inside the segment.
z3::expr SegmentEncoding::holds_inside(const Prop& prop, std::size_t segment) {
  switch (prop.kind) {
    case PropKind::kTrue:
      return context_.bool_val(true);
    case PropKind::kFalse:
      return context_.bool_val(false);
    case PropKind::kAtom:
      return interior_of(prop.atom, segment);
    case PropKind::kFinally:
      return holds_at(prop.children.front(), segments_);
    case PropKind::kAlways:
      return claim(prop, segment);  // once true, it stays true
    case PropKind::kEventually:
      return claim(prop, segment + 1);  // true later, so true before
    case PropKind::kAnd:
    case PropKind::kOr:
      break;
  }
  std::vector<z3::expr> parts;
  for (const Prop& child : prop.children) parts.push_back(holds_inside(child, segment));
  return junction(prop, parts);
}

// Follows from the formula's holding in every configuration of the segment.
z3::expr SegmentEncoding::necessary_inside(const Prop& prop, std::size_t segment) {
  if (prop.kind == PropKind::kAtom && is_zero_atom(prop.atom)) return none_moves(prop.atom, segment, false);
  if (prop.kind != PropKind::kAnd) return context_.bool_val(true);
  std::vector<z3::expr> parts;
  for (const Prop& child : prop.children) parts.push_back(necessary_inside(child, segment));
  return junction(prop, parts);
}

z3::expr SegmentEncoding::interior_of(const LinearExpr& expr, std::size_t segment) {
  const z3::expr before = atom_at(expr, segment);
  const z3::expr after = atom_at(expr, segment + 1);
  const Direction direction = direction_of(system_, expr);
  if (!direction.down) return before;
  if (!direction.up) return after;
  if (is_unimodal(system_, expr)) return before && after;
  const z3::expr never_lowered = none_moves(expr, segment, false);  // for "counters are 0": nothing enters them
  if (is_zero_atom(expr)) return before && never_lowered;
  return before && after && (never_lowered || none_moves(expr, segment, true));
}

}  // namespace parley
