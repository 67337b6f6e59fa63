// Defects that any protocol can have whose replicas, among liars, drive the registers of clients.
#pragma once

#include <optional>
#include <variant>

#include "protocols/consensus/byzantine_client.hpp"
#include "tests/mutants/hunt.hpp"

namespace parley::mutants::byzantine {

// Records of types R never get to the disk.
template <Process P, class... R>
void forgets(Step<P>& step) {
  step.proceed();
  step.template drop<Persist<P>>(
      [](const Persist<P>& persist) { return (std::holds_alternative<R>(persist.record) || ...); });
}

// Time-outs of type T do nothing.
template <Process P, class T>
void ignores(Step<P>& step) {
  if (step.timer && std::holds_alternative<T>(*step.timer)) return;
  step.proceed();
}

// t others, which have said nothing, are counted with whoever answers first.
template <Process P>
void takes_first_answer(Step<P>& step) {
  auto* client = std::get_if<consensus::Client>(&step.state.part);
  const auto* reply = step.template received<consensus::Reply>();
  if (client != nullptr && reply != nullptr && reply->request == client->pending.request) {
    consensus::AnswerTally tally{reply->result, reply->view, {}};
    for (std::uint32_t id = 0; tally.from.size() < step.config.t; ++id)
      if (ProcessId{id} != step.from) tally.from.insert(ProcessId{id});
    client->answers.clear();
    client->answers.push_back(tally);
  }
  step.proceed();
}

// What is asked again is done again.
template <Process P, class Replica>
void forgets_sessions(Step<P>& step) {
  if (auto* replica = std::get_if<Replica>(&step.state.part)) replica->machine.sessions.clear();
  step.proceed();
}

// All that up to t of four replicas may do, on a network that loses and repeats messages, with restarts.
template <Process P>
AttackInstance<P> attacked(std::uint64_t runs) {
  AttackInstance<P> instance;
  instance.config.clients = 2;
  instance.config.operations = 3;
  instance.options.runs = runs;
  instance.options.faulty = 1;
  instance.options.restarts = 3;
  instance.options.network.loss = true;
  instance.options.network.duplication = true;
  instance.options.shrink_budget = 300;
  return instance;
}

// One operation of each client, while replicas crash and come back all the time.
template <Process P>
AttackInstance<P> crashing(std::uint64_t runs) {
  AttackInstance<P> instance = attacked<P>(runs);
  instance.config.operations = 1;
  instance.options.restarts = 8;
  return instance;
}

// One operation of each client, nothing sent twice.
template <Process P>
ExploreInstance<P> small(std::uint32_t clients, std::vector<std::uint64_t> values) {
  ExploreInstance<P> instance;
  instance.config.clients = clients;
  instance.config.values = 1;
  instance.config.calls = 1;
  instance.config.status_ticks = 0;
  instance.options.values = std::move(values);
  instance.options.byzantine.insert(ProcessId{0});
  instance.options.limits.max_states = 50'000;
  return instance;
}

}  // namespace parley::mutants::byzantine
