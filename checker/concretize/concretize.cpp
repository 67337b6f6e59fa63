#include "checker/concretize/concretize.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "checker/concretize/passages.hpp"
#include "checker/conform/conform.hpp"
#include "checker/smt/fire.hpp"
#include "protocols/core/random.hpp"

namespace parley::concretize {
namespace {

using world::EventKind;

constexpr std::size_t kMostGathered = 64;     // made-up messages and timers to one process, for one move
constexpr std::size_t kMostSettled = 10'000;  // deliveries until nothing is under way
constexpr std::size_t kMostPatience = 64;     // events between two looks for the next move
constexpr std::size_t kMostInventions = 400;  // combinations of several made-up messages tried for one move

// A delivery between correct processes, which must happen in the end.
bool is_due(EventKind kind) {
  return kind == EventKind::kStart || kind == EventKind::kDeliver;
}

// Nothing more can happen in the model, or the same for ever.
bool ends(const ModelRun& run) {
  if (!run.counterexample.loop.empty()) return true;
  Configuration last = run.counterexample.initial;
  for (const AcceleratedStep& step : run.counterexample.steps) fire(run.automaton, step, last);
  return std::ranges::none_of(run.automaton.rules, [&](const Rule& rule) { return is_enabled(rule, last); });
}

class Search {
 public:
  Search(const ModelRun& run, std::vector<Passage> passages, Steering& steering, const Limits& limits)
      : run_(run),
        passages_(std::move(passages)),
        steering_(steering),
        limits_(limits),
        random_(limits.seed),
        ends_(ends(run)) {
    for (const Passage& passage : passages_) total_ += passage.moments.size();
  }

  Outcome find() {
    now_ = look();
    if (carry_out() && settle() && is_counterexample()) {
      shrink();
      outcome_.found = true;
      outcome_.reason.clear();
      outcome_.violation = steering_.violation(ends_);
    } else if (outcome_.reason.empty()) {
      outcome_.reason = fmt::format("{} of its {} moves were carried out", outcome_.moves, total_);
    }
    return outcome_;
  }

 private:
  struct View {
    Standing standing;
    std::optional<std::size_t> projection;  // none: the run shows nothing of the model yet
  };
  enum class Trial : std::uint8_t { kRefused, kNeutral, kProgress };
  enum class Wanted : std::uint8_t { kNext, kAny };  // the earliest move not carried out yet, or any

  bool is_over() const {
    return outcome_.hopeless || (limits_.stop && limits_.stop()) || std::chrono::steady_clock::now() >= limits_.end;
  }

  // The counterexample's parameters are those of the run: an instance has the same ones all the time.
  bool has_parameters(const Projection& projection) {
    for (std::size_t i = 0; i < run_.automaton.parameters.size(); ++i) {
      const auto found = projection.parameters.find(run_.automaton.parameters[i]);
      const std::int64_t wanted = run_.counterexample.initial.parameters[i];
      if (found != projection.parameters.end() && found->second == wanted) continue;
      outcome_.reason = fmt::format(
          "{} is {} in the counterexample{}", run_.automaton.parameters[i], wanted,
          found == projection.parameters.end() ? "" : fmt::format(", and {} in the implementation", found->second));
      outcome_.hopeless = true;
      return false;
    }
    return true;
  }

  // Of the projection that is furthest.
  View look() {
    const std::vector<Projection>& projections = steering_.projections();
    View best;
    if (projections.empty()) {
      best.standing.fits = true;
      return best;
    }
    for (std::size_t i = 0; i < projections.size(); ++i) {
      if (!has_parameters(projections[i])) continue;
      const Standing standing = stand(run_.automaton, passages_, projections[i]);
      if (!standing.fits || (best.projection && standing.done <= best.standing.done)) continue;
      best = {standing, i};
    }
    return best;
  }

  // Takes the option unless a process would move otherwise than the counterexample says.
  Trial attempt(std::size_t option, Wanted wanted = Wanted::kAny) {
    steering_.take(option);
    const View then = look();
    const bool goes_on = then.standing.done > now_.standing.done;
    const bool unwanted = goes_on && wanted == Wanted::kNext && then.standing.waiting <= now_.standing.waiting;
    if (!then.standing.fits || then.standing.done < now_.standing.done || unwanted) {
      steering_.undo_to(steering_.length() - 1);
      return Trial::kRefused;
    }
    now_ = then;
    return goes_on ? Trial::kProgress : Trial::kNeutral;
  }

  void undo_to(std::size_t length) {
    if (steering_.length() == length) return;
    steering_.undo_to(length);
    now_ = look();
  }

  std::vector<std::size_t> shuffled(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random_.below(i)]);
    return order;
  }

  bool carry_out() {
    std::size_t patience = 1;
    std::size_t idle = 0;
    while (now_.standing.done < total_) {
      outcome_.moves = std::max(outcome_.moves, now_.standing.done);
      if (is_over() || idle > limits_.idle) return false;
      if (single(Wanted::kNext) || gather(Wanted::kNext) || single(Wanted::kAny) || gather(Wanted::kAny)) {
        patience = 1;
        idle = 0;
        continue;
      }
      if (!wander(patience)) return false;
      idle += patience;
      patience = std::min(2 * patience, kMostPatience);
    }
    outcome_.moves = total_;
    return true;
  }

  // One event that makes a move.
  bool single(Wanted wanted) {
    const std::size_t begin = steering_.length();
    for (const std::size_t option : shuffled(steering_.options().size())) {
      if (attempt(option, wanted) == Trial::kProgress) return true;
      undo_to(begin);
    }
    return false;
  }

  // Several events at one process of which the last makes a move.
  bool gather(Wanted wanted) {
    std::vector<std::uint32_t> processes;
    for (const Option& option : steering_.options()) processes.push_back(option.process);
    std::ranges::sort(processes);
    processes.erase(std::unique(processes.begin(), processes.end()), processes.end());
    for (const std::size_t which : shuffled(processes.size())) {
      const std::size_t begin = steering_.length();
      const std::uint32_t process = processes[which];
      if (is_over()) return false;
      if (hear(process, wanted) || invent(process, wanted) || heap(process, wanted)) return true;
      undo_to(begin);
    }
    return false;
  }

  // All that is under way to it.
  bool hear(std::uint32_t process, Wanted wanted) {
    for (std::size_t option = 0; option < steering_.options().size();) {
      const Option& what = steering_.options()[option];
      const Trial trial = what.process == process && is_due(what.kind) ? attempt(option, wanted) : Trial::kRefused;
      if (trial == Trial::kProgress) return true;
      option = trial == Trial::kNeutral ? 0 : option + 1;  // other options now
    }
    return false;
  }

  // Each made-up message and timer by itself, then combinations of two and three while there are few.
  bool invent(std::uint32_t process, Wanted wanted) {
    constexpr unsigned kMostDepth = 3;
    for (unsigned depth = 1; depth <= kMostDepth; ++depth) {
      std::size_t budget = depth == 1 ? steering_.options().size() : kMostInventions;
      if (combine(process, wanted, depth, budget)) return true;
    }
    return false;
  }

  bool combine(std::uint32_t process, Wanted wanted, unsigned depth, std::size_t& budget) {
    const std::size_t begin = steering_.length();
    for (const std::size_t option : shuffled(steering_.options().size())) {
      const Option what = steering_.options()[option];
      if (what.process != process || is_due(what.kind)) continue;
      if (budget == 0 || is_over()) return false;
      --budget;
      const Trial trial = attempt(option, wanted);
      if (trial == Trial::kProgress) return true;
      if (trial == Trial::kNeutral && depth > 1 && combine(process, wanted, depth - 1, budget)) return true;
      undo_to(begin);
    }
    return false;
  }

  // Made-up messages and timers one upon the other.
  bool heap(std::uint32_t process, Wanted wanted) {
    for (std::size_t count = 0; count < kMostGathered && !is_over(); ++count) {
      Trial trial = Trial::kRefused;
      for (const std::size_t option : shuffled(steering_.options().size())) {
        if (steering_.options()[option].process != process) continue;
        trial = attempt(option, wanted);
        if (trial != Trial::kRefused) break;
      }
      if (trial == Trial::kProgress) return true;
      if (trial == Trial::kRefused) return false;
    }
    return false;
  }

  // Anything that moves nobody otherwise, what must happen anyway before what need not; false when there is nothing.
  bool wander(std::size_t patience) {
    for (std::size_t count = 0; count < patience; ++count) {
      const std::vector<std::size_t> order = shuffled(steering_.options().size());
      const bool due_first = random_.below(4) != 0;
      if (!take_one(order, due_first) && !take_one(order, !due_first)) return count > 0;
    }
    return true;
  }

  bool take_one(const std::vector<std::size_t>& order, bool due) {
    for (const std::size_t option : order) {
      if (is_due(steering_.options()[option].kind) != due) continue;
      if (attempt(option) != Trial::kRefused) return true;
    }
    return false;
  }

  std::optional<std::size_t> next_due() const {
    const std::vector<Option>& options = steering_.options();
    for (std::size_t option = 0; option < options.size(); ++option)
      if (is_due(options[option].kind)) return option;
    return std::nullopt;
  }

  // Where the counterexample ends, all that is under way must arrive without moving anybody.
  bool settle() {
    if (!ends_) return true;
    for (std::size_t count = 0; count < kMostSettled; ++count) {
      const std::optional<std::size_t> option = next_due();
      if (!option) return true;
      const std::uint32_t process = steering_.options()[*option].process;
      if (attempt(*option) != Trial::kNeutral) {
        outcome_.reason = fmt::format("where the counterexample ends, process {} goes on", process);
        return false;
      }
    }
    return false;
  }

  // The run's projection is a run of the model and violates the specification. It begins where the projection says,
  // which need not be where the counterexample does: of a process that never moves the run may not show where it is.
  bool is_counterexample() {
    if (!now_.projection) {
      outcome_.reason = "it moves nobody, and a run in which nothing happens shows nothing of the model";
      return false;
    }
    const Projection& projection = steering_.projections()[*now_.projection];
    const conform::ConformResult conformance = conform::check_conformance(run_.automaton, {projection});
    if (!conformance.conforms) {
      outcome_.reason = fmt::format("the implementation does what the model does not: {}", conformance.reason);
      return false;
    }
    Counterexample seen{run_.counterexample.initial, {}, run_.counterexample.loop};
    std::ranges::fill(seen.initial.counters, 0);
    for (const auto& [process, location] : projection.initial)
      ++seen.initial.counters[*find_location(run_.automaton, location)];
    for (const conform::FiredRules& fired : conformance.fired)
      for (const std::size_t rule : fired.positions) seen.steps.push_back({static_cast<std::uint32_t>(rule), 1});
    outcome_.projection = projection.label;
    const auto refuted = refute_counterexample(run_.automaton, run_.specification, seen);
    if (refuted) outcome_.reason = fmt::format("its moves were carried out, but {}", *refuted);
    return !refuted;
  }

  // Leaves out what need not happen, large pieces first.
  void shrink() {
    const auto still_does = [&] {
      now_ = look();
      return now_.standing.fits && now_.standing.done == total_ && (!ends_ || !next_due()) && is_counterexample();
    };
    for (std::size_t size = std::max<std::size_t>(1, steering_.length() / 2); size > 0; size /= 2)
      for (std::size_t until = steering_.length(); until >= size && !is_over(); until -= std::min(size, until)) {
        until = std::min(until, steering_.length());
        if (until >= size) steering_.cut(until - size, until, still_does);
      }
    now_ = look();
    static_cast<void>(is_counterexample());
  }

  const ModelRun& run_;
  std::vector<Passage> passages_;
  Steering& steering_;
  const Limits& limits_;
  Rng random_;
  bool ends_;
  std::size_t total_ = 0;  // moves of the counterexample
  View now_;
  Outcome outcome_;
};

}  // namespace

Outcome concretize(const ModelRun& run, Steering& steering, const Limits& limits) {
  std::optional<std::vector<Passage>> passages = passages_of(run.automaton, run.counterexample);
  if (!passages) return {.reason = "the counterexample moves processes for ever, or too many of them"};
  return Search(run, std::move(*passages), steering, limits).find();
}

}  // namespace parley::concretize
