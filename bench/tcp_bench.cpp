// Framed 100-byte messages a second, one way over one loopback connection, sender and receiver on a thread each: the
// transport (authenticated, encrypted, acknowledged, bounded) against bare Boost.Asio loops with the same 4-byte
// framing. The bare loops keep nothing, acknowledge nothing and trust everybody.
//   bare/each        one asynchronous write a message; streaming reader
//   bare/coalesced   appends to one buffer while another of up to 64 KB is being written; streaming reader, 64 KB reads
//   bare/cipher      bare/coalesced with one ChaCha20-Poly1305 box a write (libsodium), opened by the reader
//   transport        Transport::send with its own coalescing; waits for on_writable when told that the queue fills
// Round trips are one 100-byte message at a time, there and back.
#include <atomic>
#include <benchmark/benchmark.h>
#include <functional>
#include <semaphore>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "net/tcp/transport.hpp"

namespace parley::tcp {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMessageSize = 100;
constexpr std::size_t kFrameSize = kFrameHeader + kMessageSize;
constexpr std::size_t kWriteCap = std::size_t{64} << 10;
constexpr std::uint64_t kBatch = 500'000;

const Bytes& message() {
  static const Bytes kMessage(kMessageSize, std::byte{'m'});
  return kMessage;
}

// An io_context with a thread, joined at the end.
class Loop {
 public:
  Loop() : work_(boost::asio::make_work_guard(io)), thread_([this] { io.run(); }) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { join(); }

  void join() {
    work_.reset();
    io.stop();
    if (thread_.joinable()) thread_.join();
  }

  // Runs `work` on the thread and waits for it.
  void run(const std::function<void()>& work) {
    std::binary_semaphore done{0};
    boost::asio::post(io, [&] {
      work();
      done.release();
    });
    done.acquire();
  }

  boost::asio::io_context io;

 private:
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
};

enum class Bare { kEach, kCoalesced, kCipher };

class BareSender {
 public:
  BareSender(tcp::socket socket, Bare kind) : socket_(std::move(socket)), kind_(kind), cipher_(noise::SecretKey()) {}

  void send(std::uint64_t count) {
    left_ += count;
    if (!writing_) write();
  }

 private:
  void write() {
    const std::size_t cap = kind_ == Bare::kEach ? kFrameSize : kWriteCap - kMessageSize;
    while (left_ > 0 && gathering_.size() + kFrameSize <= cap) {
      append_le(gathering_, static_cast<std::uint32_t>(kMessageSize));
      append(gathering_, message());
      --left_;
    }
    if (gathering_.empty()) return;
    if (kind_ == Bare::kCipher) {
      flying_.resize(4 + gathering_.size() + noise::kTagLength);
      store_le(flying_.data(), static_cast<std::uint32_t>(flying_.size() - 4));
      cipher_.encrypt({}, gathering_, flying_.data() + 4);
    } else {
      std::swap(flying_, gathering_);
    }
    gathering_.clear();
    writing_ = true;
    boost::asio::async_write(socket_, boost::asio::buffer(flying_), [this](error_code error, std::size_t) {
      writing_ = false;
      if (!error) write();
    });
  }

  tcp::socket socket_;
  Bare kind_;
  noise::CipherState cipher_;
  std::uint64_t left_ = 0;
  bool writing_ = false;
  Bytes gathering_;
  Bytes flying_;
};

class BareReceiver {
 public:
  BareReceiver(tcp::socket socket, Bare kind, std::function<void(std::uint64_t)> on_messages)
      : socket_(std::move(socket)),
        kind_(kind),
        cipher_(noise::SecretKey()),
        on_messages_(std::move(on_messages)),
        in_(2 * kWriteCap) {
    read();
  }

 private:
  void read() {
    socket_.async_read_some(boost::asio::buffer(in_.data() + filled_, in_.size() - filled_),
                            [this](error_code error, std::size_t count) {
                              if (error) return;
                              filled_ += count;
                              process();
                              read();
                            });
  }

  std::size_t parse(ByteView bytes) {
    std::size_t at = 0;
    std::uint64_t messages = 0;
    while (bytes.size() - at >= kFrameHeader) {
      const std::size_t length = load_le<std::uint32_t>(bytes.data() + at);
      if (bytes.size() - at - kFrameHeader < length) break;
      benchmark::DoNotOptimize(bytes[at + kFrameHeader]);
      at += kFrameHeader + length;
      ++messages;
    }
    on_messages_(messages);
    return at;
  }

  void process() {
    std::size_t at = 0;
    if (kind_ != Bare::kCipher) {
      at = parse(ByteView(in_.data(), filled_));
    } else {
      while (filled_ - at >= 4) {
        const std::size_t length = load_le<std::uint32_t>(in_.data() + at);
        if (filled_ - at - 4 < length) break;
        plain_.resize(length - noise::kTagLength);
        if (cipher_.decrypt({}, ByteView(in_.data() + at + 4, length), plain_.data())) (void)parse(plain_);
        at += 4 + length;
      }
    }
    std::copy(in_.data() + at, in_.data() + filled_, in_.data());
    filled_ -= at;
  }

  tcp::socket socket_;
  Bare kind_;
  noise::CipherState cipher_;
  std::function<void(std::uint64_t)> on_messages_;
  Bytes in_;
  std::size_t filled_ = 0;
  Bytes plain_;
};

// Tells the benchmark's thread when the receiver has a whole batch.
class BatchCounter {
 public:
  void add(std::uint64_t count) {
    received_ += count;
    while (received_ >= kBatch) {
      received_ -= kBatch;
      done_.release();
    }
  }
  void wait() { done_.acquire(); }

 private:
  std::uint64_t received_ = 0;
  std::counting_semaphore<> done_{0};
};

void bare_one_way(benchmark::State& state, Bare kind) {
  Loop left;
  Loop right;
  tcp::acceptor acceptor(right.io, {boost::asio::ip::address_v4::loopback(), 0});
  tcp::socket out(left.io);
  out.connect(acceptor.local_endpoint());
  out.set_option(tcp::no_delay(true));
  BatchCounter batches;
  std::unique_ptr<BareReceiver> receiver;
  std::unique_ptr<BareSender> sender;
  right.run([&] {
    receiver =
        std::make_unique<BareReceiver>(acceptor.accept(), kind, [&](std::uint64_t count) { batches.add(count); });
  });
  left.run([&] { sender = std::make_unique<BareSender>(std::move(out), kind); });
  for ([[maybe_unused]] auto iteration : state) {
    boost::asio::post(left.io, [&] { sender->send(kBatch); });
    batches.wait();
  }
  state.SetItemsProcessed(state.iterations() * std::int64_t{kBatch});
  left.join();
  right.join();
}

struct Endpoint : TransportHandler {
  void on_frame(PeerIndex, ByteView frame) override {
    benchmark::DoNotOptimize(frame[0]);
    on_message();
  }
  void on_peer_up(PeerIndex) override { up.release(); }
  void on_writable(PeerIndex to) override { pump(to); }

  void pump(PeerIndex to) {
    while (left > 0) {
      const SendStatus status = transport->send(to, message());
      if (status == SendStatus::kFull) return;
      --left;
      if (status == SendStatus::kBusy) return;
    }
  }

  std::function<void()> on_message = [] {};
  std::unique_ptr<Transport> transport;
  std::uint64_t left = 0;
  std::binary_semaphore up{0};
};

// Two transports, connected: 0 on the first loop dials 1 on the second.
class TransportPair {
 public:
  TransportPair() {
    const Identity first = Identity::generate();
    const Identity second = Identity::generate();
    const std::vector<VerifyKey> keys{first.public_key(), second.public_key()};
    TransportConfig config;
    config.peers.resize(2);
    config.node_count = 2;
    config.bytes_per_second = 0;
    right_loop.run([&] {
      config.listen = {"127.0.0.1", 0};
      right.transport =
          std::make_unique<Transport>(right_loop.io, Keyring("", second, "bench", 1, keys), config, right);
      right.transport->start();
      config.peers[1] = {"127.0.0.1", right.transport->listen_port()};
    });
    left_loop.run([&] {
      config.listen = {};
      left.transport = std::make_unique<Transport>(left_loop.io, Keyring("", first, "bench", 0, keys), config, left);
      left.transport->start();
    });
    left.up.acquire();
    right.up.acquire();
  }
  ~TransportPair() {
    left_loop.join();
    right_loop.join();
  }
  TransportPair(const TransportPair&) = delete;
  TransportPair& operator=(const TransportPair&) = delete;

  Loop left_loop;
  Loop right_loop;
  Endpoint left;
  Endpoint right;
};

void transport_one_way(benchmark::State& state) {
  BatchCounter batches;
  TransportPair pair;
  pair.right_loop.run([&] { pair.right.on_message = [&] { batches.add(1); }; });
  for ([[maybe_unused]] auto iteration : state) {
    boost::asio::post(pair.left_loop.io, [&] {
      pair.left.left += kBatch;
      pair.left.pump(1);
    });
    batches.wait();
  }
  state.SetItemsProcessed(state.iterations() * std::int64_t{kBatch});
}

void transport_round_trip(benchmark::State& state) {
  std::counting_semaphore<> back{0};
  TransportPair pair;
  pair.right_loop.run([&] { pair.right.on_message = [&] { (void)pair.right.transport->send(0, message()); }; });
  std::int64_t left = 0;
  pair.left_loop.run([&] {
    pair.left.on_message = [&] {
      if (--left == 0) return back.release();
      (void)pair.left.transport->send(1, message());
    };
  });
  constexpr std::int64_t kTrips = 1000;
  for ([[maybe_unused]] auto iteration : state) {
    boost::asio::post(pair.left_loop.io, [&] {
      left = kTrips;
      (void)pair.left.transport->send(1, message());
    });
    back.acquire();
  }
  state.SetItemsProcessed(state.iterations() * kTrips);
}

BENCHMARK_CAPTURE(bare_one_way, each, Bare::kEach)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bare_one_way, coalesced, Bare::kCoalesced)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bare_one_way, cipher, Bare::kCipher)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(transport_one_way)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(transport_round_trip)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace parley::tcp

BENCHMARK_MAIN();
