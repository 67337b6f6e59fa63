// Process 0 signs a token and may show it to the last process, which is Byzantine; process 1 accepts what process 0
// signed, whoever brings it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocols/core/process.hpp"

namespace parley::token {

struct Token {
  std::uint64_t value = 0;
};
struct Bring {
  std::optional<Signed<Token>> token;
};
struct Accepted {
  std::uint64_t value = 0;
};

struct Problem {
  static constexpr std::size_t kGenuine = 0;
  static constexpr std::size_t kAccepted = 1;
  static constexpr std::array kProperties{
      PropertyInfo{"genuine", PropertyKind::kAlways, "only the value that process 0 signed is accepted"},
      PropertyInfo{"accepted", PropertyKind::kSometimes, "a token is accepted"},
  };
  bool accepted = false;
  PropertySet violations;

  void observe(ProcessId, const Accepted& output) {
    accepted = true;
    if (output.value != 1) violations.insert(kGenuine);
  }
  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return accepted ? PropertySet::of(kAccepted) : PropertySet{}; }
  PropertySet unfulfilled() const { return {}; }
};

struct Config {
  std::uint32_t n = 3;
  std::uint32_t t = 1;
  bool shows = true;
  bool checks_signer = true;
};

struct Protocol {
  using Config = token::Config;
  struct State {
    std::optional<std::uint64_t> accepted;
  };
  using Durable = NoDurable;
  using Record = NoRecord;
  using Message = Bring;
  using Timer = NoTimer;
  using Output = Accepted;
  using Problem = token::Problem;
  static constexpr std::string_view kName = "token";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config& config, State&, Context<Protocol>& context) {
    if (context.self().value != 0) return;
    const Signed<Token> token = context.sign(Token{1});
    if (config.shows) context.send(ProcessId{config.n - 1}, Bring{token});
  }
  static void on_message(const Config& config, State& state, ProcessId, const Bring& message,
                         Context<Protocol>& context) {
    if (context.self().value != 1 || state.accepted || !message.token) return;
    if (config.checks_signer && message.token->signer().value != 0) return;
    state.accepted = message.token->statement().value;
    context.emit({*state.accepted});
  }
  static void on_timer(const Config&, State&, const Timer&, Context<Protocol>&) {}
  static std::optional<ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config&, const ProcessSet&) { return {}; }
};

}  // namespace parley::token
