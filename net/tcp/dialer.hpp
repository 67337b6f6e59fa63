// Keeps trying to reach one peer while it is down: resolve, connect, shake hands, back off.
//
// Of two nodes the one with the lower index dials, and clients dial nodes. So two processes never open connections to
// each other at the same time, and which of two connections survives needs no negotiation.
//
// Thread safety: as Connection.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/tcp/guard.hpp"
#include "net/tcp/handshake.hpp"
#include "net/tcp/transport_types.hpp"

namespace parley::tcp {

class DialAttempt;

class Dialer {
 public:
  struct Callbacks {
    std::function<Resume()> resume;   // asked for when the hello is made
    std::function<void()> attempted;  // an attempt starts
    // The peer has proved itself. False: it was not wanted after all, and counts as a failed attempt.
    std::function<bool(boost::asio::ip::tcp::socket, noise::Channel, const Resume&)> connected;
    std::function<void(Refusal)> failed;
  };

  // `keyring` outlives the dialer.
  Dialer(boost::asio::io_context& io, const Keyring& keyring, PeerIndex peer, const TransportConfig& config,
         Callbacks callbacks);
  ~Dialer();
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

  // Starts dialling now, or after the back-off when `delayed`. No effect while already at it, or after stop().
  void start(bool delayed);

  // For good.
  void stop();

  // The connection has proved useful: the next failure starts with the shortest delay again.
  void reset_backoff() { backoff_.reset(); }

 private:
  friend class DialAttempt;
  void attempt();
  void ended(Refusal reason);

  boost::asio::io_context& io_;
  const Keyring& keyring_;
  PeerIndex peer_;
  Address address_;
  std::chrono::milliseconds deadline_;
  Callbacks callbacks_;
  Backoff backoff_;
  boost::asio::steady_timer timer_;
  bool active_ = false;
  bool stopped_ = false;
  std::shared_ptr<DialAttempt> attempt_;
  LifeGuard guard_;
};

}  // namespace parley::tcp
