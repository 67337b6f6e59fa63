// Opening a port.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "net/tcp/transport_types.hpp"

namespace parley::tcp {

// Resolves, binds and listens. Throws EnvironmentError, which says what to do.
void open_listener(boost::asio::ip::tcp::acceptor& acceptor, const Address& address);

}  // namespace parley::tcp
