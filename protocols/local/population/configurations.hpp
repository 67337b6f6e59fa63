// Configurations packed into 64 bits, a table that numbers them, and their successors one after the other: what the
// searches of stabilisation.cpp share.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "protocols/local/population/protocol.hpp"

namespace parley::population {

using Packed = std::uint64_t;

class Packing {
 public:
  Packing(std::size_t states, std::size_t agents)
      : bits_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::bit_width(states - 1)))), agents_(agents) {}

  std::size_t agents() const { return agents_; }
  State state(Packed packed, std::size_t agent) const {
    return static_cast<State>((packed >> (agent * bits_)) & mask());
  }
  Packed with(Packed packed, std::size_t agent, State state) const {
    return (packed & ~(mask() << (agent * bits_))) | (Packed{state} << (agent * bits_));
  }
  Packed pack(const std::vector<State>& configuration) const {
    Packed packed = 0;
    for (std::size_t agent = 0; agent < agents_; ++agent) packed = with(packed, agent, configuration[agent]);
    return packed;
  }
  std::vector<State> unpack(Packed packed) const {
    std::vector<State> configuration(agents_);
    for (std::size_t agent = 0; agent < agents_; ++agent) configuration[agent] = state(packed, agent);
    return configuration;
  }

 private:
  Packed mask() const { return (Packed{1} << bits_) - 1; }

  std::uint32_t bits_;
  std::size_t agents_;
};

// Numbers configurations in the order in which they come. Open addressing; at most half full.
class Numbering {
 public:
  Numbering() : slots_(1024, 0) {}

  // The number, and whether it is new.
  std::pair<std::uint32_t, bool> number(Packed packed) {
    if (packed_.size() * 2 >= slots_.size()) grow();
    std::size_t place = slot_of(packed);
    for (; slots_[place] != 0; place = (place + 1) & (slots_.size() - 1))
      if (packed_[slots_[place] - 1] == packed) return {slots_[place] - 1, false};
    packed_.push_back(packed);
    slots_[place] = static_cast<std::uint32_t>(packed_.size());
    return {slots_[place] - 1, true};
  }
  Packed operator[](std::uint32_t number) const { return packed_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(packed_.size()); }

 private:
  std::size_t slot_of(Packed packed) const {
    std::uint64_t mixed = packed * 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 32)) * 0xbf58476d1ce4e5b9;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29)) & (slots_.size() - 1);
  }
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t index = 0; index < packed_.size(); ++index) {
      std::size_t place = slot_of(packed_[index]);
      while (slots_[place] != 0) place = (place + 1) & (slots_.size() - 1);
      slots_[place] = static_cast<std::uint32_t>(index + 1);
    }
  }

  std::vector<Packed> packed_ = {};
  std::vector<std::uint32_t> slots_;  // number + 1, 0: free
};

// The successors of one configuration, some of them more than once. A cursor tells how far one is, so that a search may
// leave and come back without a copy of the list.
class Successors {
 public:
  struct Cursor {
    std::uint16_t initiator = 0;
    std::uint16_t responder = 0;
    std::uint32_t outcome = 0;
  };

  Successors(const Moves& moves, Packing packing) : moves_(moves), packing_(packing) {}

  bool next(Packed from, Cursor& cursor, Packed& to) const {
    for (; cursor.initiator < packing_.agents(); cursor.responder = 0, ++cursor.initiator) {
      const State p = packing_.state(from, cursor.initiator);
      for (; cursor.responder < packing_.agents(); cursor.outcome = 0, ++cursor.responder) {
        if (cursor.responder == cursor.initiator) continue;
        const auto outcomes =
            moves_.of(p, packing_.state(from, cursor.responder), relation(cursor.initiator, cursor.responder));
        if (cursor.outcome >= outcomes.size()) continue;
        const Outcome& outcome = outcomes[cursor.outcome++];
        to = packing_.with(from, cursor.initiator, outcome.initiator);
        to = packing_.with(to, cursor.responder, outcome.responder);
        return true;
      }
    }
    return false;
  }

 private:
  const Moves& moves_;
  Packing packing_;
};

}  // namespace parley::population
