// What operators read off a node: the page of counters, health, and the server that tells both.
#include <gtest/gtest.h>
#include <regex>
#include <sstream>
#include <string>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "net/tcp/http_server.hpp"
#include "net/tcp/metrics_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::tcp {
namespace {

using boost::asio::ip::tcp;

NodeMetrics sample_metrics() {
  NodeMetrics metrics;
  metrics.steps = 12;
  metrics.delivered_by_type = {{"Echo", 7}, {"Ready", 4}};
  metrics.gauges = {{"term", 3}};
  metrics.bad_signatures = 2;
  metrics.log.syncs = 4;
  metrics.log.sync_time = std::chrono::milliseconds(10);
  metrics.transport.peers.resize(3);
  metrics.transport.peers[1].up = true;
  metrics.transport.peers[1].bytes_in = 99;
  metrics.transport.refusals[static_cast<std::size_t>(Refusal::kWrongKey)] = 5;
  return metrics;
}

bool has_line(const std::string& page, const std::string& line) {
  return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

TEST(MetricsText, NamesEveryCounterWithItsLabels) {
  const std::string page = to_prometheus(sample_metrics(), {"first \"one\"", "bracha", 0}, std::chrono::seconds(2));
  const std::string labels = R"({cluster="first \"one\"",protocol="bracha",node="0")";
  EXPECT_TRUE(has_line(page, "parley_steps_total" + labels + "} 12")) << page;
  EXPECT_TRUE(has_line(page, "parley_messages_delivered_total" + labels + R"(,type="Echo"} 7)"));
  EXPECT_TRUE(has_line(page, "parley_protocol_state" + labels + R"(,name="term"} 3)"));
  EXPECT_TRUE(has_line(page, "parley_messages_rejected_total" + labels + R"(,reason="signature"} 2)"));
  EXPECT_TRUE(has_line(page, "parley_connections_refused_total" + labels + R"(,reason="wrong_key"} 5)"));
  EXPECT_TRUE(has_line(page, "parley_peer_bytes_in_total" + labels + R"(,peer="1"} 99)"));
  EXPECT_FALSE(page.find(R"(,peer="0"})") != std::string::npos);  // itself
  EXPECT_TRUE(has_line(page, "parley_log_sync_seconds_sum" + labels + "} 0.01"));
  EXPECT_TRUE(has_line(page, "parley_log_sync_seconds_count" + labels + "} 4"));
}

// The text exposition format: a type before the samples of a family, each family once.
TEST(MetricsText, IsWhatPrometheusReads) {
  std::istringstream page(to_prometheus(sample_metrics(), {"c", "p", 1}, std::chrono::seconds(1)));
  const std::regex comment("# (HELP|TYPE) (parley_[a-z_]+) .+");
  const std::regex sample(R"((parley_[a-z_]+)\{([a-z]+="[^"]*",?)+\} [0-9.e+-]+)");
  std::string family;
  std::vector<std::string> families;
  for (std::string line; std::getline(page, line);) {
    std::smatch match;
    if (std::regex_match(line, match, comment)) {
      if (match[1] == "HELP") families.push_back(match[2]);
      family = match[2];
    } else {
      ASSERT_TRUE(std::regex_match(line, match, sample)) << line;
      EXPECT_TRUE(std::string(match[1]).starts_with(family)) << line;
    }
  }
  std::sort(families.begin(), families.end());
  EXPECT_EQ(std::adjacent_find(families.begin(), families.end()), families.end());
  EXPECT_GT(families.size(), 20U);
}

TEST(Health, FollowsDiskAndTrace) {
  NodeMetrics metrics = sample_metrics();
  EXPECT_TRUE(is_healthy(metrics));
  EXPECT_EQ(to_health(metrics, 0), "{\"status\": \"ok\", \"peers_up\": 1, \"peers\": 2}\n");
  metrics.log.full = 1;
  EXPECT_TRUE(is_healthy(metrics));  // it has passed
  metrics.log.waiting = 1;
  EXPECT_FALSE(is_healthy(metrics));
  metrics = sample_metrics();
  metrics.trace_failed = true;
  EXPECT_EQ(to_health(metrics, 0).find("ok"), std::string::npos);
}

class HttpTest : public testing::Test {
 protected:
  std::string ask(const std::string& request) {
    tcp::socket socket(io);
    socket.connect({boost::asio::ip::address_v4::loopback(), server.port()});
    boost::asio::write(socket, boost::asio::buffer(request));
    std::string answer;
    boost::asio::async_read(socket, boost::asio::dynamic_buffer(answer),
                            [this](boost::system::error_code, std::size_t) { io.stop(); });
    io.restart();
    io.run_for(std::chrono::seconds(20));
    return answer;
  }

  boost::asio::io_context io;
  HttpServer server{io, {"127.0.0.1", 0}, [](std::string_view path) {
                      return HttpAnswer{.status = path == "/there" ? 200U : 404U, .body = "told"};
                    }};
};

TEST_F(HttpTest, AnswersGetAndHead) {
  EXPECT_NE(ask("GET /there?x=1 HTTP/1.1\r\nHost: h\r\n\r\n").find("200 OK"), std::string::npos);
  EXPECT_TRUE(ask("GET /there HTTP/1.1\r\nHost: h\r\n\r\n").ends_with("\r\n\r\ntold"));
  EXPECT_TRUE(ask("GET /gone HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 404"));
  const std::string head = ask("HEAD /there HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 4"), std::string::npos) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
  EXPECT_TRUE(ask("POST /there HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").starts_with("HTTP/1.1 405"));
}

TEST_F(HttpTest, SurvivesGarbageAndLongHeaders) {
  EXPECT_EQ(ask("\x01\x02 garbage\r\n\r\n"), "");
  EXPECT_EQ(ask("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n"), "");
  EXPECT_TRUE(ask("GET /there HTTP/1.1\r\nHost: h\r\n\r\n").ends_with("told"));
}

TEST_F(HttpTest, ManyIdleConnectionsDoNotStopIt) {
  std::vector<tcp::socket> idle;
  for (int i = 0; i < 100; ++i) {
    idle.emplace_back(io);
    idle.back().connect({boost::asio::ip::address_v4::loopback(), server.port()});
  }
  io.restart();
  io.run_for(std::chrono::milliseconds(50));
  idle.clear();  // whoever is served hangs up and makes room
  EXPECT_TRUE(ask("GET /there HTTP/1.1\r\nHost: h\r\n\r\n").ends_with("told"));
}

TEST(Http, APortInUseIsAnErrorThatSaysSo) {
  boost::asio::io_context io;
  tcp::acceptor taken(io, {boost::asio::ip::address_v4::loopback(), 0}, false);
  const auto respond = [](std::string_view) { return HttpAnswer{}; };
  EXPECT_THROW(HttpServer(io, {"127.0.0.1", taken.local_endpoint().port()}, respond), EnvironmentError);
}

}  // namespace
}  // namespace parley::tcp
