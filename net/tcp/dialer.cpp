#include "net/tcp/dialer.hpp"

#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "net/tcp/random_seed.hpp"

namespace parley::tcp {

using boost::system::error_code;
using Resolver = boost::asio::ip::tcp::resolver;

// One attempt. It outlives its dialer only inside pending callbacks, and then does nothing.
class DialAttempt : public std::enable_shared_from_this<DialAttempt> {
 private:
  // A completion handler that goes on to `next` unless the attempt is over or the step failed.
  template <class Next>
  auto step(Refusal reason, Next next) {
    return [self = shared_from_this(), reason, next](error_code error, const auto& result) {
      if (self->dialer_ == nullptr) return;
      if (error) return self->fail(reason);
      next(*self, result);
    };
  }

 public:
  explicit DialAttempt(Dialer& dialer)
      : dialer_(&dialer),
        resolver_(dialer.io_),
        socket_(dialer.io_),
        deadline_(dialer.io_, dialer.deadline_),
        handshake_(dialer.keyring_, dialer.peer_) {}

  void start() {
    deadline_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->fail(Refusal::kHandshakeTimeout);
    });
    resolver_.async_resolve(dialer_->address_.host, std::to_string(dialer_->address_.port), Resolver::numeric_service,
                            step(Refusal::kUnreachable, [](DialAttempt& self, const Resolver::results_type& results) {
                              self.connect(results);
                            }));
  }

  void close() {
    dialer_ = nullptr;
    error_code ignored;
    resolver_.cancel();
    deadline_.cancel();
    socket_.close(ignored);
  }

 private:
  void connect(const Resolver::results_type& results) {
    boost::asio::async_connect(
        socket_, results, step(Refusal::kUnreachable, [](DialAttempt& self, const auto&) { self.read_greeting(); }));
  }

  void read_greeting() {
    bytes_.resize(kGreetingSize);
    boost::asio::async_read(socket_, boost::asio::buffer(bytes_),
                            step(Refusal::kHandshakeClosed, [](DialAttempt& self, std::size_t) { self.send_hello(); }));
  }

  void send_hello() {
    Bytes hello;
    const Refusal reason = handshake_.read_greeting(bytes_, dialer_->callbacks_.resume(), hello);
    if (reason != Refusal::kNone) return fail(reason);
    bytes_ = std::move(hello);
    boost::asio::async_write(
        socket_, boost::asio::buffer(bytes_),
        step(Refusal::kHandshakeClosed, [](DialAttempt& self, std::size_t) { self.read_reply(); }));
  }

  void read_reply() {
    bytes_.resize(kReplySize);
    boost::asio::async_read(socket_, boost::asio::buffer(bytes_),
                            step(Refusal::kHandshakeClosed, [](DialAttempt& self, std::size_t) { self.finish(); }));
  }

  void finish() {
    const Refusal reason = handshake_.read_reply(bytes_);
    if (reason != Refusal::kNone) return fail(reason);
    Dialer& dialer = *std::exchange(dialer_, nullptr);
    deadline_.cancel();
    const bool wanted = dialer.callbacks_.connected(std::move(socket_), handshake_.channel(), handshake_.peer_resume());
    dialer.ended(wanted ? Refusal::kNone : Refusal::kBadHandshake);
  }

  void fail(Refusal reason) {
    if (dialer_ == nullptr) return;
    Dialer& dialer = *dialer_;
    close();
    dialer.ended(reason);
  }

  Dialer* dialer_;  // null once over
  Resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer deadline_;
  DiallingHandshake handshake_;
  Bytes bytes_;
};

Dialer::Dialer(boost::asio::io_context& io, const Keyring& keyring, PeerIndex peer, const TransportConfig& config,
               Callbacks callbacks)
    : io_(io),
      keyring_(keyring),
      peer_(peer),
      address_(config.peers[peer]),
      deadline_(config.handshake_deadline),
      callbacks_(std::move(callbacks)),
      backoff_(config.backoff_first, config.backoff_most, random_seed()),
      timer_(io) {}

Dialer::~Dialer() {
  stop();
}

void Dialer::start(bool delayed) {
  if (active_ || stopped_) return;
  active_ = true;
  if (!delayed) return attempt();
  timer_.expires_after(backoff_.next());
  timer_.async_wait(guard_([this](error_code error) {
    if (!error && !stopped_) attempt();
  }));
}

void Dialer::stop() {
  stopped_ = true;
  active_ = false;
  timer_.cancel();
  if (attempt_) attempt_->close();
  attempt_.reset();
}

void Dialer::attempt() {
  callbacks_.attempted();
  attempt_ = std::make_shared<DialAttempt>(*this);
  attempt_->start();
}

void Dialer::ended(Refusal reason) {
  attempt_.reset();
  active_ = false;
  if (reason == Refusal::kNone) return;
  callbacks_.failed(reason);
  start(true);
}

}  // namespace parley::tcp
