// The typed side of an exploration: runs the handlers of P through the one transition function, once for each distinct
// question, and numbers what comes out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "checker/explore/fingerprint.hpp"
#include "checker/explore/machine.hpp"
#include "checker/explore/options.hpp"
#include "net/world/step.hpp"
#include "protocols/core/alphabet.hpp"
#include "protocols/core/error.hpp"

namespace parley::explore {

template <Process P>
class ProtocolMachine final : public Machine {
 public:
  using Message = typename P::Message;
  using Timer = typename P::Timer;
  using Output = typename P::Output;
  using Problem = typename P::Problem;

  // Everything of one process but its inbox.
  struct Local {
    world::LocalState<P> at;
    bool born = false;
    std::uint32_t firings = 0;         // of timers so far
    std::vector<std::uint32_t> armed;  // timers, ascending
  };

  // `config` must outlive the machine.
  ProtocolMachine(const typename P::Config& config, const ExploreOptions& options)
      : config_(&config), options_(options), stepper_(config), problem_(P::problem(config, correct_set())) {
    slot_of_.assign(process_count(config), kNoSlot);
    correct_set().for_each([&](ProcessId id) {
      slot_of_[id.value] = static_cast<std::uint32_t>(identities_.size());
      identities_.push_back(id);
    });
    inputs_.resize(identities_.size());
    locals_.resize(identities_.size());
    local_ids_.resize(identities_.size());
    injections_.resize(identities_.size());
    knowledge_.intern({});
  }

  std::uint32_t slots() const override { return static_cast<std::uint32_t>(identities_.size()); }
  std::uint32_t processes() const override { return process_count(*config_); }
  std::span<const PropertyInfo> properties() const override { return Problem::kProperties; }

  std::uint32_t unborn(std::uint32_t slot) override { return intern_local(slot, Local{}); }
  std::uint32_t start_input(std::uint32_t slot) override { return inputs_[slot].intern({EventKind::kStart, 0, 0}); }

  std::uint32_t local_count(std::uint32_t slot) const override {
    return static_cast<std::uint32_t>(locals_[slot].size());
  }

  LocalFacts facts(std::uint32_t slot, std::uint32_t id) override {
    const Local& local = locals_[slot][id];
    LocalFacts facts;
    facts.up = local.at.up;
    if (!local.born) {
      facts.pending.push_back(start_input(slot));
    } else if (!local.at.up) {
      if (options_.restarts > 0) facts.faults.push_back(inputs_[slot].intern({EventKind::kRestart, 0, 0}));
    } else {
      const bool may_fire = local.firings < options_.timer_firings;
      facts.blocked = !may_fire && !local.armed.empty();
      if (may_fire)
        for (const std::uint32_t timer : local.armed)
          facts.pending.push_back(inputs_[slot].intern({EventKind::kTimer, 0, timer}));
      if (options_.crashes > 0) facts.faults.push_back(inputs_[slot].intern({EventKind::kCrash, 0, 0}));
    }
    return facts;
  }

  void react(std::uint32_t slot, std::uint32_t id, std::uint32_t input, std::vector<Reaction>& out) override {
    const Input what = inputs_[slot][input];
    Choices choices;
    const std::size_t before = out.size();
    do {
      if (out.size() - before == kMostOutcomes) refuse_outcomes(slot);
      Local next = locals_[slot][id];
      effect_.clear();
      if (what.kind == EventKind::kCrash) {
        world::Stepper<P>::crash(next.at);
        next.armed.clear();
      } else {
        release(slot, next, step(slot, next, what, choices));
      }
      const std::uint32_t after = intern_local(slot, std::move(next));
      out.push_back({after, effects_.intern(effect_), true});
    } while (choices.next_combination());
  }

  const std::vector<std::uint32_t>& injections(std::uint32_t slot, std::uint32_t knowledge) override {
    auto& lists = injections_[slot];
    while (lists.size() <= knowledge) lists.push_back(make_injections(slot, static_cast<std::uint32_t>(lists.size())));
    return lists[knowledge];
  }

  std::uint32_t learn(std::uint32_t knowledge, std::span<const std::uint32_t> learned) override {
    const std::span<const std::uint32_t> known = knowledge_[knowledge];
    std::vector<std::uint32_t> all(known.begin(), known.end());
    all.insert(all.end(), learned.begin(), learned.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return knowledge_.intern(all).id;
  }

  std::uint32_t first_monitor() override { return intern_monitor(problem_); }
  std::uint32_t observe(std::uint32_t monitor, std::span<const std::uint32_t> outputs) override {
    Problem problem = monitors_[monitor];
    for (const std::uint32_t output : outputs) problem.observe(outputs_[output].first, outputs_[output].second);
    return intern_monitor(problem);
  }
  Judgement judge(std::uint32_t monitor) const override {
    return {monitors_[monitor].broken(), monitors_[monitor].witnessed()};
  }
  PropertySet unfulfilled(std::uint32_t monitor) const override { return monitors_[monitor].unfulfilled(); }

  std::uint32_t renamed_local(std::uint32_t slot, std::uint32_t id, const Renaming& renaming) override {
    Local local = locals_[slot][id];
    rename(local.at.state, renaming);
    rename(local.at.durable, renaming);
    for (std::uint32_t& timer : local.armed) {
      Timer value = timers_[timer];
      rename(value, renaming);
      timer = intern_timer(value);
    }
    std::sort(local.armed.begin(), local.armed.end());
    return intern_local(slot_of(target(renaming, identities_[slot])), std::move(local));
  }
  std::uint32_t renamed_input(std::uint32_t slot, std::uint32_t id, const Renaming& renaming) override {
    Input input = inputs_[slot][id];
    if (input.kind == EventKind::kDeliver || input.kind == EventKind::kInject) {
      Message message = payloads_[input.content];
      rename(message, renaming);
      input.content = intern_payload(message);
      input.from = target(renaming, ProcessId{input.from}).value;
    } else if (input.kind == EventKind::kTimer) {
      Timer timer = timers_[input.content];
      rename(timer, renaming);
      input.content = intern_timer(timer);
    }
    return inputs_[slot_of(target(renaming, identities_[slot]))].intern(input);
  }
  std::uint32_t renamed_output(std::uint32_t id, const Renaming& renaming) override {
    auto [who, output] = outputs_[id];
    rename(output, renaming);
    return intern_output(target(renaming, who), output);
  }
  std::uint32_t renamed_statement(std::uint32_t id, const Renaming& renaming) override {
    const Statement& statement = statements_[id];
    return intern_statement({statement.known.type, statement.rename(statement.known.bytes, renaming)},
                            statement.rename);
  }
  std::uint32_t renamed_monitor(std::uint32_t id, const Renaming& renaming) override {
    Problem problem = monitors_[id];
    rename(problem, renaming);
    return intern_monitor(problem);
  }
  std::uint32_t renamed_knowledge(std::uint32_t id, const Renaming& renaming) override {
    const std::span<const std::uint32_t> known = knowledge_[id];
    std::vector<std::uint32_t> all(known.begin(), known.end());
    for (std::uint32_t& statement : all) statement = renamed_statement(statement, renaming);
    std::sort(all.begin(), all.end());
    return knowledge_.intern(all).id;
  }
  std::uint64_t local_hash(std::uint32_t slot, std::uint32_t id) const override {
    return fingerprint_bytes(local_ids_[slot][id]);
  }
  std::uint64_t input_hash(std::uint32_t slot, std::uint32_t id) const override {
    const Input& input = inputs_[slot][id];
    const std::uint32_t words[] = {static_cast<std::uint32_t>(input.kind), input.from, input.content};
    return fingerprint(words, 3);
  }
  std::uint32_t slot_of(ProcessId id) const override { return slot_of_[id.value]; }

  std::size_t bytes() const override {
    std::size_t sum = payload_ids_.bytes() + monitor_ids_.bytes() + knowledge_.bytes();
    for (std::size_t slot = 0; slot < locals_.size(); ++slot)
      sum += inputs_[slot].bytes() + local_ids_[slot].bytes() * 2 + locals_[slot].capacity() * sizeof(Local);
    return sum;
  }

  const typename P::Config& config() const { return *config_; }
  ProcessId identity(std::uint32_t slot) const override { return identities_[slot]; }
  const Message& payload(std::uint32_t id) const { return payloads_[id]; }
  const Timer& timer(std::uint32_t id) const { return timers_[id]; }
  const Local& local(std::uint32_t slot, std::uint32_t id) const { return locals_[slot][id]; }
  const Problem& monitor(std::uint32_t id) const { return monitors_[id]; }
  std::size_t alphabet_size() const { return alphabet_size_; }

  // Those that follow the protocol.
  ProcessSet correct_set() const {
    ProcessSet correct = ProcessSet::first(process_count(*config_));
    options_.byzantine.for_each([&](ProcessId id) { correct.erase(id); });
    return correct;
  }

  // The choices of the `outcome`-th reaction.
  std::vector<std::uint64_t> choices_of(std::uint32_t slot, std::uint32_t id, std::uint32_t input,
                                        std::uint32_t outcome) {
    Choices choices;
    do {
      Local next = locals_[slot][id];
      step(slot, next, inputs_[slot][input], choices);
    } while (outcome-- > 0 && choices.next_combination());
    return choices.taken();
  }

 private:
  static constexpr std::size_t kMostOutcomes = std::size_t{1} << 14;  // of one step

  [[noreturn]] void refuse_outcomes(std::uint32_t slot) const {
    throw NotApplicable("/parameters", "",
                        "expected steps of at most " + std::to_string(kMostOutcomes) + " outcomes, a step of process " +
                            std::to_string(identities_[slot].value) +
                            " draws from more: give smaller ranges, if only under /explore/parameters");
  }

  // With the way to rename a statement whose type is known to its maker alone.
  struct Statement {
    KnownStatement known;
    StatementRenaming rename;
  };

  static ProcessId target(const Renaming& renaming, ProcessId id) {
    return id.value < renaming.size() ? renaming[id.value] : id;
  }

  const Effects<P>& step(std::uint32_t slot, Local& local, const Input& what, Choices& choices) {
    const ProcessId self = identities_[slot];
    switch (what.kind) {
      case EventKind::kDeliver:
      case EventKind::kInject:
        return stepper_.deliver(self, local.at, ProcessId{what.from}, payloads_[what.content], choices);
      case EventKind::kTimer:
        local.armed.erase(std::find(local.armed.begin(), local.armed.end(), what.content));
        ++local.firings;
        return stepper_.fire(self, local.at, timers_[what.content], choices);
      default:
        local.born = true;
        return stepper_.start(self, local.at, choices);
    }
  }

  void release(std::uint32_t slot, Local& local, const Effects<P>& effects) {
    for (const parley::Effect<P>& effect : effects) {
      if (const auto* send = std::get_if<Send<P>>(&effect)) {
        address(slot, send->to, intern_payload(send->message));
      } else if (const auto* broadcast = std::get_if<Broadcast<P>>(&effect)) {
        const std::uint32_t payload = intern_payload(broadcast->message);
        for (std::uint32_t to = 0; to < config_->n; ++to)
          if (to != identities_[slot].value) address(slot, ProcessId{to}, payload);
      } else if (const auto* multicast = std::get_if<Multicast<P>>(&effect)) {
        const std::uint32_t payload = intern_payload(multicast->message);
        multicast->to.for_each([&](ProcessId to) { address(slot, to, payload); });
      } else if (const auto* set = std::get_if<SetTimer<P>>(&effect)) {
        const std::uint32_t timer = intern_timer(set->timer);
        const auto place = std::lower_bound(local.armed.begin(), local.armed.end(), timer);
        if (place == local.armed.end() || *place != timer) local.armed.insert(place, timer);
      } else if (const auto* cancel = std::get_if<CancelTimer<P>>(&effect)) {
        std::erase(local.armed, intern_timer(cancel->timer));
      } else if (const auto* emit = std::get_if<Emit<P>>(&effect)) {
        effect_.outputs.push_back(intern_output(identities_[slot], emit->output));
      }
    }
  }

  // A message to a Byzantine process has no receiver but teaches the adversary the signed values in it.
  void address(std::uint32_t slot, ProcessId to, std::uint32_t payload) {
    if (to.value >= slot_of_.size()) return;
    const std::uint32_t receiver = slot_of_[to.value];
    if (receiver == kNoSlot) {
      collect_statements(payloads_[payload], [&](KnownStatement statement, StatementRenaming rename_statement) {
        const std::uint32_t id = intern_statement(std::move(statement), rename_statement);
        if (std::find(effect_.learned.begin(), effect_.learned.end(), id) == effect_.learned.end())
          effect_.learned.push_back(id);
      });
      return;
    }
    effect_.sent.push_back(
        {receiver, inputs_[receiver].intern({EventKind::kDeliver, identities_[slot].value, payload})});
  }

  std::vector<std::uint32_t> make_injections(std::uint32_t slot, std::uint32_t knowledge) {
    std::vector<std::uint32_t> result;
    if (options_.byzantine.empty()) return result;
    std::vector<KnownStatement> known;
    for (const std::uint32_t id : knowledge_[knowledge]) known.push_back(statements_[id].known);
    Domain domain;
    domain.values = options_.values;
    domain.processes = process_count(*config_);
    domain.signers = options_.byzantine;
    domain.known = known;
    domain.max_sequence = options_.max_sequence;
    const std::vector<Message> alphabet = alphabet_of<P>(*config_, domain);
    if (knowledge == 0) alphabet_size_ = alphabet.size();
    for (const Message& message : alphabet) {
      const std::uint32_t payload = intern_payload(message);
      options_.byzantine.for_each([&](ProcessId from) {
        const std::uint32_t input = inputs_[slot].intern({EventKind::kInject, from.value, payload});
        if (knowledge == 0 ||
            std::find(injections_[slot][0].begin(), injections_[slot][0].end(), input) == injections_[slot][0].end())
          result.push_back(input);
      });
    }
    return result;
  }

  template <class T>
  static std::span<const std::byte> bytes_of(const T& value, Bytes& scratch) {
    scratch.clear();
    encode_part(value, scratch);
    return scratch;
  }
  // Numbers `value` by its canonical bytes and keeps it under its number.
  template <class T>
  std::uint32_t keep(Interner<std::byte>& ids, std::vector<T>& values, const T& value) {
    const auto place = ids.intern(bytes_of(value, scratch_));
    if (place.fresh) values.push_back(value);
    return place.id;
  }
  std::uint32_t intern_local(std::uint32_t slot, Local local) { return keep(local_ids_[slot], locals_[slot], local); }
  std::uint32_t intern_payload(const Message& message) { return keep(payload_ids_, payloads_, message); }
  std::uint32_t intern_timer(const Timer& timer) { return keep(timer_ids_, timers_, timer); }
  std::uint32_t intern_monitor(const Problem& problem) { return keep(monitor_ids_, monitors_, problem); }
  std::uint32_t intern_output(ProcessId who, const Output& output) {
    return keep(output_ids_, outputs_, std::pair{who, output});
  }
  std::uint32_t intern_statement(KnownStatement statement, StatementRenaming rename_statement) {
    const auto place = statement_ids_.intern(
        bytes_of(std::pair{std::string(statement.type),
                           std::string(reinterpret_cast<const char*>(statement.bytes.data()), statement.bytes.size())},
                 scratch_));
    if (place.fresh) statements_.push_back({std::move(statement), rename_statement});
    return place.id;
  }

  const typename P::Config* config_;
  const ExploreOptions& options_;
  world::Stepper<P> stepper_;
  Problem problem_;
  std::vector<std::uint32_t> slot_of_;  // by process; kNoSlot for Byzantine ones
  std::vector<ProcessId> identities_;   // by slot
  std::vector<Interner<std::byte>> local_ids_;
  std::vector<std::vector<Local>> locals_;  // by slot and number
  Interner<std::byte> payload_ids_, timer_ids_, monitor_ids_, output_ids_, statement_ids_;
  std::vector<Message> payloads_;
  std::vector<Timer> timers_;
  std::vector<Problem> monitors_;
  std::vector<std::pair<ProcessId, Output>> outputs_;
  std::vector<Statement> statements_;
  Interner<std::uint32_t> knowledge_;                                // sorted numbers of statements
  std::vector<std::vector<std::vector<std::uint32_t>>> injections_;  // by slot and knowledge
  std::size_t alphabet_size_ = 0;
  Effect effect_;
  Bytes scratch_;
};

}  // namespace parley::explore
