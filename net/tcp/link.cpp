#include "net/tcp/link.hpp"

#include "protocols/core/check.hpp"

namespace parley::tcp {
namespace {

// Records in one write. More saves system calls, fewer bounds the time for which one peer keeps the thread.
constexpr int kRecordsPerWrite = 2;

// What one frame costs the rate limit beyond its bytes: handling it is not free either.
constexpr std::size_t kFrameSurcharge = 64;

}  // namespace

Link::Link(PeerIndex peer, std::uint64_t session, const TransportConfig& config, LinkOwner& owner)
    : peer_(peer),
      session_(session),
      config_(config),
      owner_(owner),
      out_(config.queue_bytes),
      in_(config.max_frame),
      handshakes_(config.handshakes_per_second, 2 * config.handshakes_per_second),
      bytes_(config.bytes_per_second, config.bytes_per_second / 4) {}

Link::~Link() {
  detach();
}

SendStatus Link::send(ByteView frame) {
  const SendStatus status = frame.size() > config_.max_frame ? SendStatus::kOversized : out_.push(frame);
  if (status == SendStatus::kOversized || status == SendStatus::kFull) {
    ++metrics_.dropped;
  } else {
    ++metrics_.frames_out;
    if (connection_) connection_->flush_soon();
  }
  told_busy_ = told_busy_ || status == SendStatus::kBusy || status == SendStatus::kFull;
  return status;
}

Resume Link::resume() const {
  return {.session = session_, .known_session = peer_session_, .base = out_.base(), .received = in_.received()};
}

bool Link::attach(Socket socket, noise::Channel channel, const Resume& peer, Bytes opening) {
  check(!up(), "a link has one connection");
  const bool same_streams = peer.known_session == session_;
  if (!out_.rewind(same_streams ? peer.received : out_.base())) return false;
  if (same_streams && !out_.acknowledge(peer.received)) return false;
  in_.restart(peer.session == peer_session_ ? in_.received() : peer.base);
  peer_session_ = peer.session;
  acknowledged_ = in_.received();
  ticks_up_ = 0;
  silent_ticks_ = 0;
  quiet_ticks_ = 0;
  speak_ = true;  // the dialling side's first record tells the accepting side that the reply has arrived
  ++metrics_.connects;
  ConnectionOwner& self = *this;
  connection_ =
      std::make_shared<Connection>(std::move(socket), std::move(channel), config_.rekey, self, std::move(opening));
  connection_->start();
  return true;
}

void Link::detach() {
  if (!connection_) return;
  metrics_.rekeys += connection_->rekeys();
  connection_->close();
  connection_.reset();
}

Refusal Link::on_record(std::uint64_t acknowledged) {
  silent_ticks_ = 0;
  if (!out_.acknowledge(acknowledged)) return Refusal::kBadAck;
  const Connection* const current = connection_.get();
  const bool sound = in_.drain([&](ByteView frame) {
    ++metrics_.frames_in;
    ++frames_of_read_;
    owner_.on_frame(peer_, frame);
    return connection_.get() == current;
  });
  if (!sound) return Refusal::kOversizedFrame;
  if (connection_.get() != current) return Refusal::kNone;
  if (in_.received() - acknowledged_ >= config_.ack_bytes) {
    speak_ = true;
    connection_->flush_soon();
  }
  if (told_busy_ && !out_.busy()) {
    told_busy_ = false;
    owner_.on_writable(peer_);
  }
  return Refusal::kNone;
}

Duration Link::on_read(std::size_t count) {
  metrics_.bytes_in += count;
  const std::size_t frames = std::exchange(frames_of_read_, 0);
  if (bytes_.unlimited()) return Duration::zero();
  bytes_.charge(static_cast<double>(count + frames * kFrameSurcharge), Clock::now());
  if (bytes_.debt() > Duration::zero()) ++metrics_.throttled;
  return bytes_.debt();
}

bool Link::fill(RecordCipher& cipher, Bytes& wire) {
  for (int i = 0; i < kRecordsPerWrite; ++i) {
    const ByteView piece = out_.unsent(kMaxRecordPlain);
    if (piece.empty() && !speak_) break;
    cipher.seal(in_.received(), piece, wire);
    out_.mark_sent(piece.size());
    speak_ = false;
  }
  if (wire.empty()) return false;
  acknowledged_ = in_.received();
  quiet_ticks_ = 0;
  metrics_.bytes_out += wire.size();
  return true;
}

void Link::on_closed(Refusal why) {
  detach();
  owner_.on_down(peer_, why);
}

void Link::tick(int ping_ticks, int idle_ticks) {
  if (!connection_) return;
  ticks_up_ = std::min(ticks_up_ + 1, kLastingTicks);
  if (!connection_->paused() && ++silent_ticks_ > idle_ticks) return on_closed(Refusal::kIdle);
  if (++quiet_ticks_ >= ping_ticks || in_.received() != acknowledged_) {
    speak_ = true;
    connection_->flush_soon();
  }
}

LinkMetrics Link::metrics() const {
  LinkMetrics now = metrics_;
  now.up = up();
  now.queued_bytes = out_.queued();
  if (connection_) now.rekeys += connection_->rekeys();
  return now;
}

}  // namespace parley::tcp
