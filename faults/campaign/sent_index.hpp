// Messages found by what they say, not by their number, which changes as soon as an earlier event is left out.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "net/world/world.hpp"

namespace parley::faults {

// The occurrence-th payload of its sender that says `content` and is addressed to its receiver.
struct MessageIdentity {
  std::uint64_t content = 0;  // its hash
  std::uint32_t occurrence = 0;

  friend bool operator==(const MessageIdentity&, const MessageIdentity&) = default;
};

// Of one world, which must outlive it.
template <Process P>
class SentIndex {
 public:
  explicit SentIndex(const world::World<P>& world) : world_(world), senders_(world.size()) {}

  // To be called after each step of `from`; returns the number of its payloads that were known before.
  std::size_t note_sent(ProcessId from) {
    Sender& sender = senders_[from.value];
    const std::size_t known = sender.contents.size();
    for (std::size_t sequence = known; sequence < world_.sent(from).size(); ++sequence) {
      const std::uint64_t content = hash64(world_.sent(from)[sequence].message);
      sender.contents.push_back(content);
      sender.saying[content].push_back(static_cast<std::uint32_t>(sequence));
    }
    return known;
  }

  MessageIdentity identity(world::MessageKey key, ProcessId to) const {
    const Sender& sender = senders_[key.from.value];
    const std::uint64_t content = sender.contents[key.sequence];
    std::uint32_t occurrence = 0;
    for (const std::uint32_t earlier : sender.saying.at(content)) {
      if (earlier >= key.sequence) break;
      occurrence += is_addressed(key.from, earlier, to) ? 1U : 0U;
    }
    return {content, occurrence};
  }

  std::optional<std::uint32_t> find(ProcessId from, ProcessId to, MessageIdentity wanted) const {
    if (from.value >= senders_.size()) return std::nullopt;
    const auto same = senders_[from.value].saying.find(wanted.content);
    if (same == senders_[from.value].saying.end()) return std::nullopt;
    std::uint32_t left = wanted.occurrence;
    for (const std::uint32_t sequence : same->second)
      if (is_addressed(from, sequence, to) && left-- == 0) return sequence;
    return std::nullopt;
  }

  bool is_addressed(ProcessId from, std::size_t sequence, ProcessId to) const {
    return world_.sent(from)[sequence].addresses(from, to, world_.server_count());
  }

 private:
  struct Sender {
    std::vector<std::uint64_t> contents;                                   // by sequence number
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> saying;  // its sequence numbers, ascending
  };

  const world::World<P>& world_;
  std::vector<Sender> senders_;
};

}  // namespace parley::faults
