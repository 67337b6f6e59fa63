// Raft as real processes, with kill -9 of servers at random moments and restarts from their logs: every operation is
// answered, no property is violated, and the merged traces of all incarnations replay in the world step by step.
#include <gtest/gtest.h>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/tcp/node.hpp"
#include "net/world/world.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "tests/tcp/fleet.hpp"

namespace parley::tcp {
namespace {

using namespace test;
using Raft = raft::Protocol;

// Ports that were free a moment ago.
std::vector<std::uint16_t> free_ports(std::size_t count) {
  boost::asio::io_context io;
  std::vector<tcp::acceptor> acceptors;
  std::vector<std::uint16_t> ports;
  for (std::size_t i = 0; i < count; ++i) {
    acceptors.emplace_back(io, loopback(0));
    ports.push_back(acceptors.back().local_endpoint().port());
  }
  return ports;
}

struct Deployment {
  raft::Config config;
  FleetKeys keys;
  TempFolder folder;

  std::string trace(std::size_t i) const { return folder.file("trace-" + std::to_string(i)); }
};

// One process of the deployment. A client writes a byte to `pipe` for each answer. Runs until it is killed.
[[noreturn]] void child(const Deployment& deployment, std::size_t own, int pipe) {
  boost::asio::io_context io;
  NodeOptions options;
  options.data_folder = deployment.folder.file("data-" + std::to_string(own));
  options.trace_file = deployment.trace(own);
  options.snapshot_bytes = 2000;
  Node<Raft>::Callbacks callbacks;
  callbacks.on_output = [&](const Raft::Output& output) {
    if (std::holds_alternative<problems::Responded>(output) && ::write(pipe, "x", 1) != 1) ::_exit(4);
  };
  callbacks.on_failure = [](const std::string&) { ::_exit(3); };
  Node<Raft> node(io, deployment.config, deployment.keys.cluster, deployment.keys.identities[own],
                  static_cast<PeerIndex>(own), options, std::move(callbacks));
  node.start();
  io.run();
  ::_exit(0);
}

pid_t spawn(const Deployment& deployment, std::size_t own, int pipe) {
  const pid_t process = ::fork();
  if (process == 0) child(deployment, own, pipe);
  return process;
}

void end(pid_t process) {
  ::kill(process, SIGKILL);
  int status = 0;
  ::waitpid(process, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it was running until the kill";
}

// Waits for `count` answers; false when they do not come.
bool await_answers(int pipe, std::uint32_t count) {
  ::alarm(120);  // a test that hangs dies
  char byte = 0;
  while (count > 0 && ::read(pipe, &byte, 1) == 1) --count;
  ::alarm(0);
  return count == 0;
}

void expect_replays(const Deployment& deployment) {
  std::vector<world::Trace> traces;
  for (std::size_t i = 0; i < deployment.keys.cluster.size(); ++i) {
    traces.push_back(world::read_trace(deployment.trace(i)));
  }
  const MergedTrace merged = merge_traces(traces);
  EXPECT_EQ(merged.unsent, 0U);
  world::World<Raft> world(deployment.config, ProcessSet::first(process_count(deployment.config)));
  std::size_t restarts = 0;
  for (const world::TraceStep& step : merged.trace.steps) {
    const auto event = world::event_of<Raft>(step);
    ASSERT_TRUE(event.has_value());
    ASSERT_EQ(world.refusal(*event), world::Refusal::kNone) << step.process << ": " << step.text;
    const auto& effects = world.apply(*event);
    ASSERT_EQ(world::to_hex(encode(world.local(event->process).state)), step.state)
        << step.process << ": " << step.text;
    (void)effects;
    restarts += step.kind == world::EventKind::kRestart ? 1 : 0;
  }
  EXPECT_GE(restarts, 3U);
  EXPECT_TRUE(world.monitor().broken().empty()) << world.monitor().broken().bits;
}

TEST(Kill, RaftSurvivesKilledServersAndItsTraceReplays) {
  Deployment deployment;
  deployment.config.clients = 1;
  deployment.config.operations = 120;
  deployment.keys = make_keys(3, 1, std::chrono::milliseconds(1));
  const std::vector<std::uint16_t> ports = free_ports(3);
  for (std::size_t i = 0; i < 3; ++i) deployment.keys.cluster.addresses[i].port = ports[i];
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::vector<pid_t> processes;
  for (std::size_t i = 0; i < 4; ++i) processes.push_back(spawn(deployment, i, ends[1]));
  std::mt19937 random(5);
  std::uint32_t answered = 0;
  for (std::size_t round = 0; round < 6; ++round) {
    const auto some = static_cast<std::uint32_t>(5 + random() % 12);
    ASSERT_TRUE(await_answers(ends[0], some));
    answered += some;
    end(processes[round % 3]);
    processes[round % 3] = spawn(deployment, round % 3, ends[1]);
  }
  EXPECT_TRUE(await_answers(ends[0], deployment.config.operations - answered));
  for (const pid_t process : processes) end(process);
  ::close(ends[0]);
  ::close(ends[1]);
  expect_replays(deployment);
}

}  // namespace
}  // namespace parley::tcp
