#include "net/tcp/handshake.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::tcp {
namespace {

constexpr Resume kLeft{.session = 11, .known_session = 0, .base = 5, .received = 0};
constexpr Resume kRight{.session = 22, .known_session = 11, .base = 7, .received = 9};

struct Pair {
  Identity left = Identity::generate();
  Identity right = Identity::generate();

  Keyring left_ring(const std::string& cluster = "c") const { return ring(left, cluster, 0); }
  Keyring right_ring(const std::string& cluster = "c") const { return ring(right, cluster, 1); }
  Keyring ring(const Identity& self, const std::string& cluster, PeerIndex own) const {
    return {"cluster.json", self, cluster, own, {left.public_key(), right.public_key()}};
  }
};

Bytes hello_for(const Keyring& dialler, PeerIndex to, ByteView greeting) {
  DiallingHandshake dial(dialler, to);
  Bytes hello;
  EXPECT_EQ(dial.read_greeting(greeting, kLeft, hello), Refusal::kNone);
  return hello;
}

TEST(TcpHandshake, MeetsAndExchangesResumePoints) {
  const Pair pair;
  const Keyring left = pair.left_ring();
  const Keyring right = pair.right_ring();
  AcceptingHandshake accept(right);
  DiallingHandshake dial(left, 1);
  Bytes hello;
  ASSERT_EQ(dial.read_greeting(accept.greeting(), kLeft, hello), Refusal::kNone);
  ASSERT_EQ(hello.size(), kHelloSize);
  ASSERT_EQ(accept.read_hello(hello), Refusal::kNone);
  EXPECT_EQ(accept.peer(), 0U);
  EXPECT_EQ(accept.peer_resume(), kLeft);
  Bytes reply;
  noise::Channel right_channel = accept.reply(kRight, reply);
  ASSERT_EQ(reply.size(), kReplySize);
  ASSERT_EQ(dial.read_reply(reply), Refusal::kNone);
  EXPECT_EQ(dial.peer_resume(), kRight);
  noise::Channel left_channel = dial.channel();
  const ByteView text = as_bytes("both directions");
  Bytes box(text.size() + noise::kTagLength);
  Bytes got(text.size());
  left_channel.send.encrypt({}, text, box.data());
  EXPECT_TRUE(right_channel.receive.decrypt({}, box, got.data()));
  right_channel.send.encrypt({}, text, box.data());
  EXPECT_TRUE(left_channel.receive.decrypt({}, box, got.data()));
}

TEST(TcpHandshake, NamesTheReasonOfEachRefusal) {
  const Pair pair;
  const Keyring left = pair.left_ring();
  const Keyring right = pair.right_ring();
  AcceptingHandshake accept(right);
  const auto greeting = accept.greeting();
  const Bytes hello = hello_for(left, 1, greeting);
  const auto broken = [&](std::size_t at) {
    Bytes bytes = hello;
    bytes[at] ^= std::byte{1};
    return AcceptingHandshake(accept).read_hello(bytes);
  };
  EXPECT_EQ(broken(0), Refusal::kNotParley);
  EXPECT_EQ(broken(4), Refusal::kVersion);
  EXPECT_EQ(broken(8), Refusal::kForeignCluster);
  EXPECT_EQ(broken(24), Refusal::kUnknownPeer) << "claims our own index";
  EXPECT_EQ(broken(26), Refusal::kUnknownPeer) << "claims an index beyond the cluster";
  EXPECT_EQ(broken(28), Refusal::kUnknownPeer) << "meant for another node";
  EXPECT_EQ(broken(32), Refusal::kReplay);
  EXPECT_EQ(broken(kHelloFixedSize), Refusal::kWrongKey);
  EXPECT_EQ(broken(kHelloSize - 1), Refusal::kWrongKey);
  EXPECT_EQ(accept.read_hello(ByteView(hello).first(kHelloSize - 1)), Refusal::kNotParley);
  EXPECT_EQ(accept.read_hello(hello), Refusal::kNone) << "none of the above spoilt the real one";
}

TEST(TcpHandshake, AHelloIsWorthlessOnEveryOtherConnection) {
  const Pair pair;
  const Keyring left = pair.left_ring();
  const Keyring right = pair.right_ring();
  AcceptingHandshake first(right);
  const Bytes hello = hello_for(left, 1, first.greeting());
  ASSERT_EQ(first.read_hello(hello), Refusal::kNone);
  AcceptingHandshake second(right);
  EXPECT_EQ(second.read_hello(hello), Refusal::kReplay);
  // An attacker that also copies the new challenge into the old hello breaks its authenticator.
  Bytes patched = hello;
  const auto greeting = second.greeting();
  std::copy(greeting.end() - kChallengeSize, greeting.end(), patched.begin() + 32);
  EXPECT_EQ(second.read_hello(patched), Refusal::kWrongKey);
}

TEST(TcpHandshake, AStrangerIsRefusedByEitherSide) {
  const Pair pair;
  Pair impostor = pair;
  impostor.left = Identity::generate();
  const Keyring right = pair.right_ring();
  AcceptingHandshake accept(right);
  EXPECT_EQ(accept.read_hello(hello_for(impostor.left_ring(), 1, accept.greeting())), Refusal::kWrongKey);
  const Keyring left = pair.left_ring();
  DiallingHandshake dial(left, 1);
  Bytes hello;
  ASSERT_EQ(dial.read_greeting(accept.greeting(), kLeft, hello), Refusal::kNone);
  EXPECT_EQ(dial.read_reply(Bytes(kReplySize, std::byte{9})), Refusal::kBadHandshake);
}

TEST(TcpHandshake, ClustersDoNotMix) {
  const Pair pair;
  const Keyring left = pair.left_ring("blue");
  const Keyring right = pair.right_ring("green");
  AcceptingHandshake accept(right);
  DiallingHandshake dial(left, 1);
  Bytes hello;
  EXPECT_EQ(dial.read_greeting(accept.greeting(), kLeft, hello), Refusal::kForeignCluster);
  EXPECT_TRUE(hello.empty()) << "nothing is sent to a foreign cluster";
}

RC_GTEST_PROP(TcpHandshake, AnyFlippedBitOfTheHelloIsRefused, ()) {
  const Pair pair;
  const Keyring left = pair.left_ring();
  const Keyring right = pair.right_ring();
  AcceptingHandshake accept(right);
  Bytes hello = hello_for(left, 1, accept.greeting());
  const auto bit = *rc::gen::inRange<std::size_t>(0, kHelloSize * 8);
  hello[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
  RC_ASSERT(accept.read_hello(hello) != Refusal::kNone);
}

}  // namespace
}  // namespace parley::tcp
