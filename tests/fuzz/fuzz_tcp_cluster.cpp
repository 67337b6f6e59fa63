// Any text: a cluster that survives being written and read, or an InputError of one line.
#include "net/tcp/cluster.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/fuzz.hpp"

std::vector<parley::fuzz::Input> parley::fuzz::fuzz_seeds() {
  const auto key = [](unsigned char fill) {
    const Bytes seed(32, static_cast<std::byte>(fill));
    return tcp::to_text(tcp::Identity::from_seed(tcp::Secret<32>(seed)).public_key());
  };
  const std::string text = R"({"cluster": "c", "protocol": "bracha", "tick_ms": 5, "nodes": [)"
                           R"({"address": "[::1]:7001", "public_key": ")" +
                           key(1) + R"("}], "clients": [{"public_key": ")" + key(2) +
                           R"("}], "limits": {"queue_bytes": 4096}, "faults": {}, "parameters": {"n": 1}})";
  return {input_of(text)};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  try {
    const tcp::Cluster cluster = tcp::parse_cluster(fuzz::text_of(data, size), "fuzz");
    const auto document = tcp::to_json(cluster);
    check(tcp::to_json(tcp::parse_cluster(document.dump(), "fuzz")) == document, "a cluster survives its file");
  } catch (const InputError& error) {
    check(error.file() == "fuzz" && !error.expectation().empty(), "the error names file and expectation");
  }
  return 0;
}
