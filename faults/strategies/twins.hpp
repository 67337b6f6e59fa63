// Two replicas under one identity (Bano et al., "Twins: BFT Systems Made Robust", OPODIS 2021): two copies of the
// process, each with a part of the others, whom alone it hears and speaks to. Every `period` steps the others are dealt
// anew. As with Equivocate, the copies differ by their inputs or, where the protocol declares none, by what the second
// says: its values are exchanged in pairs.
#pragma once

#include <cstdint>
#include <string_view>

#include "faults/strategies/equivocate.hpp"
#include "faults/strategy.hpp"

namespace parley::faults {

struct Twins {
  static constexpr std::string_view kName = "twins";

  std::uint32_t period = 8;  // at least 1
  SecondFace second_face = SecondFace::kRename;

  template <class P>
  bool hears(const Layer<P>& layer, std::uint8_t face, ProcessId from) const {
    return layer.side.contains(from) == (face == 1);
  }

  template <class P>
  void send(const Scene& scene, Layer<P>& layer, Outbox<P>& outbox) const {
    if (layer.count == 0) deal(scene, layer.side);
    for (Outgoing<P>& payload : outbox.sends) {
      ProcessSet to;
      receivers(scene, payload).for_each([&](ProcessId id) {
        if (layer.side.contains(id) == (payload.face == 1)) to.insert(id);
      });
      payload.to = std::move(to);
      if (payload.face == 1 && second_face == SecondFace::kRename) exchange_values(payload.message);
    }
    std::erase_if(outbox.sends, [](const Outgoing<P>& payload) { return payload.to->empty(); });
    if (++layer.count % period == 0) deal(scene, layer.side);
  }

 private:
  // Choice 0 deals a process to the first copy.
  static void deal(const Scene& scene, ProcessSet& side) {
    side = {};
    for (std::uint32_t id = 0; id < scene.n; ++id)
      if (id != scene.self.value && scene.choices.choose(2) == 1) side.insert(ProcessId{id});
  }
};

}  // namespace parley::faults
