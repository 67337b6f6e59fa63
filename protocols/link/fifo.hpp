// The link under a data link protocol: it loses frames and delivers some again, but keeps their order. Engines do not
// promise order, so the two ends of the link restore it: every frame carries its position, and one that was overtaken
// is dropped. What comes out is exactly what such a link can do, as an overtaken frame is one that the link lost; and
// every engine, the explorer included, runs it.
//
// Positions belong to the link. No rule of a protocol may look at them; without them (`fifo` false) the link reorders.
#pragma once

#include <cstdint>
#include <variant>

#include "protocols/core/problems/data_link.hpp"

namespace parley::link {

// One end of a link, for both directions.
struct End {
  std::uint64_t sent = 0;      // position of the last frame sent
  std::uint64_t received = 0;  // greatest position received

  // Of the frame that is to be sent next; 0 where the link keeps no order.
  std::uint64_t stamp(bool fifo) { return fifo ? ++sent : 0; }

  // Whether a frame at this position still arrives. A copy of the last one does: the link may duplicate.
  bool takes(bool fifo, std::uint64_t position) {
    if (!fifo) return true;
    if (position < received) return false;
    received = position;
    return true;
  }
};

// Hands a frame that arrives to the rule for it: data to the receiver's, an acknowledgement to the sender's.
template <class Data, class Ack, class OnData, class OnAck>
void take_frame(End& end, bool fifo, ProcessId self, const std::variant<Data, Ack>& frame, OnData on_data,
                OnAck on_ack) {
  if (const auto* data = std::get_if<Data>(&frame)) {
    if (self == problems::kLinkReceiver && end.takes(fifo, data->position)) on_data(*data);
    return;
  }
  const Ack& ack = std::get<Ack>(frame);
  if (self == problems::kLinkSender && end.takes(fifo, ack.position)) on_ack(ack);
}

}  // namespace parley::link
