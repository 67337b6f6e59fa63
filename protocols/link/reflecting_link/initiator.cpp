// Process 0. It may abort alone until it confirms; from then on only the responder knows, and it believes nobody else.
#include "protocols/link/reflecting_link/counters.hpp"
#include "protocols/link/reflecting_link/ends.hpp"

namespace parley::reflecting_link {

namespace {

using problems::TransferAborted;
using problems::TransferCompleted;
using problems::TransferConfirmed;
using problems::TransferInDoubt;
using problems::TransferOffered;

void begin_all(const Config& config, State& state, Context<Protocol>& context);

void conclude(State& state, bool committed, Context<Protocol>& context) {
  context.cancel_timer(SilenceDue{});
  state.link_state = committed ? LinkState::kCommitted : LinkState::kAborted;
  state.silent = 0;
  settle(state, state.transfer, committed, 0, context);
  if (committed) {
    context.emit(TransferCompleted{state.transfer});
  } else {
    context.emit(TransferAborted{state.transfer});
  }
}

void end_transfer(const Config& config, State& state, bool committed, Context<Protocol>& context) {
  conclude(state, committed, context);
  begin_all(config, state, context);
}

void send_offer(const Config& config, State& state, Context<Protocol>& context) {
  const std::uint64_t counter = counter_of(config, offer_count(state.transfer));
  send_frame(config, state, Offer{0, counter, state.transfer}, context);
}

void send_confirm(const Config& config, State& state, Context<Protocol>& context) {
  send_frame(config, state, Confirm{0, counter_of(config, confirm_count(state.transfer))}, context);
}

void send_jam(const Config& config, State& state, Context<Protocol>& context) {
  send_frame(config, state, Jam{0, counter_of(config, confirm_count(state.transfer))}, context);
}

// Whether the transfer is over at once: who sends and forgets waits for nothing.
bool launch(const Config& config, State& state, Context<Protocol>& context) {
  state.link_state = LinkState::kTentative;
  send_offer(config, state, context);
  if (config.discipline == Discipline::kForget) {
    conclude(state, true, context);
    return true;
  }
  arm_silence(config.turn_ticks, context);
  return false;
}

void begin_all(const Config& config, State& state, Context<Protocol>& context) {
  for (bool over = true; over && !state.given_up && state.known.settled < config.transfers;) {
    state.transfer = state.known.settled + 1;
    state.silent = 0;
    context.emit(TransferOffered{state.transfer});
    if (config.stage_ticks > 0) {
      state.link_state = LinkState::kIdle;
      context.set_timer(StageDue{Stage::kFetched, state.transfer}, TickRange{Ticks{1}, Ticks{config.stage_ticks}});
      return;
    }
    over = launch(config, state, context);
  }
}

// From here on the value is no longer the initiator's to take back.
void confirm(const Config& config, State& state, Context<Protocol>& context) {
  state.link_state = LinkState::kReflecting;
  state.silent = 0;
  state.known.confirmed = state.transfer;
  context.persist(Confirmed{state.transfer});
  context.emit(TransferConfirmed{state.transfer});
  send_confirm(config, state, context);
  if (config.free_at_confirm) return end_transfer(config, state, true, context);
  arm_silence(config.turn_ticks, context);
}

bool is_waiting(const State& state) {
  return state.link_state == LinkState::kTentative || state.link_state == LinkState::kReflecting ||
         state.link_state == LinkState::kFailed;
}

// Whether a frame that answers step `count` of the transfer under way is one that is waited for.
bool answers(const Config& config, const State& state, std::uint64_t counter, std::uint64_t count) {
  return is_waiting(state) && count_of(config, counter, state.transfer) == count;
}

// It asks the third process, and repeats what was not answered, as links may come back.
void probe(const Config& config, State& state, Context<Protocol>& context) {
  if (state.asked.transfer != state.transfer) state.asked = {state.transfer, 0};
  if (config.probes != 0 && state.asked.probe == config.probes) return;
  ++state.asked.probe;
  if (confirms(config)) {
    send_confirm(config, state, context);
  } else {
    send_offer(config, state, context);
  }
  if (config.triangle)
    send_word(config, state, Word{Topic::kStatus, kThird, state.transfer, state.asked.probe, false}, context);
  arm_silence(config.turn_ticks, context);
}

void doubt(const Config& config, State& state, Context<Protocol>& context) {
  state.link_state = LinkState::kFailed;
  state.given_up = config.gray;
  if (config.in_doubt != InDoubt::kWait)
    return end_transfer(config, state, config.in_doubt == InDoubt::kPresumeCommit, context);
  context.emit(TransferInDoubt{state.transfer});
  probe(config, state, context);
}

// It has confirmed nothing, so the responder applies nothing: nobody has to be asked.
void abort_alone(const Config& config, State& state, Context<Protocol>& context) {
  state.given_up = config.gray;
  send_jam(config, state, context);
  end_transfer(config, state, false, context);
}

}  // namespace

// After a restart it takes up what it had confirmed, and begins anew what it had only offered.
void start_initiator(const Config& config, State& state, Context<Protocol>& context) {
  if (state.known.settled > 0) {
    if (state.known.committed) {
      context.emit(TransferCompleted{state.known.settled});
    } else {
      context.emit(TransferAborted{state.known.settled});
    }
  }
  if (state.known.confirmed <= state.known.settled) return begin_all(config, state, context);
  state.transfer = state.known.confirmed;
  state.link_state = LinkState::kReflecting;
  context.emit(TransferConfirmed{state.transfer});
  send_confirm(config, state, context);
  arm_silence(config.turn_ticks, context);
}

void offer_fetched(const Config& config, State& state, std::uint64_t transfer, Context<Protocol>& context) {
  if (state.link_state != LinkState::kIdle || transfer != state.transfer) return;
  if (launch(config, state, context)) begin_all(config, state, context);
}

// Perfect feedback: what the responder holds is compared before it may be used (part II; for TIKTYKTIK there is nothing
// to compare). A second reflection of the same step says nothing new.
void on_reflect(const Config& config, State& state, const Reflect& frame, Context<Protocol>& context) {
  if (!confirms(config) || state.link_state != LinkState::kTentative) return;
  if (!answers(config, state, frame.counter, offer_count(state.transfer))) return;
  if (config.discipline == Discipline::kSignals || frame.copy == state.transfer) return confirm(config, state, context);
  send_jam(config, state, context);
  end_transfer(config, state, false, context);
}

void on_done(const Config& config, State& state, const Done& frame, Context<Protocol>& context) {
  const std::uint64_t count = confirms(config) ? confirm_count(state.transfer) : offer_count(state.transfer);
  if (!answers(config, state, frame.counter, count)) return;
  if (confirms(config) && state.link_state == LinkState::kTentative) return;
  end_transfer(config, state, true, context);
}

// The responder says it of whatever step it was asked about, and never takes it back.
void on_jam_of_responder(const Config& config, State& state, const Jam& frame, Context<Protocol>& context) {
  if (answers(config, state, frame.counter, offer_count(state.transfer)) ||
      answers(config, state, frame.counter, confirm_count(state.transfer)))
    end_transfer(config, state, false, context);
}

void on_verdict(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  const bool undecided = state.link_state == LinkState::kFailed || state.link_state == LinkState::kReflecting;
  if (undecided && word.transfer == state.transfer) end_transfer(config, state, word.applied, context);
}

void on_initiator_silence(const Config& config, State& state, Context<Protocol>& context) {
  if (!is_waiting(state)) return;
  if (state.link_state == LinkState::kFailed) return probe(config, state, context);
  ++state.silent;
  const bool may_abort = confirms(config) && state.link_state == LinkState::kTentative;
  if (state.silent >= config.turns) {
    if (may_abort) return abort_alone(config, state, context);
    return doubt(config, state, context);
  }
  if (state.link_state == LinkState::kTentative) {
    send_offer(config, state, context);
  } else {
    send_confirm(config, state, context);
  }
  arm_silence(config.turn_ticks, context);
}

}  // namespace parley::reflecting_link
