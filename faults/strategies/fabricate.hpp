// Makes messages up: at each step, with a probability, takes one of the last `memory` messages it sent or received,
// changes up to `changes` of its fields (protocols/core/mutate.hpp), and sends it to one process as its own. What it
// has heard of one instance, round or view it so says in another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "faults/strategies/memory.hpp"
#include "faults/strategy.hpp"
#include "protocols/core/mutate.hpp"

namespace parley::faults {

struct Fabricate {
  static constexpr std::string_view kName = "fabricate";

  std::uint32_t memory = 8;  // at least 1
  std::uint32_t changes = 2;
  Chance probability{500};
  std::vector<std::string> messages;  // kinds it starts from

  template <class P>
  bool receive(const Scene&, Layer<P>& layer, ProcessId, const typename P::Message& message) const {
    if (selects(messages, message)) remember(layer, message, memory);
    return true;
  }

  template <class P>
  void send(const Scene& scene, Layer<P>& layer, Outbox<P>& outbox) const {
    remember_sent(layer, outbox, messages, memory);
    if (layer.held.empty() || scene.n < 2 || !probability.happens(scene.choices)) return;
    Outgoing<P> made_up = layer.held[static_cast<std::size_t>(scene.choices.choose(layer.held.size()))].payload;
    InlineVector<std::uint64_t, 16> in_play;
    for (const Held<P>& held : layer.held) collect_integers(held.payload.message, in_play);
    const Palette palette{scene.n, {in_play.data(), in_play.size()}, {}};
    for (std::uint64_t left = scene.choices.choose(changes + 1ULL); left > 0; --left)
      mutate(made_up.message, palette, scene.choices);
    made_up.to = ProcessSet{choose_other(scene)};
    outbox.sends.push_back(std::move(made_up));
  }
};

}  // namespace parley::faults
