// Changes one field of what is sent (protocols/core/mutate.hpp), of each payload or, with `per_receiver`, of each copy
// of it on its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/strategy.hpp"
#include "protocols/core/mutate.hpp"

namespace parley::faults {

struct Mutate {
  static constexpr std::string_view kName = "mutate";

  Chance probability{500};
  bool per_receiver = false;
  std::vector<std::string> messages;
  std::vector<std::string> fields;    // only what lies in a field of one of these names
  std::vector<std::uint64_t> values;  // integers in play, beside those of the message itself

  template <class P>
  void send(const Scene& scene, Layer<P>&, Outbox<P>& outbox) const {
    const std::size_t wanted = outbox.sends.size();
    for (std::size_t index = 0; index < wanted; ++index) {
      if (!selects(messages, outbox.sends[index].message)) continue;
      if (per_receiver) {
        change_copies(scene, outbox, index);
      } else if (probability.happens(scene.choices)) {
        change(scene, outbox.sends[index].message);
      }
    }
    std::erase_if(outbox.sends, [](const Outgoing<P>& payload) { return payload.to && payload.to->empty(); });
  }

 private:
  template <class P>
  void change_copies(const Scene& scene, Outbox<P>& outbox, std::size_t index) const {
    const Outgoing<P> original = outbox.sends[index];
    const ProcessSet all = receivers(scene, original);
    ProcessSet unchanged = all;
    all.for_each([&](ProcessId id) {
      if (!probability.happens(scene.choices)) return;
      Outgoing<P> copy{original.face, ProcessSet{id}, original.message};
      change(scene, copy.message);
      outbox.sends.push_back(std::move(copy));
      unchanged.erase(id);
    });
    if (unchanged.size() != all.size()) outbox.sends[index].to = std::move(unchanged);
  }

  template <class Message>
  void change(const Scene& scene, Message& message) const {
    InlineVector<std::uint64_t, 8> in_play(values.begin(), values.end());
    collect_integers(message, in_play);
    mutate(message, Palette{scene.n, {in_play.data(), in_play.size()}, fields}, scene.choices);
  }
};

}  // namespace parley::faults
