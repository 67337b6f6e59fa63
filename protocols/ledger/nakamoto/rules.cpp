#include "protocols/ledger/nakamoto/rules.hpp"

#include <algorithm>

#include "protocols/core/hash.hpp"

namespace parley::nakamoto {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kMost = ~std::uint64_t{0} >> 1;

std::uint64_t clamp(Wide value) {
  return static_cast<std::uint64_t>(std::clamp<Wide>(value, 1, kMost));
}

}  // namespace

Entry genesis() {
  Entry entry;
  entry.id = problems::kGenesis;
  return entry;
}

BlockId id_of(const Header& header) {
  return hash64(header);
}

std::uint64_t hash_of_uncles(const std::vector<Signed<Header>>& uncles) {
  if (uncles.empty()) return 0;
  std::vector<BlockId> ids;
  for (const Signed<Header>& uncle : uncles) ids.push_back(id_of(uncle.statement()));
  return hash64(ids);
}

std::uint64_t share_of(const Config& config, ProcessId id) {
  return id.value < config.shares.size() ? config.shares[id.value] : config.default_share;
}

std::uint64_t total_share(const Config& config) {
  std::uint64_t total = (config.n - config.shares.size()) * std::uint64_t{config.default_share};
  for (const std::uint32_t share : config.shares) total += share;
  return total;
}

std::uint64_t expected_ticks(const Config& config, std::uint64_t share, std::uint64_t difficulty) {
  const Wide unit = config.unit_ticks != 0 ? config.unit_ticks : Wide{config.block_ticks} * total_share(config);
  return clamp(std::min<Wide>(unit, kMost) * difficulty / share);  // difficulty is in 65536ths itself
}

// Bitcoin's rule: what the last blocks took against what they should have, by a factor of four at most. It counts the
// intervals between the last block of one window and that of the next, where Bitcoin leaves one out by mistake.
std::uint64_t next_difficulty(const Config& config, const Entry& parent) {
  const Header& header = parent.header.statement();
  if (header.height == 0) return config.difficulty;
  if (config.retarget_blocks == 0 || header.height % config.retarget_blocks != 0) return header.difficulty;
  const std::uint64_t goal = config.retarget_blocks * config.block_ticks;
  const std::uint64_t took =
      std::clamp<std::uint64_t>(header.time - parent.anchor, std::max<std::uint64_t>(1, goal / 4), 4 * goal);
  return clamp(Wide{header.difficulty} * goal / took);
}

std::uint64_t next_anchor(const Config& config, const Entry& parent) {
  const Header& header = parent.header.statement();
  return config.retarget_blocks != 0 && header.height % config.retarget_blocks == 0 ? header.time : parent.anchor;
}

std::uint64_t submitted_by(const Config& config, std::uint64_t time) {
  return static_cast<std::uint64_t>(Wide{config.submit_rate} * time / 1000);
}

std::uint64_t transactions_of(const Config& config, const Entry& parent, std::uint64_t time) {
  const std::uint64_t before = parent.header.statement().transactions;
  const std::uint64_t all = submitted_by(config, time);
  return config.block_size == 0 ? std::max(all, before) : std::max(before, std::min(all, before + config.block_size));
}

// Validity as in Garay, Kiayias and Leonardos, section 3.1: the chain is linked by hashes down to genesis, every block
// carries the work that its chain asks for, and its content is one that could be there.
bool valid_child(const Config& config, const Entry& parent, const Signed<Header>& signed_header) {
  const Header& header = signed_header.statement();
  const Header& below = parent.header.statement();
  return header.parent == parent.id && header.height == below.height + 1 && header.time > below.time &&
         header.difficulty == next_difficulty(config, parent) &&
         header.transactions == transactions_of(config, parent, header.time) &&
         header.miner == signed_header.signer() && header.miner.value < config.n;
}

}  // namespace parley::nakamoto
