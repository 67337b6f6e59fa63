// Everything this process keeps about one peer: the two streams of frames, which outlive connections, the connection of
// the moment, limits and counters.
//
// Thread safety: as Connection.
#pragma once

#include <memory>

#include "net/tcp/connection.hpp"
#include "net/tcp/handshake.hpp"
#include "net/tcp/transport_types.hpp"

namespace parley::tcp {

class LinkOwner {
 public:
  virtual ~LinkOwner() = default;
  virtual void on_frame(PeerIndex peer, ByteView frame) = 0;
  virtual void on_writable(PeerIndex peer) = 0;
  virtual void on_down(PeerIndex peer, Refusal why) = 0;
};

class Link : private ConnectionOwner {
 public:
  // `session` is this process's, the same for all its links. `config` and `owner` outlive the link.
  Link(PeerIndex peer, std::uint64_t session, const TransportConfig& config, LinkOwner& owner);
  ~Link() override;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  bool up() const { return connection_ != nullptr; }
  SendStatus send(ByteView frame);

  // Up for so long that the next failure is news and not the continuation of the last one.
  bool lasting() const { return up() && ticks_up_ >= kLastingTicks; }

  // All that was sent has reached the other process.
  bool settled() const { return out_.queued() == 0; }

  // Counts `bytes` more against the peer's rate limit.
  void penalise(std::size_t bytes) {
    if (!bytes_.unlimited()) bytes_.charge(static_cast<double>(bytes), Clock::now());
  }

  // Where a new connection would continue. Stays true until attach() provided that the link is down meanwhile.
  Resume resume() const;

  // A completed handshake may become a connection: false if this peer completes too many of them.
  bool admit(TimePoint now) { return handshakes_.try_take(1, now); }

  // REQUIRES: !up(), and `peer` came in the handshake in which we sent resume(). False if `peer` contradicts the
  // streams; the caller then drops the socket.
  [[nodiscard]] bool attach(Socket socket, noise::Channel channel, const Resume& peer, Bytes opening);

  // Drops the connection without a word to the owner.
  void detach();

  // Housekeeping, once a tick: keep-alive, late acknowledgement, half-open detection. `idle_ticks` and `ping_ticks`
  // count ticks and not time, so that a process that was paused does not take its own pause for the peer's silence.
  void tick(int ping_ticks, int idle_ticks);

  LinkMetrics metrics() const;

 private:
  static constexpr int kLastingTicks = 10;

  Bytes& incoming() override { return in_.buffer(); }
  Refusal on_record(std::uint64_t acknowledged) override;
  Duration on_read(std::size_t count) override;
  bool fill(RecordCipher& cipher, Bytes& wire) override;
  void on_closed(Refusal why) override;

  PeerIndex peer_;
  std::uint64_t session_;
  const TransportConfig& config_;
  LinkOwner& owner_;
  SendStream out_;
  FrameReader in_;
  std::uint64_t peer_session_ = 0;
  std::shared_ptr<Connection> connection_;
  TokenBucket handshakes_;
  TokenBucket bytes_;
  std::uint64_t acknowledged_ = 0;  // what we last told the peer to have received
  std::size_t frames_of_read_ = 0;
  bool speak_ = false;  // a record is due although there may be no frames
  bool told_busy_ = false;
  int ticks_up_ = 0;
  int silent_ticks_ = 0;  // since the peer's last bytes
  int quiet_ticks_ = 0;   // since ours
  LinkMetrics metrics_;
};

}  // namespace parley::tcp
