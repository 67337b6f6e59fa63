// The bodies of node.hpp; include that.
#pragma once

#include <filesystem>

#include "net/tcp/random_seed.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace node_detail {

inline std::vector<std::uint8_t> sign_with_identity(const void* key, ByteView statement) {
  const Signature signature = static_cast<const Identity*>(key)->sign(statement);
  const unsigned char* const first = raw(signature.data());
  return {first, first + signature.size()};
}

inline TransportConfig transport_config(const Cluster& cluster, PeerIndex own, const NodeOptions& options) {
  TransportConfig config = cluster.transport_config(own);
  if (!options.listen.host.empty()) config.listen = options.listen;
  return config;
}

// What all processes accept follows from the file they share, so that what one sends every other can read.
inline NodeOptions with_limits_of(const Cluster& cluster, NodeOptions options) {
  options.limits.max_bytes = cluster.limits.max_frame - wire::kEnvelopeOverhead;
  return options;
}

// A log holds one durable value however large; only what peers send is limited tightly.
inline CodecLimits log_limits() {
  return {.max_bytes = kMaxWalPayload, .max_elements = kMaxWalPayload, .max_memory = std::size_t{1} << 36};
}

template <class T>
T decode_logged(ByteView bytes, const std::string& folder) {
  Decoded<T> decoded = decode<T>(bytes, log_limits());
  if (!decoded.value) throw InputError(folder, "wal.log", "expected records of this protocol and release");
  return std::move(*decoded.value);
}

}  // namespace node_detail

template <Process P>
Node<P>::Node(boost::asio::io_context& io, typename P::Config config, const Cluster& cluster, const Identity& identity,
              PeerIndex own, NodeOptions options, Callbacks callbacks)
    : io_(io),
      config_(std::move(config)),
      keys_(cluster.keys),
      identity_(identity),
      self_{own},
      options_(node_detail::with_limits_of(cluster, std::move(options))),
      callbacks_(std::move(callbacks)),
      tick_(cluster.tick),
      rng_(Rng::stream(options_.seed != 0 ? options_.seed : random_seed(), own)),
      choices_(rng_),
      stepper_(config_),
      codec_(wire::protocol_id(P::kName), {.max_payload = options_.limits.max_bytes}),
      timers_(io, [this](const typename P::Timer& timer) { on_timer(timer); }),
      transport_(io, cluster.keyring(identity_, own), node_detail::transport_config(cluster, own, options_), *this) {
  if (process_count(config_) != cluster.size() || config_.n != cluster.node_count) {
    const std::uint32_t clients = process_count(config_) - config_.n;
    throw InputError(cluster.file, "/nodes",
                     "expected " + std::to_string(config_.n) + " nodes and " + std::to_string(clients) +
                         " clients, as the parameters say");
  }
  stepper_.set_signing_key({&identity_, &node_detail::sign_with_identity});
  if constexpr (kDurable) {
    if (options_.data_folder.empty()) {
      throw InputError(cluster.file, "/protocol", std::string(P::kName) + " persists state; expected a data folder");
    }
    recover_log(options_.data_folder, {cluster.id + " (" + std::string(P::kName) + ")", own});
  }
  open_trace();
  if (options_.shape)
    shaper_ = std::make_unique<Shaper>(io_, options_.shape, options_.max_held,
                                       [this](ProcessId to, ByteView frame) { hand_over(to, frame); });
}

template <Process P>
void Node<P>::recover_log(const std::string& folder, const WalIdentity& identity) {
  WalRecovery recovery;
  WalFile file(folder, identity, recovery);
  if (recovery.snapshot) {
    auto state = node_detail::decode_logged<LoggedState<P>>(*recovery.snapshot, folder);
    local_.durable = std::move(state.durable);
    durable_line_ = state.trace_line;
    snapshot_size_ = recovery.snapshot->size();
  }
  for (const Bytes& entry : recovery.entries) {
    const auto step = node_detail::decode_logged<LoggedStep<P>>(entry, folder);
    for (const auto& record : step.records) apply(local_.durable, record);
    durable_line_ = step.trace_line;
  }
  durable_sequence_ = recovery.next_sequence - 1;
  recovery.entries.clear();
  log_ =
      std::make_unique<GroupCommit>(io_, std::move(file), identity, recovery,
                                    [this](WalStatus status, std::uint64_t sequence) { on_durable(status, sequence); });
}

template <Process P>
void Node<P>::open_trace() {
  if (options_.trace_file.empty()) return;
  world::Trace header;
  header.protocol = P::kName;
  header.engine = "node";
  header.seed = options_.seed;
  header.experiment = options_.experiment;
  header.faulty = options_.faulty;
  trace_ = std::make_unique<TraceFile>(options_.trace_file, header, durable_line_);
  next_payload_ = trace_->payloads();
}

template <Process P>
void Node<P>::start() {
  transport_.start();
  boost::asio::post(io_, guard_([this] {
                      if (!stopping_) boot();
                    }));
}

// A process whose trace goes on has crashed in between, whatever ended it.
template <Process P>
void Node<P>::boot() {
  world::Event<P> event{world::EventKind::kStart, self_, {}, {}, {}, {}};
  if (trace_ && trace_->lines() > 0) {
    event.kind = world::EventKind::kCrash;
    (void)trace_->append(world::describe_step<P>(tick_now(), event, local_, {}, 0), false);
    event.kind = world::EventKind::kRestart;
  }
  const Effects<P>& effects = stepper_.start(self_, local_, choices_);
  after_step(std::move(event), effects);
}

template <Process P>
void Node<P>::on_frame(PeerIndex from, ByteView frame) {
  if (stopping_ || !local_.up) return;
  if (held_bytes_ > options_.max_held) {
    ++metrics_.dropped_held;
    return;
  }
  wire::Envelope envelope;
  if (codec_.decode_envelope(frame, envelope) != wire::Reject::kNone) return refuse_message(from);
  Decoded<typename P::Message> message = decode<typename P::Message>(envelope.payload, options_.limits);
  if (!message.value) {
    ++metrics_.bad_messages;
    return refuse_message(from);
  }
  if (!acceptable(*message.value)) {
    ++metrics_.bad_signatures;
    return refuse_message(from);
  }
  ++metrics_.delivered;
  delivered_by_type_.count(*message.value);
  const Effects<P>& effects = stepper_.deliver(self_, local_, ProcessId{from}, *message.value, choices_);
  const world::MessageKey key{ProcessId{from}, static_cast<std::uint32_t>(envelope.step)};
  after_step({world::EventKind::kDeliver, self_, key, std::move(message.value), {}, {}}, effects);
}

// A correct peer never gets here. Checking signatures in vain costs more than the bytes of a message pay for.
template <Process P>
void Node<P>::refuse_message(PeerIndex from) {
  constexpr std::size_t kFine = std::size_t{64} << 10;
  transport_.penalise(from, kFine);
}

template <Process P>
void Node<P>::on_timer(const typename P::Timer& timer) {
  if (stopping_) return;
  const Effects<P>& effects = stepper_.fire(self_, local_, timer, choices_);
  after_step({world::EventKind::kTimer, self_, {}, {}, timer, {}}, effects);
}

template <Process P>
bool Node<P>::acceptable(const typename P::Message& message) {
  return verify_all(message, [&](const auto& value) {
    Signature signature{};
    if (value.signer().value >= keys_.size() || value.signature().size() != signature.size()) return false;
    std::copy(value.signature().begin(), value.signature().end(), raw(signature.data()));
    return verify(keys_[value.signer().value], signed_bytes(P::kName, value.statement(), value.signer()), signature);
  });
}

template <Process P>
void Node<P>::after_step(world::Event<P> event, const Effects<P>& effects) {
  ++metrics_.steps;
  set_timers(effects);
  const bool persists = std::any_of(effects.begin(), effects.end(),
                                    [](const Effect<P>& effect) { return std::holds_alternative<Persist<P>>(effect); });
  std::uint64_t line = 0;
  if (trace_) {
    event.choices = choices_.taken();
    const auto first = static_cast<std::uint32_t>(next_payload_);
    line = trace_->append(world::describe_step(tick_now(), event, local_, effects, first), persists);
  }
  const std::uint64_t log_sequence = persists ? persist(effects, line) : 0;
  if (log_sequence != 0 || !held_.empty()) return hold(effects, log_sequence);
  each_release(
      effects, [&](const std::optional<ProcessSet>& to) { transmit(to, frame_); },
      [&](const typename P::Output& value) { output(value); });
}

template <Process P>
void Node<P>::set_timers(const Effects<P>& effects) {
  for (const Effect<P>& effect : effects) {
    if (const auto* set = std::get_if<SetTimer<P>>(&effect)) {
      check(set->after.least <= set->after.most, "a timer's range is not empty");
      const std::uint64_t ticks =
          set->after.least.count + rng_.below(set->after.most.count - set->after.least.count + 1);
      timers_.set(set->timer, Clock::now() + tick_ * static_cast<std::int64_t>(ticks));
    } else if (const auto* cancel = std::get_if<CancelTimer<P>>(&effect)) {
      timers_.cancel(cancel->timer);
    }
  }
}

template <Process P>
std::uint64_t Node<P>::persist(const Effects<P>& effects, std::uint64_t trace_line) {
  if constexpr (kDurable) {
    LoggedStep<P> step{trace_line, {}};
    for (const Effect<P>& effect : effects) {
      if (const auto* record = std::get_if<Persist<P>>(&effect)) step.records.push_back(record->record);
    }
    const std::uint64_t sequence = log_->append(encode(step));
    if (log_->bytes_since_snapshot() <= std::max(options_.snapshot_bytes, snapshot_size_)) return sequence;
    const Bytes state = encode(LoggedState<P>{trace_line, local_.durable});
    snapshot_size_ = state.size();
    return log_->snapshot(state);
  } else {
    return 0;
  }
}

// Gives every payload its number and its frame (in frame_), and every output, to the two functions in order.
template <Process P>
template <class SendFrame, class Output>
void Node<P>::each_release(const Effects<P>& effects, SendFrame&& send_frame, Output&& output_value) {
  for (const Effect<P>& effect : effects) {
    if (const auto* one = std::get_if<Send<P>>(&effect)) {
      if (encode_frame(one->message)) send_frame(ProcessSet{one->to});
    } else if (const auto* all = std::get_if<Broadcast<P>>(&effect)) {
      if (encode_frame(all->message)) send_frame(std::nullopt);
    } else if (const auto* some = std::get_if<Multicast<P>>(&effect)) {
      if (encode_frame(some->message)) send_frame(some->to);
    } else if (const auto* emit = std::get_if<Emit<P>>(&effect)) {
      output_value(emit->output);
    }
  }
}

template <Process P>
bool Node<P>::encode_frame(const typename P::Message& message) {
  payload_.clear();
  frame_.clear();
  encode_to(message, payload_);
  ++metrics_.sent;
  if (codec_.encode_envelope(next_payload_++, wire::Kind::kMessage, payload_, frame_)) return true;
  ++metrics_.undeliverable;  // the protocol made a message beyond the limit that every receiver applies
  return false;
}

template <Process P>
void Node<P>::transmit(const std::optional<ProcessSet>& to, ByteView frame) {
  if (to) return to->for_each([&](ProcessId id) { transmit_one(id, frame); });
  for (ProcessId id{0}; id.value < config_.n; ++id.value) {
    if (id != self_) transmit_one(id, frame);
  }
}

template <Process P>
void Node<P>::transmit_one(ProcessId to, ByteView frame) {
  if (to == self_) {
    boost::asio::post(io_, guard_([this, copy = Bytes(frame.begin(), frame.end())] { on_frame(self_.value, copy); }));
    return;
  }
  if (shaper_) return shaper_->send(to, frame);
  hand_over(to, frame);
}

template <Process P>
void Node<P>::hand_over(ProcessId to, ByteView frame) {
  const SendStatus status = transport_.send(to.value, frame);
  if (status != SendStatus::kQueued && status != SendStatus::kBusy) ++metrics_.undeliverable;
}

template <Process P>
void Node<P>::output(const typename P::Output& value) {
  ++metrics_.outputs;
  callbacks_.on_output(value);
}

template <Process P>
void Node<P>::hold(const Effects<P>& effects, std::uint64_t log_sequence) {
  HeldStep& step = held_.emplace_back();
  step.log_sequence = log_sequence;
  each_release(
      effects,
      [&](const std::optional<ProcessSet>& to) {
        step.frames.push_back({to, frame_});
        step.bytes += frame_.size();
        step.order.push_back(true);
      },
      [&](const typename P::Output& value) {
        step.outputs.push_back(value);
        step.order.push_back(false);
      });
  held_bytes_ += step.bytes;
}

template <Process P>
void Node<P>::on_durable(WalStatus status, std::uint64_t sequence) {
  if (status == WalStatus::kFull) return;  // counted by the log, which tries again
  if (status == WalStatus::kFailed) {
    stopping_ = true;
    timers_.clear();
    callbacks_.on_failure(options_.data_folder + ": the disk reported an error; check it, then start this node again");
    return;
  }
  durable_sequence_ = sequence;
  release_held();
}

template <Process P>
void Node<P>::release_held() {
  while (!held_.empty() && held_.front().log_sequence <= durable_sequence_) {
    const HeldStep step = std::move(held_.front());
    held_.pop_front();
    held_bytes_ -= step.bytes;
    auto frame = step.frames.begin();
    auto value = step.outputs.begin();
    for (const bool is_frame : step.order) {
      if (is_frame) {
        transmit(frame->to, frame->bytes);
        ++frame;
      } else {
        output(*value++);
      }
    }
  }
  if (stopping_ && held_.empty()) finish_stop();
}

template <Process P>
void Node<P>::stop(std::chrono::milliseconds limit, std::function<void()> done) {
  check(!stopped_, "a node is stopped once");
  stopping_ = true;
  stopped_ = std::move(done);
  stop_limit_ = limit;
  timers_.clear();
  if (held_.empty()) return finish_stop();
  stop_timer_.expires_after(limit);
  stop_timer_.async_wait(guard_([this](boost::system::error_code error) {
    if (!error) finish_stop();
  }));
}

template <Process P>
void Node<P>::finish_stop() {
  if (!stopped_) return;
  stop_timer_.cancel();
  if (shaper_) shaper_->flush();
  transport_.stop(stop_limit_, std::exchange(stopped_, nullptr));
}

template <Process P>
NodeMetrics Node<P>::metrics() const {
  NodeMetrics now = metrics_;
  now.held_steps = held_.size();
  now.held_bytes = held_bytes_;
  now.delivered_by_type = delivered_by_type_.counts();
  if constexpr (requires { P::gauges(local_.state); })
    if (local_.up) now.gauges = P::gauges(local_.state);
  now.envelopes = codec_.counters();
  if (shaper_) now.shaper = shaper_->metrics();
  if (log_) now.log = log_->metrics();
  now.transport = transport_.metrics();
  now.trace_failed = trace_ && trace_->failed();
  return now;
}

// Ticks of the machine's steady clock, so that traces of processes on one machine can be merged by them.
template <Process P>
std::uint64_t Node<P>::tick_now() const {
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
  return static_cast<std::uint64_t>(since.count());
}

}  // namespace parley::tcp
