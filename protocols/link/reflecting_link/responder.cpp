// Process 1. The value stays in a shadow, out of the application's sight, until the initiator has compared the copy.
// What is settled here, applied or not, is durable and decides the transfer.
#include <algorithm>

#include "protocols/link/reflecting_link/counters.hpp"
#include "protocols/link/reflecting_link/ends.hpp"

namespace parley::reflecting_link {

namespace {

using problems::TransferAborted;
using problems::TransferApplied;

Slot* slot_of(State& state, std::uint64_t transfer) {
  const auto found =
      std::find_if(state.slots.begin(), state.slots.end(), [&](const Slot& slot) { return slot.transfer == transfer; });
  return found == state.slots.end() ? nullptr : &*found;
}

void remove_slot(State& state, std::uint64_t transfer) {
  std::erase_if(state.slots, [&](const Slot& slot) { return slot.transfer == transfer; });
}

// Undoes the shadow. It is never applied after this.
void drop(State& state, std::uint64_t transfer, Context<Protocol>& context) {
  remove_slot(state, transfer);
  context.cancel_timer(SilenceDue{});
  state.link_state = LinkState::kAborted;
  settle(state, transfer, false, 0, context);
  context.emit(TransferAborted{transfer});
}

void send_jam_for(const Config& config, State& state, std::uint64_t count, Context<Protocol>& context) {
  send_frame(config, state, Jam{0, counter_of(config, count)}, context);
}

void send_done(const Config& config, State& state, std::uint64_t transfer, Context<Protocol>& context) {
  const std::uint64_t count = confirms(config) ? confirm_count(transfer) : offer_count(transfer);
  send_frame(config, state, Done{0, counter_of(config, count)}, context);
}

// A frame of a transfer that is over is a duplicate: the last reply again.
void repeat_outcome(const Config& config, State& state, std::uint64_t count, Context<Protocol>& context) {
  const std::uint64_t transfer = count / 2;
  if (config.discipline == Discipline::kForget) return;
  if (config.discipline == Discipline::kPlaced) return send_done(config, state, transfer, context);
  if (transfer != state.known.settled) return;  // nobody waits for that one any more
  if (state.known.committed) {
    send_done(config, state, transfer, context);
  } else {
    send_jam_for(config, state, count, context);
  }
}

void send_reflect(const Config& config, State& state, const Slot& slot, Context<Protocol>& context) {
  const std::uint64_t copy = config.discipline == Discipline::kReflect ? slot.value : 0;
  send_frame(config, state, Reflect{0, counter_of(config, offer_count(slot.transfer)), copy}, context);
}

// Value and outcome become durable in one record: that is what makes it atomic.
void apply_slot(const Config& config, State& state, const Slot& slot, Context<Protocol>& context) {
  remove_slot(state, slot.transfer);
  state.link_state = LinkState::kCommitted;
  settle(state, slot.transfer, true, slot.value, context);
  context.emit(TransferApplied{slot.transfer, slot.value, false});
  if (confirms(config)) send_done(config, state, slot.transfer, context);
}

void wait_for(const Config& config, Slot& slot, Stage stage, Context<Protocol>& context) {
  slot.stage = stage;
  const bool uses = stage == Stage::kUsed;
  const Ticks least{uses ? config.application_ticks : 1};
  context.set_timer(StageDue{stage, slot.transfer}, TickRange{least, uses ? least : Ticks{config.stage_ticks}});
}

void become_visible(const Config& config, State& state, Slot& slot, Context<Protocol>& context) {
  if (config.application_ticks > 0) return wait_for(config, slot, Stage::kUsed, context);
  apply_slot(config, state, Slot(slot), context);
}

// On its way to the application.
void release(const Config& config, State& state, Slot& slot, Context<Protocol>& context) {
  if (config.stage_ticks > 0) return wait_for(config, slot, Stage::kVisible, context);
  become_visible(config, state, slot, context);
}

bool is_refused(const Config& config, Context<Protocol>& context) {
  return config.refusal_odds != 0 && context.choose(config.refusal_odds) == config.refusal_odds - 1;
}

// It outlasts the initiator's turns, so that it gives up only when that has.
void await_confirm(const Config& config, Context<Protocol>& context) {
  arm_silence(config.turn_ticks * (std::uint64_t{config.turns} + 1), context);
}

// In memory: here an RDMA write is complete.
void place(const Config& config, State& state, Slot& slot, Context<Protocol>& context) {
  const std::uint64_t transfer = slot.transfer;
  if (config.discipline == Discipline::kPlaced) send_done(config, state, transfer, context);
  if (!confirms(config)) return release(config, state, slot, context);
  if (is_refused(config, context)) {
    drop(state, transfer, context);
    return send_jam_for(config, state, offer_count(transfer), context);
  }
  slot.stage = Stage::kShadow;
  state.link_state = LinkState::kTentative;
  send_reflect(config, state, slot, context);
  await_confirm(config, context);
}

void on_known_offer(const Config& config, State& state, const Slot& slot, Context<Protocol>& context) {
  if (slot.stage == Stage::kInCard) return;
  if (config.discipline == Discipline::kPlaced) return send_done(config, state, slot.transfer, context);
  if (slot.stage != Stage::kShadow || !confirms(config)) return;
  send_reflect(config, state, slot, context);
  await_confirm(config, context);
}

// The initiator offers another one only when the one before is over, so a shadow of that one is.
void drop_older_shadow(const Config& config, State& state, Context<Protocol>& context) {
  if (!confirms(config)) return;
  const Slot* before = slot_of(state, state.transfer);
  if (before != nullptr && (before->stage == Stage::kShadow || before->stage == Stage::kInCard))
    drop(state, state.transfer, context);
}

}  // namespace

void start_responder(State& state, Context<Protocol>& context) {
  state.transfer = state.known.settled;
  if (state.known.settled == 0) return;
  if (state.known.committed) {
    context.emit(TransferApplied{state.known.settled, state.known.value, true});
  } else {
    context.emit(TransferAborted{state.known.settled});
  }
}

void on_offer(const Config& config, State& state, const Offer& frame, Context<Protocol>& context) {
  const std::uint64_t count = count_of(config, frame.counter, state.transfer);
  const std::uint64_t transfer = count / 2;
  if (count != offer_count(transfer) || transfer == 0) return;
  if (const Slot* slot = slot_of(state, transfer)) return on_known_offer(config, state, *slot, context);
  if (transfer <= state.known.settled || transfer <= state.transfer)
    return repeat_outcome(config, state, count, context);
  if (state.slots.size() >= config.buffers) return;  // it will be offered again
  drop_older_shadow(config, state, context);
  state.transfer = transfer;
  state.slots.push_back({transfer, frame.value, Stage::kInCard});
  if (config.stage_ticks > 0) return wait_for(config, state.slots.back(), Stage::kInCard, context);
  place(config, state, state.slots.back(), context);
}

// What was confirmed and is not here was lost in a crash: it will never be applied.
void on_confirm(const Config& config, State& state, const Confirm& frame, Context<Protocol>& context) {
  const std::uint64_t count = count_of(config, frame.counter, state.transfer);
  const std::uint64_t transfer = count / 2;
  if (!confirms(config) || count != confirm_count(transfer)) return;
  if (transfer <= state.known.settled) return repeat_outcome(config, state, count, context);
  Slot* slot = slot_of(state, transfer);
  if (slot == nullptr) {
    state.transfer = std::max(state.transfer, transfer);
    drop(state, transfer, context);
    return send_jam_for(config, state, count, context);
  }
  if (slot->stage != Stage::kShadow) return;
  context.cancel_timer(SilenceDue{});
  state.link_state = LinkState::kReflecting;
  release(config, state, *slot, context);
}

void on_jam_of_initiator(const Config& config, State& state, const Jam& frame, Context<Protocol>& context) {
  const std::uint64_t transfer = count_of(config, frame.counter, state.transfer) / 2;
  const Slot* slot = slot_of(state, transfer);
  if (!confirms(config) || slot == nullptr) return;
  if (slot->stage == Stage::kShadow || slot->stage == Stage::kInCard) drop(state, transfer, context);
}

void on_stage(const Config& config, State& state, const StageDue& due, Context<Protocol>& context) {
  Slot* slot = slot_of(state, due.transfer);
  if (slot == nullptr || slot->stage != due.stage) return;
  if (due.stage == Stage::kInCard) return place(config, state, *slot, context);
  if (due.stage == Stage::kVisible) return become_visible(config, state, *slot, context);
  if (due.stage == Stage::kUsed) apply_slot(config, state, Slot(*slot), context);
}

// Freeze, then report: what is not applied by now will never be, so the report stays true. The link may be alive in
// this direction, so the initiator is told by it as well.
void on_ask(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  if (word.transfer < state.known.settled || Question{word.transfer, word.probe} == state.asked) return;
  state.asked = {word.transfer, word.probe};
  const bool applied = word.transfer == state.known.settled && state.known.committed;
  if (word.transfer > state.known.settled && config.freeze) {
    state.transfer = std::max(state.transfer, word.transfer);
    drop(state, word.transfer, context);
  }
  send_word(config, state, Word{Topic::kReport, kThird, word.transfer, word.probe, applied}, context);
  if (word.transfer == state.known.settled) repeat_outcome(config, state, confirm_count(word.transfer), context);
}

// Nothing was confirmed to it, so it may abort alone.
void on_responder_silence(const Config& config, State& state, Context<Protocol>& context) {
  const Slot* slot = slot_of(state, state.transfer);
  if (slot == nullptr || slot->stage != Stage::kShadow) return;
  drop(state, state.transfer, context);
  send_jam_for(config, state, offer_count(state.transfer), context);
}

}  // namespace parley::reflecting_link
