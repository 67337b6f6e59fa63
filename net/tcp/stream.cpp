#include "net/tcp/stream.hpp"

#include <algorithm>

namespace parley::tcp {

SendStatus SendStream::push(ByteView frame) {
  if (frame.size() + kFrameHeader > limit_ - std::min(limit_, queued())) return SendStatus::kFull;
  // Reclaim acknowledged bytes when they are at least half of the buffer: each byte moves at most once on average.
  if (head_ > 0 && head_ * 2 >= bytes_.size()) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  append_le(bytes_, static_cast<std::uint32_t>(frame.size()));
  append(bytes_, frame);
  return busy() ? SendStatus::kBusy : SendStatus::kQueued;
}

ByteView SendStream::unsent(std::size_t most) const {
  const std::size_t start = head_ + static_cast<std::size_t>(sent_ - base_);
  return ByteView(bytes_).subspan(start, std::min(most, bytes_.size() - start));
}

bool SendStream::acknowledge(std::uint64_t offset) {
  if (offset > sent_) return false;
  if (offset <= base_) return true;  // an older acknowledgement that arrives late says nothing new
  head_ += static_cast<std::size_t>(offset - base_);
  base_ = offset;
  if (head_ == bytes_.size()) {
    bytes_.clear();
    head_ = 0;
  }
  return true;
}

bool SendStream::rewind(std::uint64_t offset) {
  if (offset < base_ || offset > end()) return false;
  sent_ = offset;
  return true;
}

}  // namespace parley::tcp
