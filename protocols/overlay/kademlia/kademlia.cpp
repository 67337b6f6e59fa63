#include "protocols/overlay/kademlia/kademlia.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "protocols/overlay/kademlia/buckets.hpp"
#include "protocols/overlay/kademlia/search.hpp"

namespace parley::kademlia {

namespace {

bool is_searching(const State& state, bool for_key) {
  return std::any_of(state.searches.begin(), state.searches.end(),
                     [&](const Search& search) { return (search.purpose == Purpose::kLookup) == for_key; });
}

void become_member(const Config& config, State& state, Context<Protocol>& context) {
  state.is_member = true;
  context.cancel_timer(Due{Alarm::kJoin});
  if (config.lookups > 0) context.set_timer(Due{Alarm::kLookup}, TickRange{Ticks{1}, Ticks{config.lookup_ticks}});
  if (config.refresh_ticks > 0)
    context.set_timer(Due{Alarm::kRefresh}, TickRange{Ticks{1}, Ticks{config.refresh_ticks}});
}

// Section 2.3: a bucket is refreshed by a lookup for a random identifier in its range.
void refresh(const Config& config, State& state, std::uint8_t index, Context<Protocol>& context) {
  const Identifier lowest = std::uint64_t{1} << index;
  const Identifier random = overlay::key_identifier(config.salt, context.choose(config.keys)) & (lowest - 1);
  const Identifier key = id_of(config, context.self()) ^ (lowest | random);
  begin_search(config, state, Purpose::kRefresh, key, context);
}

// Who joins looks up itself, and then refreshes all buckets beyond its closest neighbour's.
void refresh_next_of_join(const Config& config, State& state, Context<Protocol>& context) {
  if (state.refresh < 64) return refresh(config, state, state.refresh++, context);
  become_member(config, state, context);
}

void joined(const Config& config, State& state, Purpose purpose, Context<Protocol>& context) {
  if (purpose == Purpose::kJoin) state.refresh = static_cast<std::uint8_t>(std::min(64U, nearest_bucket(state) + 1));
  if (!state.is_member) refresh_next_of_join(config, state, context);
}

bool has_answer(const Search& search) {
  return std::any_of(search.candidates.begin(), search.candidates.end(),
                     [](const Candidate& candidate) { return candidate.stage == Stage::kAnswered; });
}

void end_search(const Config& config, State& state, std::uint32_t number, Context<Protocol>& context) {
  const auto found = std::find_if(state.searches.begin(), state.searches.end(),
                                  [&](const Search& search) { return search.number == number; });
  const Search over = std::move(*found);
  state.searches.erase(found);
  context.cancel_timer(Due{Alarm::kAnswer, number});
  if (over.purpose == Purpose::kJoin && !has_answer(over))
    return context.set_timer(Due{Alarm::kJoin}, Ticks{config.answer_ticks});
  if (over.purpose != Purpose::kLookup) return joined(config, state, over.purpose, context);
  const Candidate owner = owner_of(config, context.self(), over);
  context.emit(problems::LookupEnded{state.begun, over.key, owner.process, owner.depth});
}

void end_if_over(const Config& config, State& state, std::uint32_t number, Context<Protocol>& context) {
  const Search* search = find_search(state, number);
  if (search != nullptr && is_over(config, *search)) end_search(config, state, number, context);
}

void begin(const Config& config, State& state, Purpose purpose, Identifier key, Context<Protocol>& context) {
  begin_search(config, state, purpose, key, context);
  end_if_over(config, state, state.searched, context);
}

// All that it knows is the bootstrap process.
void join(const Config& config, State& state, Context<Protocol>& context) {
  if (state.is_member || is_searching(state, false)) return;
  touch(config, context.self(), state, config.bootstrap);
  begin(config, state, Purpose::kJoin, id_of(config, context.self()), context);
}

void lookup_due(const Config& config, State& state, Context<Protocol>& context) {
  if (!is_searching(state, true)) {
    ++state.begun;
    const Identifier key = overlay::key_identifier(config.salt, context.choose(config.keys));
    context.emit(problems::LookupBegun{state.begun, key});
    begin(config, state, Purpose::kLookup, key, context);
  }
  if (state.begun < config.lookups) context.set_timer(Due{Alarm::kLookup}, Ticks{config.lookup_ticks});
}

// One bucket after the other, from the closest neighbour's on; those below are empty by all one can know.
void refresh_due(const Config& config, State& state, Context<Protocol>& context) {
  context.set_timer(Due{Alarm::kRefresh}, Ticks{config.refresh_ticks});
  if (is_searching(state, false) || state.buckets.empty()) return;
  const std::uint32_t first = nearest_bucket(state);
  if (state.refresh < first || state.refresh >= 64) state.refresh = static_cast<std::uint8_t>(first);
  refresh(config, state, state.refresh++, context);
}

void on_ask(const Config& config, const State& state, ProcessId from, const Ask& question, Context<Protocol>& context) {
  context.send(from, Tell{question.search, closest(config, context.self(), state, question.key)});
}

void on_tell(const Config& config, State& state, ProcessId from, const Tell& answer, Context<Protocol>& context) {
  Search* search = find_search(state, answer.search);
  if (search == nullptr || answer.contacts.size() > config.k) return;
  on_answer(config, *search, from, answer.contacts, context);
  end_if_over(config, state, answer.search, context);
}

}  // namespace

State Protocol::initial(const Config& config, ProcessId self, const Durable&) {
  State state;
  if (config.tables == Tables::perfect) fill_perfect(config, self, state);
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (config.tables == Tables::perfect || context.self() == config.bootstrap)
    return become_member(config, state, context);
  context.set_timer(Due{Alarm::kJoin}, TickRange{Ticks{1}, Ticks{config.join_ticks}});
}

// Every message teaches a contact (section 2.2).
void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (const auto* question = std::get_if<Ask>(&message)) {
    on_ask(config, state, from, *question, context);
    touch(config, context.self(), state, from);
  } else {
    touch(config, context.self(), state, from);
    on_tell(config, state, from, std::get<Tell>(message), context);
  }
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  switch (timer.alarm) {
    case Alarm::kJoin:
      return join(config, state, context);
    case Alarm::kLookup:
      return lookup_due(config, state, context);
    case Alarm::kRefresh:
      return refresh_due(config, state, context);
    case Alarm::kAnswer:
      if (Search* search = find_search(state, timer.search)) ask_again(config, state, *search, context);
      return end_if_over(config, state, timer.search, context);
  }
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n <= config.t)
    return ConfigProblem{"n", "must be greater than t, so at least " + std::to_string(config.t + 1)};
  if (config.bootstrap.value >= config.n)
    return ConfigProblem{"bootstrap", "must be a process, so below n = " + std::to_string(config.n)};
  if (config.join_ticks < 1) return ConfigProblem{"join_ticks", "must be at least 1"};
  if (config.k < 1 || config.k > 1000) return ConfigProblem{"k", "must be from 1 to 1000"};
  if (config.alpha < 1) return ConfigProblem{"alpha", "must be at least 1"};
  if (config.answer_ticks < 1) return ConfigProblem{"answer_ticks", "must be at least 1"};
  if (config.tries < 1) return ConfigProblem{"tries", "must be at least 1"};
  if (config.lookup_ticks < 1) return ConfigProblem{"lookup_ticks", "must be at least 1"};
  if (config.keys < 1 || config.keys > 2'000'000'000) return ConfigProblem{"keys", "must be from 1 to 2000000000"};
  return std::nullopt;
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  problems::KeyOwners owners = problems::KeyOwners::among(config.n, problems::KeyMetric::kXor, correct,
                                                          [&](ProcessId id) { return id_of(config, id); });
  const bool is_judged = config.tables == Tables::perfect && config.t == 0 && correct.size() == config.n;
  return Problem::of(config.lookups, is_judged, std::move(owners));
}

// Full buckets for all distances that occur, and two searches.
std::uint64_t Protocol::state_bytes(const Config& config) {
  const auto buckets = static_cast<std::uint64_t>(std::bit_width(config.n)) + 2;
  return buckets * (sizeof(Bucket) + config.k * sizeof(ProcessId)) + 4 * config.k * sizeof(Candidate);
}

}  // namespace parley::kademlia
