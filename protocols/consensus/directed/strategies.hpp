// What faulty nodes do in the synchronous algorithm: strategies with a name, random ones, and every one there is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/consensus/directed/exact.hpp"
#include "protocols/core/random.hpp"

namespace parley::directed {

// "Targets" are correct nodes, the low 16 bits of a variant. All faulty nodes do the same.
enum class Strategy : std::uint8_t {
  every,       // in parameters: no particular one
  honest,      // as correct nodes do
  mute,        // nothing to the targets; for the rest honest
  equivocate,  // the other input to the targets, and in phase 2 the set that goes with it
  selective,   // relays nothing to the targets
  late,        // the own input in the last round that still counts, and to the targets only; sets in the last round
  false_sets,  // in phase 2 a false own set to the targets; which one is the variant's next 2 bits
  random,      // a coin for whatever can be sent; the variant is the stream
  exhaustive,  // whatever can be sent, on each edge and in each round: every combination
};

struct Deviation {
  Strategy strategy = Strategy::honest;
  std::uint64_t variant = 0;
};

constexpr Nodes targets_of(std::uint64_t variant) {
  return static_cast<Nodes>(variant & 0xffff);
}

// Strategies with targets among the faulty nodes' correct out-neighbours, no two of them obviously the same, and
// `random` random ones. Only honest if nobody is faulty.
std::vector<Deviation> deviations(const Digraph& graph, Nodes faulty, std::uint32_t random);

// "mute towards {0, 2}".
std::string words_of(const Deviation& deviation);

// REQUIRES: not every or exhaustive.
std::unique_ptr<Adversary> make_adversary(const Deviation& deviation, std::uint64_t seed);

// Chooses among possibilities 0..count-1; is asked again and again in a run.
class Chooser {
 public:
  Chooser() = default;
  Chooser(const Chooser&) = default;
  Chooser& operator=(const Chooser&) = default;
  virtual ~Chooser() = default;
  virtual std::uint32_t choose(std::uint32_t count) = 0;
};

// Every sequence of choices, one a run: an odometer whose last wheel turns first.
class EveryChoice : public Chooser {
 public:
  std::uint32_t choose(std::uint32_t count) override;
  // To the next sequence; false once all have been.
  bool advance();

 private:
  struct Wheel {
    std::uint32_t at;
    std::uint32_t count;
  };
  std::vector<Wheel> wheels_ = {};
  std::size_t asked_ = 0;
};

class RandomChoice : public Chooser {
 public:
  explicit RandomChoice(Rng rng) : rng_(rng) {}
  std::uint32_t choose(std::uint32_t count) override { return static_cast<std::uint32_t>(rng_.below(count)); }

 private:
  Rng rng_;
};

// Asks the chooser, on each edge and in each round, of each signed item that can be made and makes a difference there,
// whether to send it. Phase 1: each pair that the receiver has not accepted, with a chain of the round's length. Phase
// 2: the set of each correct signer the receiver lacks; of each faulty signer it lacks, nothing or the X of some
// correct node. Other false sets make no difference when each source has a correct member: a source is heeded only if
// all its members supplied the same, and a correct member supplies its X. So with every choice made, this is every
// adversary that there is, for graphs that satisfy AUTH-SYNC and one faulty node (with more, chains could be built in
// several ways). `wild`: false sets outside these as well, for random runs.
class FreeAdversary : public Adversary {
 public:
  FreeAdversary(Chooser& chooser, bool wild) : chooser_(chooser), wild_(wild) {}
  void send_chains(const Stage& stage, Node from, Node to, Chains& sent) override;
  void send_reports(const Stage& stage, Node from, Node to, Reports& sent) override;

 private:
  Chooser& chooser_;
  bool wild_;
};

}  // namespace parley::directed
