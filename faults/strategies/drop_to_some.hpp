// Withholds what is sent from some receivers: from each of `to`, or from each process where `to` is absent, with a
// probability.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/strategy.hpp"

namespace parley::faults {

struct DropToSome {
  static constexpr std::string_view kName = "drop_to_some";

  std::optional<ProcessSet> to;
  Chance probability;
  std::vector<std::string> messages;

  template <class P>
  void send(const Scene& scene, Layer<P>&, Outbox<P>& outbox) const {
    for (Outgoing<P>& payload : outbox.sends)
      if (selects(messages, payload.message)) thin_out(scene, payload);
    std::erase_if(outbox.sends, [](const Outgoing<P>& payload) { return payload.to && payload.to->empty(); });
  }

 private:
  template <class P>
  void thin_out(const Scene& scene, Outgoing<P>& payload) const;
};

template <class P>
void DropToSome::thin_out(const Scene& scene, Outgoing<P>& payload) const {
  const ProcessSet all = receivers(scene, payload);
  ProcessSet left;
  all.for_each([&](ProcessId id) {
    if ((to && !to->contains(id)) || !probability.happens(scene.choices)) left.insert(id);
  });
  if (left.size() != all.size()) payload.to = std::move(left);
}

}  // namespace parley::faults
