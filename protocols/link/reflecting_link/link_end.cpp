// What the links do to what is sent over them, beyond what engines do (loss, duplication, order): an arc dies for good,
// a frame is changed. Both are choices of the sending end, so that the explorer tries every point at which they may
// happen, as link/fifo.hpp has the ends keep a link's order. What an arc loses when it dies is what it is given from
// then on; a frame lost under way is one before which it died. A restart of an end repairs its arcs.
//
// Only contents are changed, and kinds: a frame whose counter is changed is one that the link lost, as a check of the
// header notices it.
#include <type_traits>
#include <utility>

#include "protocols/link/reflecting_link/counters.hpp"
#include "protocols/link/reflecting_link/ends.hpp"

namespace parley::reflecting_link {

namespace {

// The last of `odds` choices, so that choice 0 is the harmless one.
bool misfortune(std::uint32_t odds, Context<Protocol>& context) {
  return context.choose(odds) == odds - 1;
}

// The bit of an arc in Config::failing.
std::uint32_t arc_bit(ProcessId from, ProcessId to) {
  const std::uint32_t link = from.value + to.value - 1;  // 0 - 1, 0 - 2, 1 - 2
  return std::uint32_t{1} << (2 * link + (from > to ? 1 : 0));
}

bool carries(const Config& config, State& state, ProcessId to, Context<Protocol>& context) {
  const std::uint32_t bit = arc_bit(context.self(), to);
  if ((state.dead & bit) != 0) return false;
  if ((config.failing & bit) == 0 || !misfortune(config.cut_odds, context)) return true;
  state.dead |= bit;
  return false;
}

bool is_changed(std::uint32_t& changed, std::uint32_t budget, const Config& config, Context<Protocol>& context) {
  if (changed >= budget || !misfortune(config.corrupt_odds, context)) return false;
  ++changed;
  return true;
}

Message turned(const Config& config, State& state, Message frame, Context<Protocol>& context) {
  if (auto* offer = std::get_if<Offer>(&frame)) {
    if (is_changed(state.changed_values, config.corrupted_offers, config, context)) offer->value = ~offer->value;
  } else if (auto* reflect = std::get_if<Reflect>(&frame)) {
    if (is_changed(state.changed_values, config.corrupted_reflections, config, context)) reflect->copy = ~reflect->copy;
  } else if (is_changed(state.changed_signals, config.corrupted_signals, config, context)) {
    if (const auto* confirm = std::get_if<Confirm>(&frame)) return Jam{confirm->position, confirm->counter};
    if (const auto* done = std::get_if<Done>(&frame)) return Jam{done->position, done->counter};
    const Jam& jam = std::get<Jam>(frame);
    if (context.self() == problems::kInitiator) return Confirm{jam.position, jam.counter};
    return Done{jam.position, jam.counter};
  }
  return frame;
}

void pass(const Config& config, State& state, ProcessId to, Message message, Context<Protocol>& context) {
  if (carries(config, state, to, context)) context.send(to, std::move(message));
}

}  // namespace

void send_frame(const Config& config, State& state, Message frame, Context<Protocol>& context) {
  std::visit(
      [&](auto& sent) {
        if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(sent)>, Word>)
          sent.position = state.end.stamp(config.gray && config.fifo);
      },
      frame);
  const ProcessId to = context.self() == problems::kInitiator ? problems::kResponder : problems::kInitiator;
  pass(config, state, to, turned(config, state, std::move(frame), context), context);
}

void send_word(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  pass(config, state, word.to, word, context);
  if (!config.relay) return;
  const ProcessId round{3 - context.self().value - word.to.value};  // 0 + 1 + 2 = 3
  pass(config, state, round, word, context);
}

void pass_on(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  pass(config, state, word.to, word, context);
}

}  // namespace parley::reflecting_link
