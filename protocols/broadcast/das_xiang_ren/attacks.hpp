// Attacks of this protocol's own, which aim at the error correction. Two payloads under one number need none:
// equivocation with a second face tells them.
#pragma once

#include <string_view>

#include "protocols/broadcast/streams.hpp"

namespace parley::das_xiang_ren {

struct Config;
struct Protocol;
struct Instance;

// All fragments that it gives, its own and others', are wrong; hashes are true.
struct WrongFragments {
  static constexpr std::string_view kName = "wrong_fragments";
  void rewrite(const Config& config, const broadcast::Streams<Instance>& state, Effects<Protocol>& effects,
               Context<Protocol>& context) const;
};

// Is ready as soon as it heard of a payload, before it has a fragment to be ready with: a wrong one, told everybody
// else.
struct WrongReadies {
  static constexpr std::string_view kName = "wrong_readies";
  void rewrite(const Config& config, const broadcast::Streams<Instance>& state, Effects<Protocol>& effects,
               Context<Protocol>& context) const;
};

}  // namespace parley::das_xiang_ren
