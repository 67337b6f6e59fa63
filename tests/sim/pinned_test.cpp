// A seed makes one run, in every build and on every machine: hashes that were made by a build without optimisation,
// with the library's assertions (-O0 -D_GLIBCXX_ASSERTIONS). A change of a protocol, of the order of draws or of the
// hash changes them; then they are to be made anew, once.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "faults/mixed.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/pbft/pbft.hpp"
#include "protocols/consensus/raft/raft.hpp"

namespace parley::sim {
namespace {

template <Process P>
std::string hash_of(const typename P::Config& honest) {
  const faults::MixedConfig<P> config(honest);
  Options options;
  options.seed = 7;
  options.network.scheduler = Scheduler::kEvents;
  options.network.latency = {LatencyKind::kUniform, 1, 20};
  options.network.loss = 0.02;
  options.network.duplication = 0.02;
  options.correct = ProcessSet::first(process_count(honest));
  options.max_ticks = 20'000;
  const RunResult run = Simulation<faults::Mixed<P>>(config, options).run();
  return fmt::format("{:016x}{:016x} {}", run.trace_hash.high, run.trace_hash.low, run.counters.steps);
}

TEST(Pinned, RunsAreTheSameInEveryBuild) {
  EXPECT_EQ(hash_of<bracha::Protocol>({.n = 10, .t = 3, .sender = ProcessId{0}, .value = 1}),
            "a02cce3d87585e930f15fb35a4fa99d8 200");
  raft::Config raft;
  raft.n = 5;
  raft.t = 2;
  raft.clients = 2;
  raft.operations = 20;
  EXPECT_EQ(hash_of<raft::Protocol>(raft), "966b7f9b58e248ade16816154e6d11af 772");
  pbft::Config pbft;
  pbft.n = 4;
  pbft.t = 1;
  pbft.operations = 10;
  EXPECT_EQ(hash_of<pbft::Protocol>(pbft), "1f582e303d447596cfbbbc66e7246658 392");
}

}  // namespace
}  // namespace parley::sim
