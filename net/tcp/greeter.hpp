// Incoming connections until they are authenticated.
//
// Thread safety: as Connection.
#pragma once

#include <functional>
#include <list>
#include <memory>

#include <boost/asio/ip/address.hpp>

#include "net/tcp/connection.hpp"
#include "net/tcp/handshake.hpp"

namespace parley::tcp {

// One incoming connection: sends the greeting, reads exactly one hello. Holds less than a kilobyte until then.
class Greeter : public std::enable_shared_from_this<Greeter> {
 public:
  // `done` is called once: with kNone when handshake() has accepted a hello (take the socket then), else with the
  // reason. Not called after close(). `keyring` outlives the greeter.
  using Done = std::function<void(Greeter&, Refusal)>;
  Greeter(Socket socket, const Keyring& keyring, Done done);

  void start();
  void close();

  const boost::asio::ip::address& address() const { return address_; }
  AcceptingHandshake& handshake() { return handshake_; }
  Socket take_socket() { return std::move(socket_); }

 private:
  void read_hello();
  void finish(Refusal reason);

  Socket socket_;
  boost::asio::ip::address address_;
  AcceptingHandshake handshake_;
  ByteArray<kGreetingSize> greeting_{};
  ByteArray<kHelloSize> hello_{};
  Done done_;
};

// All half-open incoming connections, oldest first, at most `limit` of them. One too many evicts the oldest of the
// address that has the most, so that a flood from one host displaces itself and not the others' handshakes.
class HalfOpenTable {
 public:
  explicit HalfOpenTable(std::size_t limit) : limit_(limit) {}
  ~HalfOpenTable() { clear(); }

  // Returns how many were evicted (0 or 1).
  std::size_t add(std::shared_ptr<Greeter> greeter);
  void remove(const Greeter& greeter);

  // Advances the age of all by one tick and closes those older than `deadline_ticks`; returns how many.
  std::size_t tick(int deadline_ticks);
  void clear();
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::shared_ptr<Greeter> greeter;
    int age = 0;
  };

  std::list<Entry>::iterator victim();

  std::size_t limit_;
  std::list<Entry> entries_;
};

}  // namespace parley::tcp
