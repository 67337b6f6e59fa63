// Messages in flight: each payload stored once, however many receivers it has, and its place reused when the last of
// them is done. Addresses stay valid while a payload lives, also when a step adds further ones.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "net/world/event.hpp"

namespace parley::sim {

template <class Message>
class PayloadPool {
 public:
  struct Payload {
    Message message{};
    world::MessageKey key;
    std::uint64_t order = 0;  // of sending, over the whole run
    std::uint32_t uses = 0;   // deliveries still to come
  };

  // Returns the place of a new payload with no uses yet.
  std::uint32_t add(Message message, world::MessageKey key) {
    if (free_.empty()) grow();
    const std::uint32_t place = free_.back();
    free_.pop_back();
    Payload& payload = (*this)[place];
    payload.message = std::move(message);
    payload.key = key;
    payload.order = next_order_++;
    payload.uses = 0;
    ++live_;
    return place;
  }

  Payload& operator[](std::uint32_t place) { return (*chunks_[place / kChunk])[place % kChunk]; }

  void release(std::uint32_t place) {
    Payload& payload = (*this)[place];
    if (--payload.uses == 0) retire(place);
  }

  // For a payload that no receiver will get.
  void retire(std::uint32_t place) {
    free_.push_back(place);
    --live_;
  }

  std::uint64_t live() const { return live_; }

 private:
  static constexpr std::uint32_t kChunk = 256;

  void grow() {
    const auto first = static_cast<std::uint32_t>(chunks_.size()) * kChunk;
    chunks_.push_back(std::make_unique<std::array<Payload, kChunk>>());
    for (std::uint32_t index = kChunk; index > 0; --index) free_.push_back(first + index - 1);
  }

  std::vector<std::unique_ptr<std::array<Payload, kChunk>>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint64_t next_order_ = 0;
  std::uint64_t live_ = 0;
};

}  // namespace parley::sim
