// A few transports on one io_context and 127.0.0.1, and hostile or unreliable things to put between them.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "net/tcp/transport.hpp"

namespace parley::tcp::test {

using boost::asio::ip::tcp;
using boost::system::error_code;

inline tcp::endpoint loopback(std::uint16_t port) {
  return {boost::asio::ip::address_v4::loopback(), port};
}

// Runs until `wanted` or the deadline, which only a failing test reaches.
template <class Predicate>
bool run_until(boost::asio::io_context& io, Predicate wanted) {
  const auto deadline = Clock::now() + std::chrono::seconds(60);
  while (!wanted()) {
    if (Clock::now() > deadline) return false;
    io.restart();
    io.run_one_for(std::chrono::milliseconds(100));
  }
  return true;
}

struct Party : TransportHandler {
  void on_frame(PeerIndex from, ByteView frame) override {
    frames.at(from).emplace_back(reinterpret_cast<const char*>(frame.data()), frame.size());
    ++received;
  }
  void on_peer_up(PeerIndex) override { ++ups; }
  void on_peer_down(PeerIndex, Refusal why) override {
    ++downs;
    last_reason = why;
  }
  void on_writable(PeerIndex) override { ++writable; }

  std::vector<std::vector<std::string>> frames;  // by sender
  std::size_t received = 0;
  int ups = 0;
  int downs = 0;
  int writable = 0;
  Refusal last_reason = Refusal::kNone;
  std::unique_ptr<Transport> transport;
};

inline TransportConfig quick_config() {
  TransportConfig config;
  config.backoff_first = std::chrono::milliseconds(1);
  config.backoff_most = std::chrono::milliseconds(50);
  config.handshakes_per_second = 1e6;
  return config;
}

// `size` processes with keys, the first `nodes` of them nodes. Nothing starts by itself.
class Mesh {
 public:
  explicit Mesh(std::size_t size, TransportConfig config = quick_config(), std::size_t node_count = SIZE_MAX)
      : config_(std::move(config)) {
    for (std::size_t i = 0; i < size; ++i) {
      identities.push_back(Identity::generate());
      keys.push_back(identities.back().public_key());
    }
    config_.peers.resize(size);
    config_.node_count = std::min(node_count, size);
    nodes.resize(size);
  }

  boost::asio::io_context io;
  std::vector<Identity> identities;
  std::vector<VerifyKey> keys;
  std::vector<std::unique_ptr<Party>> nodes;

  Keyring ring(std::size_t own, const std::string& cluster = "test") const {
    return {"cluster.json", identities[own], cluster, static_cast<PeerIndex>(own), keys};
  }

  // Where others find process `i`; start() fills it in for those that listen.
  void set_address(std::size_t i, std::uint16_t port) { config_.peers[i] = {"127.0.0.1", port}; }
  TransportConfig& config() { return config_; }

  // Starts one process and records its port. The highest index goes first: lower ones dial it.
  Party& start(std::size_t i, const std::string& cluster = "test") {
    TransportConfig config = config_;
    if (i < config.node_count) config.listen = {"127.0.0.1", config_.peers[i].port};
    nodes[i] = std::make_unique<Party>();
    nodes[i]->frames.resize(keys.size());
    nodes[i]->transport = std::make_unique<Transport>(io, ring(i, cluster), config, *nodes[i]);
    nodes[i]->transport->start();
    if (i < config.node_count) set_address(i, nodes[i]->transport->listen_port());
    return *nodes[i];
  }

  void start_all() {
    for (std::size_t i = keys.size(); i-- > 0;) start(i);
  }

  bool run_until_up(std::size_t left, std::size_t right) {
    return run_until(io, [&] { return up(left, right) && up(right, left); });
  }
  bool up(std::size_t at, std::size_t peer) const {
    return nodes[at]->transport->peer_up(static_cast<PeerIndex>(peer));
  }
  std::uint16_t port(std::size_t i) const { return nodes[i]->transport->listen_port(); }
  std::uint64_t refused(std::size_t at, Refusal reason) const {
    return nodes[at]->transport->metrics().refusals[static_cast<std::size_t>(reason)];
  }
  LinkMetrics link(std::size_t at, std::size_t peer) const { return nodes[at]->transport->metrics().peers[peer]; }

 private:
  TransportConfig config_;
};

// Forwards every connection to a port of 127.0.0.1. Can record what the dialling side says, cut, or swallow everything.
class Proxy {
 public:
  Proxy(boost::asio::io_context& io, std::uint16_t target) : io_(io), target_(target), acceptor_(io, loopback(0)) {
    accept();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void retarget(std::uint16_t target) { target_ = target; }
  const Bytes& recorded() const { return recorded_; }
  int connections() const { return connections_; }
  void swallow(bool on) { swallow_ = on; }
  void cut() {
    error_code ignored;
    for (const auto& pipe : pipes_) {
      pipe->left.close(ignored);
      pipe->right.close(ignored);
    }
    pipes_.clear();
  }

 private:
  struct Pipe {
    explicit Pipe(tcp::socket from) : left(std::move(from)), right(left.get_executor()) {}
    tcp::socket left;
    tcp::socket right;
    std::array<std::byte, 4096> to_right{};
    std::array<std::byte, 4096> to_left{};
  };

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      ++connections_;
      auto pipe = std::make_shared<Pipe>(std::move(socket));
      pipes_.push_back(pipe);
      pipe->right.async_connect(loopback(target_), [this, pipe](error_code failed) {
        error_code ignored;
        if (failed) {
          pipe->left.close(ignored);
          return;
        }
        forward(pipe, true);
        forward(pipe, false);
      });
      accept();
    });
  }

  void forward(const std::shared_ptr<Pipe>& pipe, bool rightwards) {
    tcp::socket& from = rightwards ? pipe->left : pipe->right;
    tcp::socket& to = rightwards ? pipe->right : pipe->left;
    auto& buffer = rightwards ? pipe->to_right : pipe->to_left;
    from.async_read_some(boost::asio::buffer(buffer),
                         [this, pipe, rightwards, &to, &buffer](error_code error, std::size_t count) {
                           error_code ignored;
                           if (error) return void(to.close(ignored));
                           if (rightwards) append(recorded_, ByteView(buffer).first(count));
                           if (swallow_) return forward(pipe, rightwards);
                           boost::asio::async_write(to, boost::asio::buffer(buffer, count),
                                                    [this, pipe, rightwards](error_code failed, std::size_t) {
                                                      if (!failed) forward(pipe, rightwards);
                                                    });
                         });
  }

  boost::asio::io_context& io_;
  std::uint16_t target_;
  tcp::acceptor acceptor_;
  std::list<std::shared_ptr<Pipe>> pipes_;
  Bytes recorded_;
  int connections_ = 0;
  bool swallow_ = false;
};

// A peer with a valid key that is driven by hand: does the handshake in blocking steps while the cluster's io_context
// runs in between, then sends whatever the test wants.
class RawPeer {
 public:
  RawPeer(Mesh& cluster, std::size_t own, std::size_t to)
      : cluster_(cluster),
        ring_(cluster.ring(own)),
        handshake_(ring_, static_cast<PeerIndex>(to)),
        socket_(cluster.io) {
    socket_.connect(loopback(cluster.port(to)));
  }

  // True once the channel stands.
  bool shake_hands(const Resume& resume = {.session = 1}) {
    Bytes hello;
    if (handshake_.read_greeting(receive(kGreetingSize), resume, hello) != Refusal::kNone) return false;
    send(hello);
    if (handshake_.read_reply(receive(kReplySize)) != Refusal::kNone) return false;
    out_ = std::make_unique<RecordCipher>(handshake_.channel().send, RekeyPolicy{});
    return true;
  }

  void send(ByteView bytes) {
    bool done = false;
    boost::asio::async_write(socket_, boost::asio::buffer(bytes.data(), bytes.size()),
                             [&](error_code, std::size_t) { done = true; });
    run_until(cluster_.io, [&] { return done; });
  }
  void send_record(std::uint64_t acknowledged, ByteView plain) {
    Bytes wire;
    out_->seal(acknowledged, plain, wire);
    send(wire);
  }
  Bytes receive(std::size_t count) {
    Bytes bytes(count);
    bool done = false;
    boost::asio::async_read(socket_, boost::asio::buffer(bytes), [&](error_code error, std::size_t got) {
      if (error) bytes.resize(got);
      done = true;
    });
    run_until(cluster_.io, [&] { return done; });
    return bytes;
  }

 private:
  Mesh& cluster_;
  Keyring ring_;
  DiallingHandshake handshake_;
  tcp::socket socket_;
  std::unique_ptr<RecordCipher> out_;
};

}  // namespace parley::tcp::test
