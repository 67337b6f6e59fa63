// The parts of the handlers, for the protocol's own sources only.
#pragma once

#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {

// What the steps on one chain share.
struct Step {
  const Config& config;
  State& state;
  Chain& chain;
  ProcessId sender;
  Context<Protocol>& context;

  ProcessId self() const { return context.self(); }
};

// chain.cpp: blocks
void on_block(const Step& step, const Block& block);
// Takes what came too early and follows now, and what was delivered without having been accepted.
void extend(const Step& step);

// progress.cpp: what follows from what others have said: readies, deliveries. Ends with all payloads forgotten that
// everybody has.
void advance(const Step& step);

// standing.cpp: votes
// Whether it was told to all that it is to be told to.
bool is_told(const Step& step);
void tell(const Step& step);
void on_vote(const Step& step, ProcessId from, const Vote& vote);
// Holds what the process said last against what is accepted now.
void resolve(const Chain& chain, Voter& voter);

// catching_up.cpp: what was kept from this process
bool has_to_ask(const Step& step);
void ask(const Step& step);
void start_pull(const Step& step, Height height);
void on_ask(const Step& step, ProcessId from, const Ask& ask);
void on_stand(const Step& step, ProcessId from, const Stand& stand);
void on_pull(const Step& step, ProcessId from, const Pull& pull);
void on_supply(const Step& step, ProcessId from, const Supply& supply);

// optimistic.cpp: shares and certificates
// What a process does that has accepted a block.
void share_echo(const Step& step, Height height);
void learn(const Step& step, const EchoCertificate& echoes, const ReadyCertificate& readies);
// Makes ready, or delivers, by certificates for blocks that are accepted now.
void apply_certificates(const Step& step);
void on_echo_share(const Step& step, ProcessId from, const EchoShare& message);
void on_ready_share(const Step& step, ProcessId from, const ReadyShare& message);

}  // namespace parley::amortized
