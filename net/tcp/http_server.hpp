// A small HTTP/1.1 server for what operators ask a node: GET and HEAD, one answer a connection.
//
// Whoever can reach it can ask: it is meant for loopback or an inner network. Memory is bounded by the number of
// connections (beyond it they are closed at once), their requests by 8 KiB and five seconds.
//
// Thread safety: none; construct, destroy and run on the io_context's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/tcp/guard.hpp"
#include "net/tcp/transport_types.hpp"

namespace parley::tcp {

struct HttpAnswer {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

class HttpServer {
 public:
  // Of the path, "/metrics" for instance, without the query.
  using Respond = std::function<HttpAnswer(std::string_view path)>;

  // Throws EnvironmentError when the address cannot be listened on. Port 0: any.
  HttpServer(boost::asio::io_context& io, const Address& listen, Respond respond);

  std::uint16_t port() const;

  // Accepts nobody any more; answers under way end by themselves.
  void stop();

 private:
  void accept();
  void accept_later();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::shared_ptr<const Respond> respond_;
  std::shared_ptr<std::size_t> open_ = std::make_shared<std::size_t>(0);  // connections
  LifeGuard guard_;
};

}  // namespace parley::tcp
