#include "net/tcp/greeter.hpp"

#include <map>
#include <utility>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace parley::tcp {
namespace {

using boost::system::error_code;

boost::asio::ip::address address_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? boost::asio::ip::address() : endpoint.address();
}

}  // namespace

Greeter::Greeter(Socket socket, const Keyring& keyring, Done done)
    : socket_(std::move(socket)),
      address_(address_of(socket_)),
      handshake_(keyring),
      greeting_(handshake_.greeting()),
      done_(std::move(done)) {}

void Greeter::start() {
  boost::asio::async_write(socket_, boost::asio::buffer(greeting_),
                           [self = shared_from_this()](error_code error, std::size_t) {
                             error ? self->finish(Refusal::kHandshakeClosed) : self->read_hello();
                           });
}

void Greeter::read_hello() {
  boost::asio::async_read(socket_, boost::asio::buffer(hello_),
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (!self->done_) return;
                            self->finish(error ? Refusal::kHandshakeClosed : self->handshake_.read_hello(self->hello_));
                          });
}

void Greeter::finish(Refusal reason) {
  if (const Done done = std::exchange(done_, nullptr)) done(*this, reason);
}

void Greeter::close() {
  done_ = nullptr;
  error_code ignored;
  socket_.close(ignored);
}

std::list<HalfOpenTable::Entry>::iterator HalfOpenTable::victim() {
  std::map<boost::asio::ip::address, std::size_t> counts;
  auto busiest = entries_.begin();
  for (const Entry& entry : entries_) ++counts[entry.greeter->address()];
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (counts[it->greeter->address()] > counts[busiest->greeter->address()]) busiest = it;
  }
  return busiest;
}

std::size_t HalfOpenTable::add(std::shared_ptr<Greeter> greeter) {
  std::size_t evicted = 0;
  if (entries_.size() >= limit_ && !entries_.empty()) {
    const auto entry = victim();
    entry->greeter->close();
    entries_.erase(entry);
    evicted = 1;
  }
  entries_.push_back({std::move(greeter)});
  return evicted;
}

void HalfOpenTable::remove(const Greeter& greeter) {
  entries_.remove_if([&](const Entry& entry) { return entry.greeter.get() == &greeter; });
}

std::size_t HalfOpenTable::tick(int deadline_ticks) {
  return entries_.remove_if([&](Entry& entry) {
    if (++entry.age <= deadline_ticks) return false;
    entry.greeter->close();
    return true;
  });
}

void HalfOpenTable::clear() {
  for (const Entry& entry : entries_) entry.greeter->close();
  entries_.clear();
}

}  // namespace parley::tcp
