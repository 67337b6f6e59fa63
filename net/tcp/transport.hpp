// Authenticated, encrypted, flow-controlled channels to all peers of a cluster over TCP.
//
// What it gives (docs/deploy.md says what one must trust for it):
// - Frames come from the process that holds the peer's key, exactly once and in order while both processes stay up,
//   across any number of broken connections. A restart on either side starts a new session.
// - Bounded memory whatever strangers or peers do; what is turned away is counted by reason.
// - Policy when a queue is full: the new frame is refused, counted, and the caller is told; nothing queued is dropped.
//
// Thread safety: none. Construct, call and destroy on the thread that runs the io_context (or while none does).
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/tcp/dialer.hpp"
#include "net/tcp/greeter.hpp"
#include "net/tcp/guard.hpp"
#include "net/tcp/link.hpp"

namespace parley::tcp {

class Transport : private LinkOwner {
 public:
  // `handler` outlives the transport. REQUIRES: config.peers has one entry for each key of the ring.
  Transport(boost::asio::io_context& io, Keyring keyring, TransportConfig config, TransportHandler& handler);
  ~Transport() override;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // Listens and dials. Throws EnvironmentError when the address cannot be listened on.
  void start();

  // The port in use, for configurations that ask for any. 0 when not listening.
  std::uint16_t listen_port() const;

  // The cluster learns later where a peer is (tests, and hosts that ask for any port). REQUIRES: before start().
  void set_peer_address(PeerIndex peer, Address address) { config_.peers.at(peer) = std::move(address); }

  // Queues one frame, connected or not. The frame is copied.
  SendStatus send(PeerIndex to, ByteView frame);

  // The peer's last frame cost more than its length says, or was none: `bytes` more count against its rate limit. May
  // be called from on_frame.
  void penalise(PeerIndex peer, std::size_t bytes) {
    if (peer < links_.size() && links_[peer]) links_[peer]->penalise(bytes);
  }

  // Graceful end: no new connections or frames; waits until every connected peer has acknowledged everything or
  // `limit` has passed, then closes and calls `done`. Frames that arrive meanwhile are still delivered.
  void stop(std::chrono::milliseconds limit, std::function<void()> done);

  bool peer_up(PeerIndex peer) const { return links_[peer] && links_[peer]->up(); }
  TransportMetrics metrics() const;

 private:
  void on_frame(PeerIndex peer, ByteView frame) override { handler_.on_frame(peer, frame); }
  void on_writable(PeerIndex peer) override { handler_.on_writable(peer); }
  void on_down(PeerIndex peer, Refusal why) override;

  bool dials(PeerIndex peer) const;
  void make_dialer(PeerIndex peer);
  void listen();
  void accept();
  void accept_later(Duration delay);
  void greet(boost::asio::ip::tcp::socket socket);
  void greeted(Greeter& greeter, Refusal reason);
  bool connected(PeerIndex peer, boost::asio::ip::tcp::socket socket, noise::Channel channel, const Resume& resume,
                 Bytes opening);
  void count(Refusal reason) { ++refusals_[static_cast<std::size_t>(reason)]; }
  void schedule_tick();
  void tick();
  void finish_if_settled();
  void close_all();

  boost::asio::io_context& io_;
  Keyring keyring_;
  TransportConfig config_;
  TransportHandler& handler_;
  std::vector<std::unique_ptr<Link>> links_;      // by peer; null for ourselves
  std::vector<std::unique_ptr<Dialer>> dialers_;  // by peer; null where the other side dials
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer accept_timer_;
  boost::asio::steady_timer tick_timer_;
  TokenBucket accepts_;
  HalfOpenTable half_open_;
  RefusalCounts refusals_{};
  std::uint64_t accepted_ = 0;
  std::uint64_t dialled_ = 0;
  Duration tick_{};
  int stop_ticks_ = -1;  // left before a graceful stop gives up; -1: not stopping
  std::function<void()> stopped_;
  LifeGuard guard_;
};

}  // namespace parley::tcp
