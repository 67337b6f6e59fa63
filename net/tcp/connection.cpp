#include "net/tcp/connection.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace parley::tcp {
namespace {

using boost::system::error_code;

// Two records: one that is being completed, and room to read on in the same system call.
constexpr std::size_t kReadBuffer = 2 * kMaxRecord;

}  // namespace

Connection::Connection(Socket socket, noise::Channel channel, RekeyPolicy policy, ConnectionOwner& owner, Bytes opening)
    : socket_(std::move(socket)),
      pause_(socket_.get_executor()),
      send_(std::move(channel.send), policy),
      receive_(std::move(channel.receive), policy),
      owner_(&owner),
      in_(kReadBuffer),
      wire_(std::move(opening)) {}

void Connection::start() {
  error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  read();
  if (wire_.empty()) {
    flush_soon();
  } else {
    write();
  }
}

void Connection::close() {
  if (owner_ == nullptr) return;
  owner_ = nullptr;
  error_code ignored;
  pause_.cancel();
  socket_.close(ignored);
}

void Connection::fail(Refusal why) {
  ConnectionOwner* const owner = owner_;
  if (owner == nullptr) return;
  close();
  owner->on_closed(why);
}

void Connection::read() {
  socket_.async_read_some(boost::asio::buffer(in_.data() + filled_, in_.size() - filled_),
                          [self = shared_from_this()](error_code error, std::size_t count) {
                            if (self->owner_ == nullptr) return;
                            if (error) return self->fail(Refusal::kDisconnected);
                            self->filled_ += count;
                            self->process(count);
                          });
}

Refusal Connection::process_record(const RecordHead& head) {
  if (head.status == RecordHead::Status::kOversized) return Refusal::kOversizedRecord;
  if (!receive_.open(head.acknowledged, head.box, owner_->incoming())) return Refusal::kForgedRecord;
  return owner_->on_record(head.acknowledged);
}

void Connection::process(std::size_t count) {
  std::size_t at = 0;
  while (owner_ != nullptr) {
    const RecordHead head = parse_record(ByteView(in_.data() + at, filled_ - at));
    if (head.status == RecordHead::Status::kPartial) break;
    const Refusal reason = process_record(head);
    if (reason != Refusal::kNone) return fail(reason);
    at += head.size;
  }
  if (owner_ == nullptr) return;
  std::copy(in_.begin() + static_cast<std::ptrdiff_t>(at), in_.begin() + static_cast<std::ptrdiff_t>(filled_),
            in_.begin());
  filled_ -= at;
  const Duration delay = owner_->on_read(count);
  if (delay > Duration::zero()) return pause(delay);
  read();
}

void Connection::pause(Duration delay) {
  paused_ = true;
  pause_.expires_after(delay);
  pause_.async_wait([self = shared_from_this()](error_code) {
    self->paused_ = false;
    if (self->owner_ != nullptr) self->read();
  });
}

void Connection::flush_soon() {
  if (flush_posted_ || writing_ || owner_ == nullptr) return;
  flush_posted_ = true;
  boost::asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Connection::flush() {
  if (owner_ == nullptr || writing_) return;
  wire_.clear();
  if (owner_->fill(send_, wire_)) write();
}

void Connection::write() {
  writing_ = true;
  boost::asio::async_write(socket_, boost::asio::buffer(wire_),
                           [self = shared_from_this()](error_code error, std::size_t) {
                             self->writing_ = false;
                             if (self->owner_ == nullptr) return;
                             if (error) return self->fail(Refusal::kDisconnected);
                             self->flush();
                           });
}

}  // namespace parley::tcp
