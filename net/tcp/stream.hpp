// The two halves of a stream of frames between one pair of processes. A frame is `length u32 | bytes`, length >= 0.
//
// Streams outlive connections. Every byte has an offset that only grows; the sender keeps what the receiver has not
// acknowledged, and after a reconnection both continue from the receiver's offset. So between two processes that both
// stay up, frames arrive exactly once and in order however often the connection breaks; this is the reliable channel
// that protocols without retransmission (Bracha, for one) assume. A restarted process is a new session: it receives
// what was still unacknowledged, from the first byte kept.
#pragma once

#include <cstdint>

#include "net/wire/bytes.hpp"

namespace parley::tcp {

inline constexpr std::size_t kFrameHeader = 4;

enum class SendStatus : std::uint8_t {
  kQueued,     // will be delivered if both processes stay up
  kBusy,       // queued, but the queue is over its high-water mark: hold back until on_writable
  kFull,       // refused: the frame does not fit the queue; counted as dropped
  kOversized,  // refused: longer than the frame limit; counted as dropped
  kNoPeer,     // refused: no such peer, or the transport is stopping
};

// Outgoing frames, from the oldest unacknowledged byte to the newest. Memory is at most twice `limit`.
// Invariant: base() <= sent() <= end(), and end() - base() <= limit.
class SendStream {
 public:
  explicit SendStream(std::size_t limit) : limit_(limit) {}

  // kQueued, kBusy or kFull. The high-water mark is half the limit.
  [[nodiscard]] SendStatus push(ByteView frame);

  // Up to `most` bytes that were not sent on this connection; valid until the next change.
  ByteView unsent(std::size_t most) const;
  void mark_sent(std::size_t count) { sent_ += count; }

  // The receiver has everything below `offset`. False, changing nothing, if it cannot.
  [[nodiscard]] bool acknowledge(std::uint64_t offset);

  // A new connection: continue from `offset`. False, changing nothing, if those bytes are gone or never were.
  [[nodiscard]] bool rewind(std::uint64_t offset);

  std::uint64_t base() const { return base_; }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t end() const { return base_ + (bytes_.size() - head_); }
  std::size_t queued() const { return bytes_.size() - head_; }
  bool busy() const { return queued() > limit_ / 2; }

 private:
  std::size_t limit_;
  Bytes bytes_;  // from head_ on: the bytes from base_
  std::size_t head_ = 0;
  std::uint64_t base_ = 0;
  std::uint64_t sent_ = 0;
};

// Incoming bytes, cut into frames in place. Memory is bounded by one frame and one record.
class FrameReader {
 public:
  explicit FrameReader(std::size_t max_frame) : max_frame_(max_frame) {}

  // Where decrypted bytes are appended before drain().
  Bytes& buffer() { return bytes_; }

  // Calls `take(ByteView)` for each whole frame, in order, until one returns false. Returns false when a frame is
  // longer than the limit; the stream is then useless. The view is valid during the call only.
  template <class Take>
  [[nodiscard]] bool drain(Take&& take) {
    std::size_t at = 0;
    bool sound = true;
    bool wanted = true;
    while (wanted && bytes_.size() - at >= kFrameHeader) {
      const std::size_t length = load_le<std::uint32_t>(bytes_.data() + at);
      sound = length <= max_frame_;
      if (!sound || bytes_.size() - at - kFrameHeader < length) break;
      const ByteView frame(bytes_.data() + at + kFrameHeader, length);
      at += kFrameHeader + length;
      received_ += kFrameHeader + length;
      wanted = take(frame);
    }
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
    return sound;
  }

  // Offset in the sender's stream after the last whole frame.
  std::uint64_t received() const { return received_; }

  // A new connection starts at a frame boundary; a new session of the sender at the offset it names.
  void restart(std::uint64_t offset) {
    bytes_.clear();
    received_ = offset;
  }

 private:
  std::size_t max_frame_;
  Bytes bytes_;
  std::uint64_t received_ = 0;
};

}  // namespace parley::tcp
