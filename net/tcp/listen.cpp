#include "net/tcp/listen.hpp"

#include <string>

#include "net/tcp/cluster.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {

void open_listener(boost::asio::ip::tcp::acceptor& acceptor, const Address& address) {
  using boost::asio::ip::tcp;
  boost::system::error_code error;
  tcp::resolver resolver(acceptor.get_executor());
  const auto found = resolver.resolve(address.host, std::to_string(address.port),
                                      tcp::resolver::numeric_service | tcp::resolver::passive, error);
  if (!error) {
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  }
  if (error)
    throw EnvironmentError("cannot listen on " + to_text(address) + ": " + error.message() +
                           "; choose a free port of this host");
}

}  // namespace parley::tcp
