// Any transition system as a System: plain models written for comparison, or to try an idea before writing handlers.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/explore/interner.hpp"
#include "checker/explore/search.hpp"
#include "checker/explore/system.hpp"
#include "protocols/core/check.hpp"
#include "protocols/core/codec.hpp"

namespace parley::explore {

// M is a model:
//   State, Step            values
//   initial()              the initial states
//   steps(state, out)      appends the steps that are enabled in `state`, in a fixed order
//   apply(state, step)     carries an enabled step out; must be a function of both alone
//   kProperties            as of a monitor (property.hpp), with broken, witnessed and unfulfilled of a state
// A model with symmetry also has
//   canonicalize(state)    puts one of the states that differ by a renaming in the place of all; steps and properties
//                          must not tell them apart
// Weak fairness holds of each step by its value, or of those alone for which a model says so by
//   is_fair(step)          whether the step must be taken in the end while it stays possible and would change something
template <class M>
concept Model = std::copyable<typename M::State> && std::copyable<typename M::Step> &&
    requires(const M& model, typename M::State& state, const typename M::State& seen, const typename M::Step& step,
             std::vector<typename M::Step>& steps) {
  { model.initial() } -> std::same_as<std::vector<typename M::State>>;
  model.steps(seen, steps);
  model.apply(state, step);
  {std::span<const PropertyInfo>(M::kProperties)};
  { model.broken(seen) } -> std::same_as<PropertySet>;
  { model.witnessed(seen) } -> std::same_as<PropertySet>;
  { model.unfulfilled(seen) } -> std::same_as<PropertySet>;
};

template <class M>
concept SymmetricModel = Model<M> && requires(const M& model, typename M::State& state) {
  model.canonicalize(state);
};

// A state whose bytes are its value is copied as it is; any other walkable state is numbered by its canonical bytes,
// and one word stands for it.
template <Model M>
class ModelSystem final : public System {
 public:
  using State = typename M::State;
  using Step = typename M::Step;

  static constexpr bool kPlain = std::has_unique_object_representations_v<State>;

  // With `symmetry`, states that a SymmetricModel takes for one are explored once.
  explicit ModelSystem(const M& model, bool symmetry = false) : model_(model), symmetry_(symmetry) {}

  const M& model() const { return model_; }

  std::size_t width() const override { return kPlain ? (sizeof(State) + 3) / 4 : 1; }
  std::span<const PropertyInfo> properties() const override { return M::kProperties; }

  void initial(StateList& out) override {
    for (State state : model_.initial()) {
      canonicalize(state);
      store(state, out);
    }
  }

  Ending expand(const std::uint32_t* words, StateList& out) override {
    std::vector<Step>& steps = steps_;
    return expand_into(words, steps, [&](const State& state) { store(state, out); });
  }

  bool try_expand(const std::uint32_t* words, StateList& out, Ending& ending) const override {
    if constexpr (kPlain) {
      std::vector<Step> steps;  // of this call: several threads may be here
      ending = expand_into(words, steps, [&](const State& state) { store_plain(state, out); });
      return true;
    } else {
      return false;
    }
  }

  void expand_fairly(const std::uint32_t* words, StateList& out, Fairness& fairness) override {
    const State state = with_state(words, [](const State& found) { return found; });
    std::vector<Step> steps;
    model_.steps(state, steps);
    for (const Step& step : steps) {
      State next = state;
      model_.apply(next, step);
      if (equal(next, state)) continue;
      canonicalize(next);
      const std::uint64_t action = action_of(step);
      if (action != Fairness::kNone) fairness.due.push_back({action, Fairness::kForever});
      fairness.taken.push_back(action);
      store(next, out);
    }
    std::sort(fairness.due.begin(), fairness.due.end(),
              [](const auto& a, const auto& b) { return a.action < b.action; });
  }

  Judgement judge(const std::uint32_t* words) const override {
    return with_state(words, [&](const State& state) {
      return Judgement{model_.broken(state), model_.witnessed(state)};
    });
  }
  PropertySet unfulfilled(const std::uint32_t* words) const override {
    return with_state(words, [&](const State& state) { return model_.unfulfilled(state); });
  }
  std::size_t table_bytes() const override { return ids_.bytes() + states_.capacity() * sizeof(State); }

  // The states along a path, the steps between them, and the path that leads there without symmetry.
  struct Run {
    std::vector<State> states;
    std::vector<Step> steps;
    Path path;
  };
  // The run that `path` stands for; empty when the path leaves the model. With symmetry a step is one that leads to a
  // state of which the path has the renaming.
  std::optional<Run> follow(const Path& path) const {
    const std::vector<State> beginnings = model_.initial();
    if (path.empty() || path[0] >= beginnings.size()) return std::nullopt;
    Run run{{beginnings[path[0]]}, {}, {path[0]}};
    State seen = run.states.back();
    canonicalize(seen);
    for (std::size_t at = 1; at < path.size(); ++at) {
      const std::optional<State> next = successor(seen, path[at]);
      if (!next) return std::nullopt;
      advance(run, seen = *next);
    }
    return run;
  }

 private:
  static bool equal(const State& a, const State& b) {
    if constexpr (kPlain) {
      return std::memcmp(&a, &b, sizeof(State)) == 0;
    } else {
      return parley::equal(a, b);
    }
  }

  std::uint64_t action_of(const Step& step) {
    if constexpr (requires { model_.is_fair(step); })
      if (!model_.is_fair(step)) return Fairness::kNone;
    scratch_.clear();
    encode_part(step, scratch_);
    return step_ids_.intern(scratch_).id;
  }

  void canonicalize(State& state) const {
    if constexpr (SymmetricModel<M>)
      if (symmetry_) model_.canonicalize(state);
  }

  // The `ordinal`-th successor, as expand() counts them.
  std::optional<State> successor(const State& state, std::uint32_t ordinal) const {
    std::vector<Step> steps;
    model_.steps(state, steps);
    for (const Step& step : steps) {
      State next = state;
      model_.apply(next, step);
      canonicalize(next);
      if (!equal(next, state) && ordinal-- == 0) return next;
    }
    return std::nullopt;
  }

  // Takes a step to a state that `seen` stands for.
  void advance(Run& run, const State& seen) const {
    std::vector<Step> steps;
    model_.steps(run.states.back(), steps);
    std::uint32_t ordinal = 0;
    for (const Step& step : steps) {
      State next = run.states.back();
      model_.apply(next, step);
      if (equal(next, run.states.back())) continue;
      State least = next;
      canonicalize(least);
      if (!equal(least, seen)) {
        ++ordinal;
        continue;
      }
      run.states.push_back(std::move(next));
      run.steps.push_back(step);
      run.path.push_back(ordinal);
      return;
    }
    check(false, "a model tells renamed states apart");
  }

  template <class Visit>
  auto with_state(const std::uint32_t* words, Visit visit) const {
    if constexpr (kPlain) {
      State state;
      std::memcpy(static_cast<void*>(&state), words, sizeof(State));
      return visit(state);
    } else {
      return visit(states_[words[0]]);
    }
  }

  template <class Store>
  Ending expand_into(const std::uint32_t* words, std::vector<Step>& steps, Store store_next) const {
    const State state = with_state(words, [](const State& found) { return found; });
    steps.clear();
    model_.steps(state, steps);
    bool moved = false;
    for (const Step& step : steps) {
      State next = state;
      model_.apply(next, step);
      canonicalize(next);
      if (equal(next, state)) continue;
      moved = true;
      store_next(next);
    }
    return moved ? Ending::kNone : Ending::kEnd;
  }

  void store_plain(const State& state, StateList& out) const {
    std::uint32_t words[(sizeof(State) + 3) / 4] = {};
    std::memcpy(words, &state, sizeof(State));
    out.append(words);
  }

  void store(const State& state, StateList& out) {
    if constexpr (kPlain) {
      store_plain(state, out);
    } else {
      scratch_.clear();
      encode_part(state, scratch_);
      const auto place = ids_.intern(scratch_);
      if (place.fresh) {
        states_.push_back(state);
        count_revision();
      }
      out.append(&place.id);
    }
  }

  M model_;
  bool symmetry_;
  std::vector<Step> steps_;
  Interner<std::byte> ids_;
  Interner<std::byte> step_ids_;
  std::vector<State> states_;
  Bytes scratch_;
};

}  // namespace parley::explore
