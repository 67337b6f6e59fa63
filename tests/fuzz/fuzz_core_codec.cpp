// Any bytes as a value of a type that holds every walkable kind: either a reason, or a value of which they are the
// encoding; and every visitor copes with what was read.
#include <algorithm>

#include "protocols/core/codec.hpp"
#include "protocols/core/hash.hpp"
#include "protocols/core/print.hpp"
#include "tests/core/everything.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using parley::samples::Everything;
using parley::samples::Sampler;

template <class T>
void read(std::span<const std::byte> bytes) {
  const parley::Decoded<T> first = parley::decode<T>(bytes);
  parley::check(first.value.has_value() == (first.reject == parley::CodecReject::kNone), "a value or a reason");
  if (!first.value) return;
  const parley::Bytes again = parley::encode(*first.value);
  parley::check(again.size() == bytes.size() && std::equal(again.begin(), again.end(), bytes.begin()),
                "what was decoded has one encoding");
  const parley::Decoded<T> second = parley::decode<T>(again);
  parley::check(second.value && parley::hash128(*second.value) == parley::hash128(*first.value), "the hash survives");
  parley::check(!parley::to_text(*first.value).empty(), "it can be printed");
}

}  // namespace

std::vector<parley::fuzz::Input> parley::fuzz::fuzz_seeds() {
  std::vector<Input> seeds;
  for (std::uint64_t seed = 0; seed < 8; ++seed) seeds.push_back(encode(Sampler(seed).everything()));
  seeds.push_back(encode(Sampler(9).tree(3)));
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes = parley::fuzz::view(data, size);
  read<Everything>(bytes);
  read<parley::samples::Tree>(bytes);
  read<parley::ProcessSet>(bytes);
  return 0;
}
