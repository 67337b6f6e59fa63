// AVID's own attacks. Two roots for one payload need none: equivocation with a second face tells them.
#pragma once

#include <string_view>

#include "protocols/broadcast/streams.hpp"

namespace parley::avid {

struct Config;
struct Protocol;
struct Instance;

// As sender, disperses fragments that are no codeword under a good root: one half of the processes has those of one
// payload, the other those of another. It is ready for that root before anybody else.
struct NoCodeword {
  static constexpr std::string_view kName = "no_codeword";
  void rewrite(const Config& config, const broadcast::Streams<Instance>& state, Effects<Protocol>& effects,
               Context<Protocol>& context) const;
};

// Echoes another fragment than its own, with the path of its own.
struct WrongFragments {
  static constexpr std::string_view kName = "wrong_fragments";
  void rewrite(const Config& config, const broadcast::Streams<Instance>& state, Effects<Protocol>& effects,
               Context<Protocol>& context) const;
};

}  // namespace parley::avid
