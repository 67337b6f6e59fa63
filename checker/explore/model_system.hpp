// Any transition system as a System: plain models written for comparison, or to try an idea before writing handlers.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "checker/explore/interner.hpp"
#include "checker/explore/system.hpp"
#include "protocols/core/codec.hpp"

namespace parley::explore {

// M is a model:
//   State, Step            values
//   initial()              the initial states
//   steps(state, out)      appends the steps that are enabled in `state`, in a fixed order
//   apply(state, step)     carries an enabled step out; must be a function of both alone
//   kProperties            as of a monitor (property.hpp), with broken, witnessed and unfulfilled of a state
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

// A state whose bytes are its value is copied as it is; any other walkable state is numbered by its canonical bytes,
// and one word stands for it.
template <Model M>
class ModelSystem final : public System {
 public:
  using State = typename M::State;
  using Step = typename M::Step;

  static constexpr bool kPlain = std::has_unique_object_representations_v<State>;

  explicit ModelSystem(const M& model) : model_(model) {}

  std::size_t width() const override { return kPlain ? (sizeof(State) + 3) / 4 : 1; }
  std::span<const PropertyInfo> properties() const override { return M::kProperties; }

  void initial(StateList& out) override {
    for (const State& state : model_.initial()) store(state, out);
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

  Judgement judge(const std::uint32_t* words) const override {
    return with_state(words, [&](const State& state) {
      return Judgement{model_.broken(state), model_.witnessed(state)};
    });
  }
  PropertySet unfulfilled(const std::uint32_t* words) const override {
    return with_state(words, [&](const State& state) { return model_.unfulfilled(state); });
  }
  std::size_t table_bytes() const override { return ids_.bytes() + states_.capacity() * sizeof(State); }

  // The states along `path`, and the steps between them.
  struct Run {
    std::vector<State> states;
    std::vector<Step> steps;
  };
  Run follow(const std::vector<std::uint32_t>& path) const {
    Run run;
    run.states.push_back(model_.initial()[path[0]]);
    for (std::size_t at = 1; at < path.size(); ++at) {
      std::vector<Step> steps;
      model_.steps(run.states.back(), steps);
      std::uint32_t ordinal = 0;
      for (const Step& step : steps) {
        State next = run.states.back();
        model_.apply(next, step);
        if (equal(next, run.states.back()) || ordinal++ != path[at]) continue;
        run.states.push_back(std::move(next));
        run.steps.push_back(step);
        break;
      }
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
      if (place.fresh) states_.push_back(state);
      out.append(&place.id);
    }
  }

  M model_;
  std::vector<Step> steps_;
  Interner<std::byte> ids_;
  std::vector<State> states_;
  Bytes scratch_;
};

}  // namespace parley::explore
