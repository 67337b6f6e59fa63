// Hostile greetings, hellos and replies. The first byte chooses the reader; one mode repairs challenge and pre-check so
// that the fuzzer reaches the Noise part behind them. Nothing that was not made with a peer's key may be accepted.
#include <algorithm>

#include "net/tcp/handshake.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;
using namespace parley::tcp;

Identity identity_of(unsigned char fill) {
  return Identity::from_seed(Secret<32>(Bytes(32, static_cast<std::byte>(fill))));
}

Keyring ring_of(PeerIndex own) {
  const Identity left = identity_of(1);
  const Identity right = identity_of(2);
  return {"fuzz", own == 0 ? left : right, "fuzz", own, {left.public_key(), right.public_key()}};
}

struct Setup {
  Keyring left = ring_of(0);
  Keyring right = ring_of(1);
};

const Setup& setup() {
  static const Setup kSetup;
  return kSetup;
}

constexpr Resume kResume{.session = 1};

void read_hello(ByteView input, bool repair) {
  AcceptingHandshake accept(setup().right);
  Bytes hello(input.begin(), input.end());
  if (repair && hello.size() == kHelloSize) {
    const auto greeting = accept.greeting();
    std::copy(greeting.begin(), greeting.begin() + 24, hello.begin());
    std::copy(greeting.end() - kChallengeSize, greeting.end(), hello.begin() + 32);
    store_le(hello.data() + 24, PeerIndex{0});
    store_le(hello.data() + 28, PeerIndex{1});
    const ByteView before = ByteView(hello).first(kHelloSize - kPreCheckSize);
    const PreCheckCode code = pre_check_code(setup().right.pre_check_key(0), before);
    std::copy(code.begin(), code.end(), hello.end() - kPreCheckSize);
  }
  const Refusal reason = accept.read_hello(hello);
  check(reason != Refusal::kNone, "no hello is accepted that the peer did not make for this challenge");
  check(!repair || hello.size() != kHelloSize || reason == Refusal::kBadHandshake, "Noise itself refuses it");
}

void read_reply(ByteView input) {
  AcceptingHandshake accept(setup().right);
  DiallingHandshake dial(setup().left, 1);
  Bytes hello;
  check(dial.read_greeting(accept.greeting(), kResume, hello) == Refusal::kNone, "an honest greeting is accepted");
  check(dial.read_reply(input) == Refusal::kBadHandshake, "a forged reply is refused");
}

void read_greeting(ByteView input) {
  DiallingHandshake dial(setup().left, 1);
  Bytes hello;
  const Refusal reason = dial.read_greeting(input, kResume, hello);
  check(hello.size() == (reason == Refusal::kNone ? kHelloSize : 0U), "a hello answers sound greetings only");
}

void read_noise(ByteView input) {
  for (const auto pattern : {noise::Pattern::kXX, noise::Pattern::kIK}) {
    noise::Handshake responder(pattern, noise::Role::kResponder, {}, {setup().right.own_keys(), {}, {}});
    Bytes payload;
    if (!responder.read_message(input, payload)) continue;
    check(pattern == noise::Pattern::kXX, "IK authenticates its first message");
    Bytes out;
    (void)responder.write_message({}, out);  // fails for keys of small order
  }
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  AcceptingHandshake accept(setup().right);
  DiallingHandshake dial(setup().left, 1);
  Bytes hello;
  (void)dial.read_greeting(accept.greeting(), kResume, hello);
  std::vector<Input> seeds;
  for (unsigned mode = 0; mode < 5; ++mode) {
    Input seed{static_cast<std::byte>(mode)};
    const auto greeting = accept.greeting();
    append(seed, mode == 2 ? ByteView(hello).first(kReplySize) : mode == 3 ? ByteView(greeting) : ByteView(hello));
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView input = fuzz::view(data, size).subspan(1);
  switch (data[0] % 5) {
    case 0:
      read_hello(input, false);
      break;
    case 1:
      read_hello(input, true);
      break;
    case 2:
      read_reply(input);
      break;
    case 3:
      read_greeting(input);
      break;
    default:
      read_noise(input);
  }
  return 0;
}
