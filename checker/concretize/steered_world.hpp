// An instance of P in a World, steered event by event. The faulty processes take no steps; whatever they could send is
// an option at any time: every message of the alphabet, with the signatures that they have, and have seen.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/concretize/steering.hpp"
#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "net/world/trace.hpp"
#include "net/world/world.hpp"
#include "protocols/core/alphabet.hpp"

namespace parley::concretize {

// `project(config, correct, steps)`: as ModelMap<P>::projections.
template <Process P>
class SteeredWorld final : public Steering {
 public:
  using World = world::World<P>;
  using Event = world::Event<P>;
  using Project = std::vector<Projection> (*)(const typename P::Config&, const ProcessSet&,
                                              const std::vector<StateView<P>>&);

  // `config` must outlive it. `values` are those that faulty processes use.
  SteeredWorld(const typename P::Config& config, const ProcessSet& correct, std::vector<std::uint64_t> values,
               Project project)
      : config_(config), correct_(correct), values_(std::move(values)), project_(project) {
    for (std::uint32_t id = 0; id < process_count(config); ++id)
      if (!correct.contains(ProcessId{id})) faulty_.insert(ProcessId{id});
    worlds_.emplace_back(config, correct);
    known_.emplace_back();
    possible_.emplace_back();
  }

  const std::vector<Option>& options() override { return possible().options; }

  void take(std::size_t option) override {
    const Possible& now = possible();
    std::size_t list = 0;
    for (; option >= now.events[list]->size(); ++list) option -= now.events[list]->size();
    append((*now.events[list])[option]);
  }
  std::size_t length() const override { return events_.size(); }

  void undo_to(std::size_t length) override {
    if (length == events_.size()) return;
    events_.resize(length);
    worlds_.erase(worlds_.begin() + static_cast<std::ptrdiff_t>(length) + 1, worlds_.end());
    known_.resize(length + 1);
    possible_.resize(length + 1);
    views_.resize(length);
    projections_.reset();
  }

  bool cut(std::size_t from, std::size_t until, const std::function<bool()>& accept) override {
    const std::vector<Event> before = events_;
    undo_to(from);
    bool possible = true;
    for (std::size_t i = until; i < before.size() && possible; ++i) possible = append_if_possible(before[i]);
    if (possible && accept()) return true;
    undo_to(from);
    for (std::size_t i = from; i < before.size(); ++i) append(before[i]);
    return false;
  }

  const std::vector<Projection>& projections() override {
    if (!projections_) projections_ = project_(config_, correct_, views_);
    return *projections_;
  }

  std::string violation(bool ends) const override {
    const auto& monitor = worlds_.back().monitor();
    const PropertySet broken = ends ? monitor.broken() | monitor.unfulfilled() : monitor.broken();
    for (std::size_t i = 0; i < P::Problem::kProperties.size(); ++i)
      if (broken.contains(i)) return std::string(P::Problem::kProperties[i].name);
    return {};
  }

  std::vector<world::TraceStep> steps() const {
    std::vector<world::TraceStep> steps;
    World world(config_, correct_);
    for (const Event& event : events_) {
      const auto first = static_cast<std::uint32_t>(world.sent(event.process).size());
      Event described = event;
      if (event.kind == world::EventKind::kDeliver)
        described.message = world.sent(event.key.from)[event.key.sequence].message;
      const Effects<P>& effects = world.apply(event);
      steps.push_back(world::describe_step<P>(steps.size(), described, world.local(event.process), effects, first));
    }
    return steps;
  }

 private:
  static constexpr std::size_t kMostOutcomes = 8;     // of one event's choices
  static constexpr std::size_t kMostRemembered = 64;  // states of a process, for inventions_

  using Events = std::shared_ptr<const std::vector<Event>>;

  // What can happen after so many events: the events as lists, one after the other.
  struct Possible {
    std::vector<Option> options;
    std::vector<Events> events;
  };

  bool append_if_possible(const Event& event) {
    if (worlds_.back().refusal(event) != world::Refusal::kNone) return false;
    append(event);
    return true;
  }

  void append(const Event& taken) {
    const Event event = taken;  // may lie in possible_
    projections_.reset();
    possible_.emplace_back();
    worlds_.push_back(worlds_.back());
    World& world = worlds_.back();
    const std::size_t sent = world.sent(event.process).size();
    Choices choices = Choices::lenient(event.choices);
    static_cast<void>(world.apply(event, choices));
    views_.push_back({events_.size(), event.process.value, true, world.local(event.process).state});
    events_.push_back(event);
    events_.back().choices = choices.taken();
    events_.back().choices.resize(choices.used());
    known_.push_back(known_.back());
    for (std::size_t i = sent; i < world.sent(event.process).size(); ++i) learn(event.process, i);
  }

  // A message to a faulty process teaches it the signed values in it.
  void learn(ProcessId from, std::size_t sequence) {
    const auto& payload = worlds_.back().sent(from)[sequence];
    bool told = false;
    faulty_.for_each([&](ProcessId id) { told = told || payload.addresses(from, id, config_.n); });
    if (!told) return;
    collect_statements(payload.message, [&](KnownStatement statement, StatementRenaming) {
      if (std::ranges::find(known_.back(), statement) == known_.back().end())
        known_.back().push_back(std::move(statement));
    });
  }

  const Possible& possible() {
    std::optional<Possible>& now = possible_.back();
    if (!now) {
      now.emplace();
      std::vector<Event> due;
      for (const Event& event : worlds_.back().enabled())
        if (correct_.contains(event.process)) offer(event, {}, due);
      now->events.push_back(std::make_shared<const std::vector<Event>>(std::move(due)));
      if (!faulty_.empty()) add_inventions(*now);
      for (const Events& events : now->events)
        for (const Event& event : *events) now->options.push_back({event.kind, event.process.value});
    }
    return *now;
  }

  void add_inventions(Possible& now) {
    renew_alphabet();
    correct_.for_each([&](ProcessId to) {
      if (worlds_.back().local(to).up) now.events.push_back(inventions_for(to));
    });
  }

  // What faulty processes could send it, which is up to its state alone.
  Events inventions_for(ProcessId to) {
    const Bytes state = encode(worlds_.back().local(to).state);
    auto& known = inventions_[to.value];
    if (known.size() >= kMostRemembered) known.clear();
    Events& made_up = known[std::string(reinterpret_cast<const char*>(state.data()), state.size())];
    if (made_up) return made_up;
    std::vector<Event> events;
    faulty_.for_each([&](ProcessId from) {
      for (const typename P::Message& message : *alphabet_)
        offer({world::EventKind::kInject, to, {from, 0}, message, {}, {}}, state, events);
    });
    return made_up = std::make_shared<const std::vector<Event>>(std::move(events));
  }

  // By what is known, which only grows along a run.
  void renew_alphabet() {
    if (alphabet_ && alphabet_known_ == known_.back()) return;
    alphabet_known_ = known_.back();
    Domain domain;
    domain.values = values_;
    domain.processes = process_count(config_);
    domain.signers = faulty_;
    domain.known = alphabet_known_;
    alphabet_ = alphabet_of<P>(config_, domain);
    inventions_.assign(process_count(config_), {});
  }

  // With each outcome of its choices; of what is made up for a process in `state` only those that change something.
  void offer(const Event& event, const Bytes& state, std::vector<Event>& out) {
    const World& now = worlds_.back();
    world::Stepper<P> stepper(config_);
    Choices choices;
    std::size_t outcomes = 0;
    do {
      world::LocalState<P> local = now.local(event.process);
      const Effects<P>& effects = step(stepper, local, event, choices);
      if (event.kind == world::EventKind::kInject && effects.empty() && encode(local.state) == state) continue;
      out.push_back(event);
      out.back().choices = choices.taken();
    } while (++outcomes < kMostOutcomes && choices.next_combination());
  }

  const Effects<P>& step(world::Stepper<P>& stepper, world::LocalState<P>& local, const Event& event,
                         Choices& choices) {
    switch (event.kind) {
      case world::EventKind::kDeliver:
        return stepper.deliver(event.process, local, event.key.from,
                               worlds_.back().sent(event.key.from)[event.key.sequence].message, choices);
      case world::EventKind::kInject:
        return stepper.deliver(event.process, local, event.key.from, *event.message, choices);
      case world::EventKind::kTimer:
        return stepper.fire(event.process, local, *event.timer, choices);
      default:
        return stepper.start(event.process, local, choices);
    }
  }

  const typename P::Config& config_;
  ProcessSet correct_;
  ProcessSet faulty_;
  std::vector<std::uint64_t> values_;
  Project project_;
  std::vector<Event> events_;
  std::vector<World> worlds_;                       // after each number of events
  std::vector<std::vector<KnownStatement>> known_;  // likewise: what faulty processes have been told
  std::vector<StateView<P>> views_;                 // by event
  std::vector<std::optional<Possible>> possible_;   // after each number of events; empty: not asked yet
  std::optional<std::vector<Projection>> projections_;
  std::optional<std::vector<typename P::Message>> alphabet_;
  std::vector<KnownStatement> alphabet_known_;
  std::vector<std::map<std::string, Events>> inventions_;  // by process, by its state's bytes
};

}  // namespace parley::concretize
