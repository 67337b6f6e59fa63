// PBFT's own attacks. Each rewrites what an honest replica wants to send, and signs with no key but the replica's own.
#pragma once

#include <string_view>

#include "protocols/core/context.hpp"

namespace parley::pbft {

struct Config;
struct State;
struct Protocol;

// As primary, tells half of the replicas another request for the same number: that of another client if one waits, or
// the null request, which backups must not take from a pre-prepare.
struct EquivocatingPrimary {
  static constexpr std::string_view kName = "equivocating_primary";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// As primary, orders nothing and opens no view; otherwise takes part.
struct SilentPrimary {
  static constexpr std::string_view kName = "silent_primary";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Neither prepares nor commits: quorums have to do without.
struct WithholdPrepares {
  static constexpr std::string_view kName = "withhold_prepares";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Reports in view changes that nothing was prepared.
struct OmitCertificates {
  static constexpr std::string_view kName = "omit_certificates";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// Reports in view changes that the null request was prepared wherever another was, with prepares of its own alone.
struct ForgeCertificates {
  static constexpr std::string_view kName = "forge_certificates";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

// As primary of a new view, proposes the null request for all that was prepared.
struct ForgeOpening {
  static constexpr std::string_view kName = "forge_opening";
  void rewrite(const Config& config, const State& state, Effects<Protocol>& effects, Context<Protocol>& context) const;
};

}  // namespace parley::pbft
