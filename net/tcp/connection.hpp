// One authenticated TCP connection: reads and opens records, seals and writes them. It knows nothing of frames; its
// owner (a Link) supplies and consumes what the records carry.
//
// Thread safety: everything happens on the thread that runs the socket's io_context.
#pragma once

#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/tcp/rate.hpp"
#include "net/tcp/record.hpp"

namespace parley::tcp {

using Socket = boost::asio::ip::tcp::socket;

class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;

  // Where decrypted bytes are appended.
  virtual Bytes& incoming() = 0;

  // A record has been appended to incoming(). Any reason but kNone closes the connection.
  virtual Refusal on_record(std::uint64_t acknowledged) = 0;

  // `count` bytes were read and processed; how long to wait before reading on.
  virtual Duration on_read(std::size_t count) = 0;

  // Appends sealed records to `wire`; false when there is nothing to say.
  virtual bool fill(RecordCipher& cipher, Bytes& wire) = 0;

  // The connection broke or offended; it has closed itself. Not called after close().
  virtual void on_closed(Refusal why) = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `opening` is written first, as it is (the accepting side's reply). `owner` outlives the connection or closes it.
  Connection(Socket socket, noise::Channel channel, RekeyPolicy policy, ConnectionOwner& owner, Bytes opening);

  void start();

  // Writes what the owner has to say after the current callback, so that all frames of one step share a record.
  void flush_soon();

  // Ends at once and in silence. Safe inside any callback of the owner.
  void close();

  // Waiting for the rate limit: the peer's silence then means nothing.
  bool paused() const { return paused_; }

  std::uint64_t rekeys() const { return send_.rekeys() + receive_.rekeys(); }

 private:
  void read();
  void process(std::size_t count);
  Refusal process_record(const RecordHead& head);
  void pause(Duration delay);
  void flush();
  void write();
  void fail(Refusal why);

  Socket socket_;
  boost::asio::steady_timer pause_;
  RecordCipher send_;
  RecordCipher receive_;
  ConnectionOwner* owner_;  // null once closed
  Bytes in_;
  std::size_t filled_ = 0;
  Bytes wire_;
  bool paused_ = false;
  bool writing_ = false;
  bool flush_posted_ = false;
};

}  // namespace parley::tcp
