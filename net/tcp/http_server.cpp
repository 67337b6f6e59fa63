#include "net/tcp/http_server.hpp"

#include <chrono>
#include <utility>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "net/tcp/listen.hpp"

namespace parley::tcp {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMostConnections = 32;
constexpr std::chrono::seconds kDeadline{5};
constexpr std::uint32_t kMostHeaderBytes = 8 << 10;

// One connection; kept alive by its pending operation alone.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(tcp::socket socket, std::shared_ptr<const HttpServer::Respond> respond, std::shared_ptr<std::size_t> open)
      : stream_(std::move(socket)), respond_(std::move(respond)), open_(std::move(open)) {
    ++*open_;
    parser_.header_limit(kMostHeaderBytes);
  }
  ~Exchange() { --*open_; }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void start() {
    stream_.expires_after(kDeadline);
    http::async_read_header(stream_, buffer_, parser_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) self->answer();
    });
  }

 private:
  HttpAnswer respond() const {
    const http::verb method = parser_.get().method();
    if (method != http::verb::get && method != http::verb::head)
      return {.status = 405, .body = "only GET and HEAD are answered\n"};
    const beast::string_view target = parser_.get().target();
    const std::string_view path(target.data(), target.size());
    return (*respond_)(path.substr(0, path.find('?')));
  }

  void answer() {
    HttpAnswer answer = respond();
    response_.result(answer.status);
    response_.version(11);
    response_.set(http::field::content_type, answer.type);
    response_.keep_alive(false);
    response_.body() = std::move(answer.body);
    response_.prepare_payload();
    if (parser_.get().method() == http::verb::head) response_.body().clear();  // the length stays
    http::async_write(stream_, response_, [self = shared_from_this()](error_code, std::size_t) {
      error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<const HttpServer::Respond> respond_;
  std::shared_ptr<std::size_t> open_;
  beast::flat_buffer buffer_{kMostHeaderBytes};
  http::request_parser<http::empty_body> parser_;
  http::response<http::string_body> response_;
};

}  // namespace

HttpServer::HttpServer(boost::asio::io_context& io, const Address& listen, Respond respond)
    : acceptor_(io), pause_(io), respond_(std::make_shared<const Respond>(std::move(respond))) {
  open_listener(acceptor_, listen);
  accept();
}

std::uint16_t HttpServer::port() const {
  error_code error;
  const tcp::endpoint endpoint = acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

void HttpServer::stop() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void HttpServer::accept() {
  acceptor_.async_accept(guard_([this](error_code error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (error) return accept_later();  // out of descriptors, say
    if (*open_ < kMostConnections) std::make_shared<Exchange>(std::move(socket), respond_, open_)->start();
    accept();
  }));
}

void HttpServer::accept_later() {
  pause_.expires_after(std::chrono::milliseconds(50));
  pause_.async_wait(guard_([this](error_code error) {
    if (!error && acceptor_.is_open()) accept();
  }));
}

}  // namespace parley::tcp
