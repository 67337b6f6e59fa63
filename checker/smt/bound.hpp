// How many segments a run needs, and whether "no violation with that many segments" proves a specification.
//
// Runs are maximal (models/threshold_automaton.hpp). A segment is a stretch of a run given by its first configuration
// and a firing count for each rule. What the encoding (encoding.hpp) demands of a segment with counts c from
// configuration s to configuration e:
//   (S1) e = s + effect of c, and all counters of e are >= 0;
//   (S2) each atom g of the guard of a rule with c > 0 holds at s, and either the segment is a single firing, or
//        no rule with c > 0 can lower g, or g holds at e and no rule with c > 0 can raise g;
//   (S3) each source location of a rule with c > 0 is occupied at s or reached from an occupied one by rules with c >
//   0; (S4) each atom that [] asks for inside the segment holds at s and e, and a reason of the list in `interior_of`
//        (encoding_claims.cpp) keeps it true in between, or the segment is a single firing.
//
// Soundness of "violated" needs none of this: every run is replayed step by step before it is reported.
//
// Proposition. Let the automaton have no resets or decrements, all guard atoms be monotone (no rule lowers g, or no
// rule raises it), and let `proof_gap` return nothing. If a run satisfies `target` (the negated specification), so does
// one of at most `segments_needed` segments that then stays where it is for ever; when `waits_exactly`, it stays where
// a self-loop without effect is enabled, or nothing is.
//
// Proof sketch. (1) Staying. Where no rule recurs (system.hpp), a run eventually fires only self-loops without effect,
// or ends. Otherwise cut the tail, in which temporal sub-formulas have settled, at a position where the one formula <>p
// that lies under a [] (there is at most one, see proof_gap) has its p; the run that stays there satisfies the target
// too. If only idle rules recur (loop.hpp), some process is on its way round an enabled cycle of them at that position,
// or the tail ends or waits there: the run can stay. Otherwise it may not be maximal, which only adds runs to the
// query. (2) Cut the run at
// these positions: where a monotone atom that occurs in guards, or in a [] beside an alternative, changes (each changes
// at most once); at a witness of each <>; where a temporal sub-formula under a [] changes (at most once each: [] only
// becomes true, <> only becomes false). Between two cuts the firing counts of the run itself satisfy (S1)-(S4): guards
// and chosen alternatives are constant there, and the real order of firing shows (S3). (3) Counting. The firing that
// changes an atom needs a segment of its own only if the atom's falling form guards some rule (in its stretch the atom
// would not hold at the end) or it occurs beside an alternative under []. Otherwise it closes the stretch before it. If
// an atom guards only by its falling form, and none of the rules so guarded can change it, the changing firing opens
// the next stretch instead: no guard there needs the new value. A firing that changes several atoms at once is paid for
// by all of them. Hence weight 1 or 2 an atom, 1 a witness, 2 a temporal sub-formula under [], and 1 for the last
// stretch. A target without [] owes nothing to what follows its last witness: the run is cut there, which saves one.
// (S1)-(S3) are sufficient for a firing order by the realisability theorem for state machines (Parikh image of
// communication-free nets, Esparza 1997): the counts of a flow that is connected to occupied places can be fired.
// Budgets (system.hpp) need no cut: (S2) is replaced by an equivalent condition on the end.
//
// Shorter proofs. `SegmentKind::kPrefix` and kTail ask for conditions that every stretch of every run meets, so that an
// unsatisfiable query proves the specification without the bound above. Take a run that satisfies the target and cut it
// where a rising guard becomes true and at the positions that the formula singles out (`formula_cuts`). (P) In a piece
// of the first kind of cut, rising guards of fired rules hold at its start, because they change only with its last
// firing; falling ones held before they were used. All pieces but the formula's own make a guard true, or no guard
// becomes true any more (demand_progress). (T) What remains after the prefix is cut at formula positions only: rising
// guards that were used hold at the end of such a stretch, falling ones at its start, and a counter that is always 0
// receives nothing. None of this needs guards to be monotone, or alternatives under [] to settle; only step (1) above
// is used, hence `tail_gap`. Most properties that hold need no prefix at all: quorum arguments are arithmetic.
//
// What is tested rather than proved: the implementation, against explicit search on thousands of random automata.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "checker/smt/system.hpp"

namespace parley {

// `raw` is the negated specification in negation normal form, `target` the same simplified.
std::size_t segments_needed(const System& system, const Prop& target);

// How many positions of a run the target singles out: witnesses and changes, as in the proof.
std::size_t formula_cuts(const Prop& target);

// Why the proposition does not apply; nothing when it does.
std::optional<std::string> proof_gap(const System& system, const Prop& raw, const Prop& target);

// The target speaks of what follows every finite prefix: it has a [] or a "finally".
bool binds_the_tail(const Prop& target);

// The part of proof_gap that concerns step (1), and with it the shorter proofs.
std::optional<std::string> tail_gap(const System& system, const Prop& raw);

// A location counter that is at least a positive constant: with locations emptied in topological order it first rises
// and then falls within a segment, so that the ends tell. Only on location graphs without cycles.
bool is_unimodal(const System& system, const LinearExpr& expr);

}  // namespace parley
