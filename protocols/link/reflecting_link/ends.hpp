// The parts of the three processes, and what they share. All are handlers: pure functions that append effects.
#pragma once

#include <cstdint>

#include "protocols/link/reflecting_link/reflecting_link.hpp"

namespace parley::reflecting_link {

using Message = Protocol::Message;

// --- link_end.cpp: everything that is sent passes through these two, where the link may fail it ---

// A frame with this counter to the other end of the link 0 - 1.
void send_frame(const Config& config, State& state, Message frame, Context<Protocol>& context);
// A word to `word.to`, straight, and with `relay` round as well.
void send_word(const Config& config, State& state, const Word& word, Context<Protocol>& context);
// What came for another.
void pass_on(const Config& config, State& state, const Word& word, Context<Protocol>& context);

// --- shared ---

// How a transfer ended, for ever: durable before anybody hears of it.
void settle(State& state, std::uint64_t transfer, bool committed, std::uint64_t value, Context<Protocol>& context);
void arm_silence(std::uint64_t ticks, Context<Protocol>& context);
// Whether completion is told only after the application has the value.
constexpr bool confirms(const Config& config) {
  return config.discipline == Discipline::kReflect || config.discipline == Discipline::kSignals;
}

// --- initiator.cpp ---

void start_initiator(const Config& config, State& state, Context<Protocol>& context);
void offer_fetched(const Config& config, State& state, std::uint64_t transfer, Context<Protocol>& context);
void on_reflect(const Config& config, State& state, const Reflect& frame, Context<Protocol>& context);
void on_done(const Config& config, State& state, const Done& frame, Context<Protocol>& context);
void on_jam_of_responder(const Config& config, State& state, const Jam& frame, Context<Protocol>& context);
void on_verdict(const Config& config, State& state, const Word& word, Context<Protocol>& context);
void on_initiator_silence(const Config& config, State& state, Context<Protocol>& context);

// --- responder.cpp ---

void start_responder(State& state, Context<Protocol>& context);
void on_offer(const Config& config, State& state, const Offer& frame, Context<Protocol>& context);
void on_confirm(const Config& config, State& state, const Confirm& frame, Context<Protocol>& context);
void on_jam_of_initiator(const Config& config, State& state, const Jam& frame, Context<Protocol>& context);
void on_stage(const Config& config, State& state, const StageDue& due, Context<Protocol>& context);
void on_ask(const Config& config, State& state, const Word& word, Context<Protocol>& context);
void on_responder_silence(const Config& config, State& state, Context<Protocol>& context);

// --- third.cpp ---

void on_status(const Config& config, State& state, const Word& word, Context<Protocol>& context);
void on_report(const Config& config, State& state, const Word& word, Context<Protocol>& context);

}  // namespace parley::reflecting_link
