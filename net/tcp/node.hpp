// One process of protocol P between real hosts: the handlers of P over Transport, GroupCommit and the steady clock.
//
// Order of a step, which is what makes crashes harmless:
//   1. the handler runs; its records are applied to the durable value in memory; timers are set;
//   2. the step's line is written to the trace, if there is one;
//   3. its records are appended to the log;
//   4. when they are durable, and all steps before it are released, its sends and outputs are released.
// So nothing leaves that depends on something a crash can undo, and a step is atomic as in net/world/step.hpp. Steps
// that persist nothing, with none waiting before them, are released at once.
//
// Bad input of peers (envelope, codec, signatures) is counted and dropped, and counts 64 KiB against the peer's rate. A
// full disk holds the releases back and is tried again; meanwhile at most `max_held` bytes of frames are kept and
// further messages are dropped and counted. A disk error ends the node through `on_failure`.
//
// A process whose strategies are Byzantine is a Node<faults::Mixed<P>> with the plan in its configuration.
//
// Thread safety: none; construct, call and destroy on the thread that runs the io_context.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/tcp/cluster.hpp"
#include "net/tcp/group_commit.hpp"
#include "net/tcp/message_counts.hpp"
#include "net/tcp/node_metrics.hpp"
#include "net/tcp/node_timers.hpp"
#include "net/tcp/shaper.hpp"
#include "net/tcp/trace_file.hpp"
#include "net/tcp/transport.hpp"
#include "net/wire/envelope.hpp"
#include "net/world/step.hpp"
#include "net/world/trace.hpp"
#include "protocols/core/process.hpp"

namespace parley::tcp {

struct NodeOptions {
  std::string data_folder;    // of the log; may be empty for protocols that persist nothing
  std::string trace_file;     // empty: no trace
  Address listen;             // where to listen if not at the address that the cluster file gives (0.0.0.0, say)
  nlohmann::json experiment;  // for the trace's header
  std::vector<std::uint32_t> faulty;  // the same
  std::uint64_t seed = 0;             // of the process's choices and timer draws; 0: from the system
  std::uint64_t snapshot_bytes = std::uint64_t{16} << 20;  // log grown by this much (and the last snapshot): a new one
  std::size_t max_held = std::size_t{64} << 20;
  Shape shape;         // what the links do to messages besides; empty: nothing
  CodecLimits limits;  // of messages; max_bytes follows from the cluster file's max_frame
};

// What one log entry and the snapshot hold, in the canonical codec.
template <class P>
struct LoggedStep {
  std::uint64_t trace_line = 0;  // 0: not traced
  std::vector<typename P::Record> records;
};
template <class P>
struct LoggedState {
  std::uint64_t trace_line = 0;
  typename P::Durable durable{};
};

template <Process P>
class Node : private TransportHandler {
 public:
  struct Callbacks {
    std::function<void(const typename P::Output&)> on_output = [](const typename P::Output&) {};
    std::function<void(const std::string&)> on_failure = [](const std::string&) {};  // the node has stopped
    std::function<void(PeerIndex, bool up)> on_peer = [](PeerIndex, bool) {};
  };

  // Recovers from the log and the trace; nothing runs yet. Throws InputError (cluster or log does not fit),
  // EnvironmentError (folder, trace). `config` is copied. `own` is the index in the cluster, nodes before clients.
  Node(boost::asio::io_context& io, typename P::Config config, const Cluster& cluster, const Identity& identity,
       PeerIndex own, NodeOptions options, Callbacks callbacks);

  // Listens, dials and runs the first step. Throws EnvironmentError when the address cannot be listened on.
  void start();

  // Graceful end: no more events; what is held is made durable and released, queues are flushed, then `done`.
  void stop(std::chrono::milliseconds limit, std::function<void()> done);

  // For tests and tools, before start(): where peers are, when ports were chosen late; and the port in use.
  Transport& transport() { return transport_; }
  const world::LocalState<P>& local() const { return local_; }
  NodeMetrics metrics() const;

 private:
  static constexpr bool kDurable = !std::is_same_v<typename P::Record, NoRecord>;

  struct Frame {
    std::optional<ProcessSet> to;  // none: a broadcast
    Bytes bytes;
  };
  struct HeldStep {
    std::uint64_t log_sequence = 0;  // 0: persists nothing
    std::vector<Frame> frames;
    std::vector<typename P::Output> outputs;
    std::vector<bool> order;  // true: the next frame, false: the next output
    std::size_t bytes = 0;
  };

  void on_frame(PeerIndex from, ByteView frame) override;
  void on_peer_up(PeerIndex peer) override { callbacks_.on_peer(peer, true); }
  void on_peer_down(PeerIndex peer, Refusal) override { callbacks_.on_peer(peer, false); }

  void refuse_message(PeerIndex from);
  void on_timer(const typename P::Timer& timer);
  void recover_log(const std::string& folder, const WalIdentity& identity);
  void open_trace();
  void boot();
  bool acceptable(const typename P::Message& message);
  void after_step(world::Event<P> event, const Effects<P>& effects);
  void set_timers(const Effects<P>& effects);
  std::uint64_t persist(const Effects<P>& effects, std::uint64_t trace_line);
  template <class SendFrame, class Output>
  void each_release(const Effects<P>& effects, SendFrame&& send_frame, Output&& output_value);
  bool encode_frame(const typename P::Message& message);
  void transmit(const std::optional<ProcessSet>& to, ByteView frame);
  void transmit_one(ProcessId to, ByteView frame);
  void hand_over(ProcessId to, ByteView frame);
  void output(const typename P::Output& value);
  void hold(const Effects<P>& effects, std::uint64_t log_sequence);
  void on_durable(WalStatus status, std::uint64_t sequence);
  void release_held();
  void finish_stop();
  std::uint64_t tick_now() const;

  boost::asio::io_context& io_;
  typename P::Config config_;
  std::vector<VerifyKey> keys_;
  Identity identity_;
  ProcessId self_;
  NodeOptions options_;
  Callbacks callbacks_;
  std::chrono::milliseconds tick_;
  Rng rng_;
  Choices choices_;
  world::Stepper<P> stepper_;
  world::LocalState<P> local_;
  wire::EnvelopeCodec codec_;
  NodeTimers<typename P::Timer> timers_;
  Transport transport_;
  std::unique_ptr<Shaper> shaper_;  // none: links are as they are
  std::unique_ptr<GroupCommit> log_;
  std::unique_ptr<TraceFile> trace_;
  std::uint64_t durable_line_ = 0;  // of the recovered log
  std::uint64_t durable_sequence_ = 0;
  std::uint64_t snapshot_size_ = 0;
  std::uint64_t next_payload_ = 0;
  std::deque<HeldStep> held_;
  std::size_t held_bytes_ = 0;
  Bytes payload_;
  Bytes frame_;
  NodeMetrics metrics_;
  MessageCounts<typename P::Message> delivered_by_type_;
  bool stopping_ = false;
  std::chrono::milliseconds stop_limit_{0};
  std::function<void()> stopped_;
  boost::asio::steady_timer stop_timer_{io_};
  LifeGuard guard_;
};

}  // namespace parley::tcp

#include "net/tcp/node_impl.hpp"
