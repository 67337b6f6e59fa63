#include "net/tcp/cluster.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "protocols/core/error.hpp"
#include "tests/tcp/temp_folder.hpp"

namespace parley::tcp {
namespace {

using nlohmann::json;
using test::TempFolder;

json sample() {
  json document{{"cluster", "blue"}, {"protocol", "bracha"}, {"parameters", {{"n", 2}}}, {"tick_ms", 5}};
  for (int i = 0; i < 2; ++i) {
    document["nodes"].push_back(
        {{"address", "127.0.0.1:700" + std::to_string(i)}, {"public_key", to_text(Identity::generate().public_key())}});
  }
  document["clients"].push_back({{"public_key", to_text(Identity::generate().public_key())}});
  return document;
}

std::string error_of(std::string_view text) {
  try {
    (void)parse_cluster(text, "cluster.json");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(ClusterFile, ReadsAndWritesTheSame) {
  json document = sample();
  document["faults"] = {{"byzantine", json::array()}};
  document["limits"] = {{"queue_bytes", 4096}, {"idle_timeout_ms", 3000}};
  document["nodes"][1]["address"] = "[::1]:7001";
  const Cluster cluster = parse_cluster(document.dump(), "cluster.json");
  EXPECT_EQ(cluster.id, "blue");
  EXPECT_EQ(cluster.size(), 3U);
  EXPECT_EQ(cluster.node_count, 2U);
  EXPECT_EQ(cluster.addresses[1].host, "::1");
  EXPECT_EQ(cluster.addresses[1].port, 7001);
  EXPECT_EQ(cluster.tick, std::chrono::milliseconds(5));
  EXPECT_EQ(cluster.limits.queue_bytes, 4096U);
  EXPECT_EQ(cluster.index_of(cluster.keys[2]), 2U);
  EXPECT_THROW((void)cluster.index_of(Identity::generate().public_key()), InputError);
  EXPECT_EQ(cluster.transport_config(0).listen.port, 7000);
  EXPECT_TRUE(cluster.transport_config(2).listen.host.empty()) << "clients do not listen";
  const Cluster again = parse_cluster(to_json(cluster).dump(), "cluster.json");
  EXPECT_EQ(to_json(again), to_json(cluster));
}

struct BadCase {
  const char* place;  // in the error
  const char* patch;  // a JSON merge patch; a null removes a key
};

TEST(ClusterFile, NamesThePlaceOfEveryMistake) {
  const std::string key = to_text(Identity::generate().public_key());
  const std::vector<std::pair<std::string, json>> cases = {
      {"/cluster", {{"cluster", nullptr}}},
      {"/cluster", {{"cluster", ""}}},
      {"/cluster", {{"cluster", 7}}},
      {"/protocol", {{"protocol", nullptr}}},
      {"/protocol", {{"protocol", json::array()}}},
      {"/parameters", {{"parameters", 3}}},
      {"/tick_ms", {{"tick_ms", 0}}},
      {"/tick_ms", {{"tick_ms", -5}}},
      {"/tick_ms", {{"tick_ms", 1.5}}},
      {"/tick_ms", {{"tick_ms", "fast"}}},
      {"/nodes", {{"nodes", nullptr}}},
      {"/nodes", {{"nodes", json::array()}}},
      {"/nodes", {{"nodes", "all"}}},
      {"/nodes/0", {{"nodes", {1}}}},
      {"/nodes/0/address", {{"nodes", {{{"public_key", key}}}}}},
      {"/nodes/0/address", {{"nodes", {{{"public_key", key}, {"address", "nowhere"}}}}}},
      {"/nodes/0/address", {{"nodes", {{{"public_key", key}, {"address", "a:0"}}}}}},
      {"/nodes/0/address", {{"nodes", {{{"public_key", key}, {"address", "a:65536"}}}}}},
      {"/nodes/0/address", {{"nodes", {{{"public_key", key}, {"address", "::1:7000"}}}}}},
      {"/nodes/0/address", {{"nodes", {{{"public_key", key}, {"address", ":7000"}}}}}},
      {"/nodes/0/public_key", {{"nodes", {{{"address", "a:1"}}}}}},
      {"/nodes/0/public_key", {{"nodes", {{{"address", "a:1"}, {"public_key", "12"}}}}}},
      {"/nodes/0/public_key", {{"nodes", {{{"address", "a:1"}, {"public_key", std::string(64, '0')}}}}}},
      {"/nodes/0/colour", {{"nodes", {{{"address", "a:1"}, {"public_key", key}, {"colour", "red"}}}}}},
      {"/nodes/1/public_key",
       {{"nodes", {{{"address", "a:1"}, {"public_key", key}}, {{"address", "a:2"}, {"public_key", key}}}}}},
      {"/clients/0/address", {{"clients", {{{"address", "a:1"}, {"public_key", key}}}}}},
      {"/limits/queue_bytes", {{"limits", {{"queue_bytes", 1}}}}},
      {"/limits/ping_interval_ms", {{"limits", {{"ping_interval_ms", 4000}}}}},
      {"/limits/speed", {{"limits", {{"speed", 1}}}}},
      {"/nods", {{"nods", 1}}},
  };
  for (const auto& [place, patch] : cases) {
    json document = sample();
    document.merge_patch(patch);
    const std::string error = error_of(document.dump());
    EXPECT_EQ(error.rfind("cluster.json: " + place + ":", 0), 0U) << error << "\nfor " << patch.dump();
    EXPECT_EQ(error.find('\n'), std::string::npos);
  }
}

TEST(ClusterFile, NamesLineAndColumnOfBrokenJson) {
  EXPECT_EQ(error_of("{\n  \"cluster\": \"a\",\n  oops\n}").rfind("cluster.json: line 3, column ", 0), 0U);
  EXPECT_FALSE(error_of("").empty());
  EXPECT_EQ(error_of("{\"tick_ms\": 1e999}"), "cluster.json: expected JSON with numbers within range");
  EXPECT_EQ(error_of("{\"parameters\": " + std::string(100'000, '[')),
            "cluster.json: line 1, column 79: expected at most 64 levels of nesting");
  EXPECT_FALSE(error_of("[]").empty());
  EXPECT_FALSE(error_of("\"text\"").empty());
}

TEST(ClusterFile, RefusesWhatIsNoFile) {
  const TempFolder folder;
  EXPECT_THROW((void)read_cluster(folder.path()), InputError);
  EXPECT_THROW((void)read_cluster(folder.file("absent.json")), InputError);
  std::ofstream(folder.file("c.json")) << sample().dump();
  EXPECT_EQ(read_cluster(folder.file("c.json")).size(), 3U);
}

}  // namespace
}  // namespace parley::tcp
