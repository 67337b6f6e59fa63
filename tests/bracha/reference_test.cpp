// The implementation against a deliberately dumb one, step by step over random messages: who said what is kept in maps
// of sets, and every rule of the paper is asked anew after each message until none applies.
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>

#include "net/world/step.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"

namespace parley::bracha {
namespace {

using Votes = std::map<Value, std::set<std::uint32_t>>;

class Dumb {
 public:
  Dumb(std::uint32_t n, std::uint32_t t, std::uint32_t self) : n_(n), t_(t), self_(self) {}

  std::vector<Protocol::Message> sent;
  std::vector<Value> delivered;

  void start(bool sender, Value value) {
    if (!sender) return;
    sent.push_back(Initial{value});
    echo(value);
    apply_rules();
  }
  void hear(std::uint32_t from, const Protocol::Message& message, bool from_sender) {
    if (const auto* said = std::get_if<Echo>(&message)) add(echoes_, from, said->value);
    if (const auto* said = std::get_if<Ready>(&message)) add(readies_, from, said->value);
    if (const auto* said = std::get_if<Initial>(&message); said != nullptr && from_sender) echo(said->value);
    apply_rules();
  }

 private:
  static void add(Votes& votes, std::uint32_t from, Value value) {
    for (const auto& [other, voters] : votes)
      if (voters.contains(from)) return;
    votes[value].insert(from);
  }
  void echo(Value value) {
    if (echoed_) return;
    echoed_ = true;
    sent.push_back(Echo{value});
    add(echoes_, self_, value);
  }
  void ready(Value value) {
    if (readied_) return;
    readied_ = true;
    sent.push_back(Ready{value});
    add(readies_, self_, value);
  }
  void apply_rules() {
    for (const auto& [value, voters] : echoes_)
      if (2 * voters.size() > n_ + t_) ready(value);
    for (const auto& [value, voters] : Votes(readies_))
      if (voters.size() >= t_ + 1) ready(value);
    for (const auto& [value, voters] : readies_)
      if (voters.size() >= 2 * t_ + 1 && delivered.empty()) delivered.push_back(value);
  }

  std::uint32_t n_;
  std::uint32_t t_;
  std::uint32_t self_;
  bool echoed_ = false;
  bool readied_ = false;
  Votes echoes_;
  Votes readies_;
};

Protocol::Message any_message() {
  const Value value = *rc::gen::inRange<Value>(1, 4);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return Initial{value};
    case 1:
      return Echo{value};
    default:
      return Ready{value};
  }
}

void collect(const Effects<Protocol>& effects, std::vector<Protocol::Message>& sent, std::vector<Value>& delivered) {
  for (const Effect<Protocol>& effect : effects) {
    if (const auto* broadcast = std::get_if<Broadcast<Protocol>>(&effect)) sent.push_back(broadcast->message);
    if (const auto* emit = std::get_if<Emit<Protocol>>(&effect)) delivered.push_back(emit->output.value);
  }
}

RC_GTEST_PROP(Reference, TheDumbOneDoesTheSame, ()) {
  const std::uint32_t t = *rc::gen::inRange<std::uint32_t>(0, 4);
  const std::uint32_t n = 3 * t + 1 + *rc::gen::inRange<std::uint32_t>(0, 3);
  const std::uint32_t self = *rc::gen::inRange<std::uint32_t>(0, n);
  const Config config{.n = n, .t = t, .sender = ProcessId{0}, .value = 2};

  world::Stepper<Protocol> stepper(config);
  world::LocalState<Protocol> local;
  Choices choices;
  Dumb dumb(n, t, self);
  std::vector<Protocol::Message> sent;
  std::vector<Value> delivered;
  collect(stepper.start(ProcessId{self}, local, choices), sent, delivered);
  dumb.start(self == 0, 2);
  for (int step = *rc::gen::inRange(0, 40); step > 0; --step) {
    const std::uint32_t from = (self + *rc::gen::inRange<std::uint32_t>(1, n + 1)) % n;
    const Protocol::Message message = any_message();
    if (from == self) continue;  // the network carries nothing to oneself
    collect(stepper.deliver(ProcessId{self}, local, ProcessId{from}, message, choices), sent, delivered);
    dumb.hear(from, message, from == 0);
    RC_ASSERT(encode(sent) == encode(dumb.sent));
    RC_ASSERT(delivered == dumb.delivered);
  }
}

}  // namespace
}  // namespace parley::bracha
