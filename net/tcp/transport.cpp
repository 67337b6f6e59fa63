#include "net/tcp/transport.hpp"

#include <utility>

#include "net/tcp/listen.hpp"
#include "net/tcp/random_seed.hpp"
#include "protocols/core/check.hpp"

namespace parley::tcp {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

// Short enough to keep every deadline of the configuration to within a quarter.
Duration tick_length(const TransportConfig& config) {
  const milliseconds shortest = std::min({config.handshake_deadline, config.ping_interval, config.idle_timeout});
  return std::clamp(shortest / 4, milliseconds(5), milliseconds(100));
}

int ticks(Duration time, Duration tick) {
  return static_cast<int>((time + tick - Duration(1)) / tick);
}

}  // namespace

Transport::Transport(boost::asio::io_context& io, Keyring keyring, TransportConfig config, TransportHandler& handler)
    : io_(io),
      keyring_(std::move(keyring)),
      config_(std::move(config)),
      handler_(handler),
      dialers_(keyring_.size()),
      acceptor_(io),
      accept_timer_(io),
      tick_timer_(io),
      accepts_(config_.accepts_per_second, config_.accepts_per_second),
      half_open_(config_.max_half_open),
      tick_(tick_length(config_)) {
  check(config_.peers.size() == keyring_.size(), "every key has an address entry");
  const std::uint64_t session = random_seed();
  LinkOwner& self = *this;
  for (PeerIndex peer = 0; peer < keyring_.size(); ++peer) {
    links_.push_back(peer == keyring_.own() ? nullptr : std::make_unique<Link>(peer, session, config_, self));
  }
}

Transport::~Transport() {
  close_all();
}

bool Transport::dials(PeerIndex peer) const {
  const PeerIndex own = keyring_.own();
  const bool own_is_client = own >= config_.node_count;
  return peer != own && peer < config_.node_count && (own_is_client || own < peer) && !config_.peers[peer].host.empty();
}

void Transport::make_dialer(PeerIndex peer) {
  dialers_[peer] = std::make_unique<Dialer>(
      io_, keyring_, peer, config_,
      Dialer::Callbacks{.resume = [this, peer] { return links_[peer]->resume(); },
                        .attempted = [this] { ++dialled_; },
                        .connected =
                            [this, peer](tcp::socket socket, noise::Channel channel, const Resume& resume) {
                              return connected(peer, std::move(socket), std::move(channel), resume, {});
                            },
                        .failed = [this](Refusal reason) { count(reason); }});
}

void Transport::start() {
  if (!config_.listen.host.empty()) listen();
  for (PeerIndex peer = 0; peer < keyring_.size(); ++peer) {
    if (!dials(peer)) continue;
    make_dialer(peer);
    dialers_[peer]->start(false);
  }
  schedule_tick();
}

void Transport::listen() {
  open_listener(acceptor_, config_.listen);
  accept();
}

std::uint16_t Transport::listen_port() const {
  error_code error;
  const tcp::endpoint endpoint = acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

void Transport::accept() {
  acceptor_.async_accept(guard_([this](error_code error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (error) return accept_later(milliseconds(50));  // out of descriptors, say
    ++accepted_;
    greet(std::move(socket));
    accepts_.charge(1, Clock::now());
    const Duration debt = accepts_.debt();
    debt > Duration::zero() ? accept_later(debt) : accept();
  }));
}

void Transport::accept_later(Duration delay) {
  accept_timer_.expires_after(delay);
  accept_timer_.async_wait(guard_([this](error_code error) {
    if (!error && acceptor_.is_open()) accept();
  }));
}

void Transport::greet(tcp::socket socket) {
  auto greeter = std::make_shared<Greeter>(std::move(socket), keyring_,
                                           [this](Greeter& which, Refusal reason) { greeted(which, reason); });
  if (half_open_.add(greeter) > 0) count(Refusal::kHalfOpenLimit);
  greeter->start();
}

void Transport::greeted(Greeter& greeter, Refusal reason) {
  const std::shared_ptr<Greeter> keep = greeter.shared_from_this();
  half_open_.remove(greeter);
  if (reason != Refusal::kNone) return count(reason);
  const PeerIndex peer = greeter.handshake().peer();
  if (dials(peer)) return count(Refusal::kUnknownPeer);  // it has no business dialling us
  if (!links_[peer]->admit(Clock::now())) return count(Refusal::kHandshakeRate);
  // The hello answers a fresh challenge, so the peer is there and has given up any older connection.
  if (links_[peer]->up()) {
    links_[peer]->detach();
    on_down(peer, Refusal::kSuperseded);
  }
  Bytes reply;
  noise::Channel channel = greeter.handshake().reply(links_[peer]->resume(), reply);
  if (!connected(peer, greeter.take_socket(), std::move(channel), greeter.handshake().peer_resume(),
                 std::move(reply))) {
    count(Refusal::kBadHandshake);
  }
}

bool Transport::connected(PeerIndex peer, tcp::socket socket, noise::Channel channel, const Resume& resume,
                          Bytes opening) {
  if (stop_ticks_ >= 0 || links_[peer]->up()) return false;
  if (!links_[peer]->attach(std::move(socket), std::move(channel), resume, std::move(opening))) return false;
  handler_.on_peer_up(peer);
  return true;
}

void Transport::on_down(PeerIndex peer, Refusal why) {
  count(why);
  handler_.on_peer_down(peer, why);
  if (dialers_[peer] && stop_ticks_ < 0) dialers_[peer]->start(true);
}

SendStatus Transport::send(PeerIndex to, ByteView frame) {
  if (to >= links_.size() || !links_[to] || stop_ticks_ >= 0) return SendStatus::kNoPeer;
  return links_[to]->send(frame);
}

void Transport::schedule_tick() {
  tick_timer_.expires_after(tick_);
  tick_timer_.async_wait(guard_([this](error_code error) {
    if (!error) tick();
  }));
}

void Transport::tick() {
  const std::size_t late = half_open_.tick(ticks(config_.handshake_deadline, tick_));
  refusals_[static_cast<std::size_t>(Refusal::kHandshakeTimeout)] += late;
  for (PeerIndex peer = 0; peer < links_.size(); ++peer) {
    if (!links_[peer] || !links_[peer]->up()) continue;
    links_[peer]->tick(ticks(config_.ping_interval, tick_), ticks(config_.idle_timeout, tick_));
    if (links_[peer]->lasting() && dialers_[peer]) dialers_[peer]->reset_backoff();
  }
  schedule_tick();
  finish_if_settled();
}

void Transport::stop(milliseconds limit, std::function<void()> done) {
  check(stop_ticks_ < 0, "a transport is stopped once");
  stop_ticks_ = ticks(limit, tick_);
  stopped_ = std::move(done);
  error_code ignored;
  acceptor_.close(ignored);
  accept_timer_.cancel();
  half_open_.clear();
  for (const auto& dialer : dialers_) {
    if (dialer) dialer->stop();
  }
}

void Transport::finish_if_settled() {
  if (stop_ticks_ < 0) return;
  bool settled = true;
  for (const auto& link : links_) settled = settled && (!link || !link->up() || link->settled());
  if (!settled && stop_ticks_-- > 0) return;
  stop_ticks_ = 0;
  const std::function<void()> done = std::exchange(stopped_, nullptr);
  close_all();
  if (done) done();
}

void Transport::close_all() {
  error_code ignored;
  acceptor_.close(ignored);
  accept_timer_.cancel();
  tick_timer_.cancel();
  half_open_.clear();
  for (const auto& dialer : dialers_) {
    if (dialer) dialer->stop();
  }
  for (const auto& link : links_) {
    if (link) link->detach();
  }
}

TransportMetrics Transport::metrics() const {
  TransportMetrics metrics;
  for (const auto& link : links_) metrics.peers.push_back(link ? link->metrics() : LinkMetrics{});
  metrics.refusals = refusals_;
  metrics.accepted = accepted_;
  metrics.dialled = dialled_;
  metrics.half_open = half_open_.size();
  return metrics;
}

}  // namespace parley::tcp
