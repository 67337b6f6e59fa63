// Any file: recovery terminates with a fault or with records that lie in the file, and recovering the sound part again
// gives the same. The first byte chooses whether the rest is the whole file or follows a sound header.
#include <algorithm>

#include "net/tcp/wal.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace parley;
using namespace parley::tcp;

const WalIdentity& owner() {
  static const WalIdentity kOwner{"fuzz", 1};
  return kOwner;
}

bool same(ByteView left, ByteView right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  WalEncoder encoder(owner(), {});
  (void)encoder.append(as_bytes("first"));
  (void)encoder.append({});
  const Bytes first = encoder.take().bytes;
  (void)encoder.append(as_bytes("second batch"));
  const Bytes second = encoder.take().bytes;
  (void)encoder.snapshot(as_bytes("snapshot"));
  (void)encoder.append(as_bytes("after"));
  std::vector<Input> seeds{{std::byte{0}}, {std::byte{1}}};
  append_wal_header({owner(), {}, 1}, seeds[0]);
  append(seeds[0], first);
  append(seeds[1], first);
  append(seeds[1], second);
  seeds.push_back({std::byte{0}});
  append(seeds[2], encoder.take().bytes);
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Bytes file;
  if (data[0] % 2 == 1) append_wal_header({owner(), {}, 1}, file);
  append(file, fuzz::view(data, size).subspan(1));
  const WalScan scan = scan_wal(file, owner());
  check(scan.sound_size <= file.size(), "the sound part lies in the file");
  if (scan.fault != WalFault::kNone) return 0;
  const WalScan again = scan_wal(ByteView(file).first(scan.sound_size), owner());
  check(again.fault == WalFault::kNone && again.sound_size == scan.sound_size, "the sound part is sound");
  check(again.next_sequence == scan.next_sequence, "with the same numbers");
  check(std::equal(scan.entries.begin(), scan.entries.end(), again.entries.begin(), again.entries.end(), same),
        "and the same entries");
  return 0;
}
