#include "protocols/link/reflecting_link/reflecting_link.hpp"

#include "protocols/link/reflecting_link/ends.hpp"

namespace parley::reflecting_link {

namespace {

using problems::kInitiator;
using problems::kResponder;

void take_word(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  if (!config.triangle || word.to.value >= config.n) return;
  if (word.to != context.self()) return pass_on(config, state, word, context);
  if (context.self() == kInitiator && word.topic == Topic::kVerdict) return on_verdict(config, state, word, context);
  if (context.self() == kResponder && word.topic == Topic::kAsk) return on_ask(config, state, word, context);
  if (context.self() != kThird) return;
  if (word.topic == Topic::kStatus) return on_status(config, state, word, context);
  if (word.topic == Topic::kReport) on_report(config, state, word, context);
}

// Frames of the link concern its two ends only. An end takes those that the other sends, and with `gray` those that
// were not overtaken.
struct TakeFrame {
  const Config& config;
  State& state;
  ProcessId from;
  Context<Protocol>& context;

  void operator()(const Word& word) { take_word(config, state, word, context); }
  void operator()(const Offer& frame) {
    if (is_for(kResponder, frame.position)) on_offer(config, state, frame, context);
  }
  void operator()(const Confirm& frame) {
    if (is_for(kResponder, frame.position)) on_confirm(config, state, frame, context);
  }
  void operator()(const Reflect& frame) {
    if (is_for(kInitiator, frame.position)) on_reflect(config, state, frame, context);
  }
  void operator()(const Done& frame) {
    if (is_for(kInitiator, frame.position)) on_done(config, state, frame, context);
  }
  void operator()(const Jam& frame) {
    if (is_for(kInitiator, frame.position)) return on_jam_of_responder(config, state, frame, context);
    if (is_for(kResponder, frame.position)) on_jam_of_initiator(config, state, frame, context);
  }

  bool is_for(ProcessId end, std::uint64_t position) {
    if (context.self() != end || from != (end == kInitiator ? kResponder : kInitiator)) return false;
    return state.end.takes(config.gray && config.fifo, position);
  }
};

bool is_odds(std::uint32_t odds) {
  return odds >= 1 && odds <= 1'000'000;
}

std::optional<ConfigProblem> check_link(const Config& config) {
  const std::uint32_t arcs = config.triangle ? 63 : 3;
  if (config.failing > arcs)
    return ConfigProblem{"failing", "must be at most " + std::to_string(arcs) + ": a bit for each arc"};
  if (!is_odds(config.cut_odds)) return ConfigProblem{"cut_odds", "must be from 1 to 1000000"};
  if (!is_odds(config.corrupt_odds)) return ConfigProblem{"corrupt_odds", "must be from 1 to 1000000"};
  if (config.reports_needed > 2) return ConfigProblem{"reports_needed", "must be at most 2: the two ends"};
  return std::nullopt;
}

std::optional<ConfigProblem> check_times(const Config& config) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 30;
  if (config.turn_ticks < 1 || config.turn_ticks > kMost) return ConfigProblem{"turn_ticks", "must be from 1 to 2^30"};
  if (config.turns < 1 || config.turns > 1'000'000) return ConfigProblem{"turns", "must be from 1 to 1000000"};
  if (config.stage_ticks > kMost) return ConfigProblem{"stage_ticks", "must be at most 2^30"};
  if (config.application_ticks > kMost) return ConfigProblem{"application_ticks", "must be at most 2^30"};
  return std::nullopt;
}

}  // namespace

void apply(Durable& durable, const Record& record) {
  if (const auto* confirmed = std::get_if<Confirmed>(&record)) {
    durable.confirmed = confirmed->transfer;
    return;
  }
  const Settled& settled = std::get<Settled>(record);
  if (settled.transfer <= durable.settled) return;
  durable.settled = settled.transfer;
  durable.committed = settled.committed;
  durable.value = settled.value;
}

void settle(State& state, std::uint64_t transfer, bool committed, std::uint64_t value, Context<Protocol>& context) {
  const Settled record{transfer, committed, value};
  apply(state.known, record);
  context.persist(record);
}

void arm_silence(std::uint64_t ticks, Context<Protocol>& context) {
  context.set_timer(SilenceDue{}, Ticks{ticks});
}

State Protocol::initial(const Config&, ProcessId, const Durable& durable) {
  State state;
  state.known = durable;
  return state;
}

void Protocol::on_start(const Config& config, State& state, Context<Protocol>& context) {
  if (context.self() == kInitiator) start_initiator(config, state, context);
  if (context.self() == kResponder) start_responder(state, context);
}

void Protocol::on_message(const Config& config, State& state, ProcessId from, const Message& message,
                          Context<Protocol>& context) {
  if (from.value >= config.n) return;
  std::visit(TakeFrame{config, state, from, context}, message);
}

void Protocol::on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context) {
  const bool initiates = context.self() == kInitiator;
  if (const auto* due = std::get_if<StageDue>(&timer)) {
    if (initiates) return offer_fetched(config, state, due->transfer, context);
    return on_stage(config, state, *due, context);
  }
  if (initiates) return on_initiator_silence(config, state, context);
  on_responder_silence(config, state, context);
}

std::optional<ConfigProblem> Protocol::validate(const Config& config) {
  if (config.n != (config.triangle ? 3 : 2))
    return ConfigProblem{"n", "must be 2: the ends of a link; with triangle 3, for the process that resolves doubt"};
  if (config.t != 0) return ConfigProblem{"t", "must be 0: the link is at fault, not its ends"};
  if (config.transfers < 1 || config.transfers > 10'000'000)
    return ConfigProblem{"transfers", "must be from 1 to 10000000"};
  if (config.buffers < 1 || config.buffers > 1'000'000) return ConfigProblem{"buffers", "must be from 1 to 1000000"};
  if (config.refusal_odds > 1'000'000) return ConfigProblem{"refusal_odds", "must be at most 1000000"};
  if (config.gray && !confirms(config))
    return ConfigProblem{"gray", "must be false where the discipline has no second round trip to count"};
  if (const auto problem = check_times(config)) return problem;
  return check_link(config);
}

Protocol::Problem Protocol::problem(const Config& config, const ProcessSet& correct) {
  return Problem::of(config.transfers, correct, config.asks_completion);
}

std::vector<Gauge> Protocol::gauges(const State& state) {
  return {{"settled", state.known.settled},
          {"confirmed", state.known.confirmed},
          {"waiting_values", state.slots.size()},
          {"in_doubt", state.link_state == LinkState::kFailed ? 1U : 0U}};
}

static_assert(Process<Protocol>);

}  // namespace parley::reflecting_link
