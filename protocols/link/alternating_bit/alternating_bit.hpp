// The alternating-bit protocol (K. A. Bartlett, R. A. Scantlebury, P. T. Wilkinson, "A note on reliable full-duplex
// transmission over half-duplex links", CACM 12, 1969), in one direction: process 0 sends, process 1 receives, over a
// link that may lose and duplicate frames and keeps their order. One bit of sequence number is enough.
//
// Over a link that reorders (`fifo` false) it is wrong: an old frame of the same bit is taken for a new one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/data_link.hpp"
#include "protocols/core/process.hpp"
#include "protocols/link/fifo.hpp"

namespace parley::alternating_bit {

struct Config {
  std::uint32_t n = 2;
  std::uint32_t t = 0;
  std::uint64_t messages = 10;     // that the sender has to send
  std::uint64_t resend_ticks = 4;  // without an acknowledgement the frame is sent again
  bool fifo = true;                // false: the link reorders, too
};

struct Data {
  std::uint64_t position = 0;  // the link's
  bool bit = false;
  std::uint64_t value = 0;
};
struct Ack {
  std::uint64_t position = 0;  // the link's
  bool bit = false;
};

struct ResendDue {};

struct State {
  // The sender's: the bit of the frame under way. The receiver's: the bit it expects next.
  bool bit = false;
  std::uint64_t number = 0;  // the sender's: of the message under way; beyond Config::messages when all are done
  link::End link;
};

struct Protocol {
  using Config = alternating_bit::Config;
  using State = alternating_bit::State;
  using Durable = NoDurable;
  using Record = NoRecord;
  using Message = std::variant<Data, Ack>;
  using Timer = ResendDue;
  using Output = problems::DataLinkOutput;
  using Problem = problems::DataLink;

  static constexpr std::string_view kName = "alternating_bit";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
};

static_assert(Process<Protocol>);

}  // namespace parley::alternating_bit
