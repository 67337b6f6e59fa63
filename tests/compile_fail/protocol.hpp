// The least protocol there is, with a state and a message of the snippet's choice.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "protocols/core/process.hpp"

namespace snippet {

struct Empty {};

struct NothingToSolve {
  static constexpr std::array kProperties{
      parley::PropertyInfo{"peace", parley::PropertyKind::kAlways, "nothing is ever violated"}};
  void observe(parley::ProcessId, const Empty&) {}
  parley::PropertySet broken() const { return {}; }
  parley::PropertySet witnessed() const { return {}; }
  parley::PropertySet unfulfilled() const { return {}; }
};

template <class StateType, class MessageType>
struct Protocol {
  struct Config {
    std::uint32_t n = 1;
    std::uint32_t t = 0;
  };
  using State = StateType;
  using Message = MessageType;
  using Durable = parley::NoDurable;
  using Record = parley::NoRecord;
  using Timer = parley::NoTimer;
  using Output = Empty;
  using Problem = NothingToSolve;
  using Context = parley::Context<Protocol>;
  static constexpr std::string_view kName = "snippet";

  static State initial(const Config&, parley::ProcessId, const Durable&) { return State(); }
  static void on_start(const Config&, State&, Context&) {}
  static void on_message(const Config&, State&, parley::ProcessId, const Message&, Context&) {}
  static void on_timer(const Config&, State&, const Timer&, Context&) {}
  static std::optional<parley::ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config&, const parley::ProcessSet&) { return {}; }
};

}  // namespace snippet
