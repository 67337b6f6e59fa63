// A self-stabilising data link over a link of bounded capacity that loses and duplicates frames and keeps their order:
// whatever both ends remember and whatever is under way at the beginning, after some messages each is delivered once
// and in order (S. Dolev, A. Israeli, S. Moran, "Resource bounds for self-stabilizing message-driven protocols", SIAM
// J. Comput. 26, 1997; in G. Varghese's words "Self-stabilization by counter flushing", SIAM J. Comput. 30, 2000).
//
// The sender's frames carry a label that it advances modulo `labels`, and it advances when its own label comes back.
// What is under way at the beginning carries few labels, so the sender soon uses one that no old frame has. Only a
// frame of its own can bring that one back, and it drives everything older out of the link before it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "protocols/core/problems/data_link.hpp"
#include "protocols/core/process.hpp"
#include "protocols/link/fifo.hpp"

namespace parley::stable_data_link {

struct Config {
  std::uint32_t n = 2;
  std::uint32_t t = 0;
  std::uint64_t messages = 10;     // that the sender has to send
  std::uint64_t resend_ticks = 4;  // without an acknowledgement the frame is sent again
  std::uint32_t capacity = 1;      // frames in each direction that may be under way at the beginning
  std::uint32_t labels = 0;        // to try others with; 0 stands for label_count
  bool arbitrary = true;           // begin in an arbitrary state; otherwise in one where nothing is under way
  std::uint64_t exact_from = 0;    // to ask for less or more than the theorem; 0 stands for first_exact
  bool fifo = true;                // false: the link reorders, too, and then nothing is promised
};

// The label of a phase is used up beforehand when an acknowledgement of it is under way, or a frame with it, or when
// the receiver has it for its last. The receiver's last label counts only where no old frame replaces it. That makes at
// most 2 * capacity labels, or one without capacity, so one label more has a phase that is not disturbed by anything
// old.
constexpr std::uint32_t label_count(const Config& config) {
  return config.labels != 0 ? config.labels : std::max(2U, 2 * config.capacity + 1);
}

// The first undisturbed phase is among the first label_count ones; it and all after it are exact.
constexpr std::uint64_t first_exact(const Config& config) {
  if (config.exact_from != 0) return config.exact_from;
  return config.arbitrary ? std::max(2U, 2 * config.capacity + 1) : 1;
}

struct Data {
  std::uint64_t position = 0;  // the link's
  std::uint32_t label = 0;
  std::uint64_t value = 0;
};
struct Ack {
  std::uint64_t position = 0;  // the link's
  std::uint32_t label = 0;
};

struct ResendDue {};

struct State {
  // The sender's: the label of the frame under way. The receiver's: the label it received last.
  std::uint32_t label = 0;
  std::uint64_t number = 0;  // the sender's: of the message under way; beyond Config::messages when all are done
  link::End link;
};

struct Protocol {
  using Config = stable_data_link::Config;
  using State = stable_data_link::State;
  using Durable = NoDurable;
  using Record = NoRecord;
  using Message = std::variant<Data, Ack>;
  using Timer = ResendDue;
  using Output = problems::DataLinkOutput;
  using Problem = problems::DataLink;

  static constexpr std::string_view kName = "stable_data_link";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State& state, Context<Protocol>& context);
  static void on_message(const Config& config, State& state, ProcessId from, const Message& message,
                         Context<Protocol>& context);
  static void on_timer(const Config& config, State& state, const Timer& timer, Context<Protocol>& context);

  static std::optional<ConfigProblem> validate(const Config& config);
  static Problem problem(const Config& config, const ProcessSet& correct);
};

static_assert(Process<Protocol>);

}  // namespace parley::stable_data_link
