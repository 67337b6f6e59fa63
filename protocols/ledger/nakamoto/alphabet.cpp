// What Byzantine processes may say in an exploration: every block that they may have mined on genesis, on blocks they
// have seen, and on their own ones, up to `blocks` on top of one another (one, where that is not bounded), to anybody,
// at any time. They mine whenever they like, which is more than any power allows: what holds against that is
// independent of power. Left out: blocks that are invalid, which change nothing; and Fetch, whose answers they know.
#include <algorithm>

#include "protocols/core/enumerate.hpp"
#include "protocols/ledger/nakamoto/tree.hpp"

namespace parley::nakamoto {

namespace {

class Adversary {
 public:
  Adversary(const Config& config, const Domain& domain) : config_(config), domain_(domain) {}

  std::vector<Protocol::Message> alphabet() {
    const std::uint32_t depth = std::max(1U, config_.blocks);
    extend(genesis(), depth);
    for (const Signed<Header>& seen : seen_by_adversary<Header>(domain_)) extend(entry_of(seen), depth);
    return std::move(messages_);
  }

 private:
  // Difficulty is taken not to change: where it does, what is said of heights beyond is refused.
  static Entry entry_of(const Signed<Header>& header) {
    Entry entry;
    entry.id = id_of(header.statement());
    entry.header = header;
    return entry;
  }

  void extend(const Entry& parent, std::uint32_t depth) {
    if (depth == 0) return;
    const Header& below = parent.header.statement();
    Header header;
    header.parent = parent.id;
    header.time = below.time + 1;
    header.difficulty = next_difficulty(config_, parent);
    header.transactions = transactions_of(config_, parent, header.time);
    header.height = below.height + 1;
    domain_.signers.for_each([&](ProcessId miner) {
      header.miner = miner;
      for (const Signed<Header>& made : signed_by_adversary(domain_, header)) {
        if (made.signer() != miner) continue;
        messages_.push_back(Block{made, {}});
        extend(entry_of(made), depth - 1);
      }
    });
  }

  const Config& config_;
  const Domain& domain_;
  std::vector<Protocol::Message> messages_;
};

}  // namespace

std::vector<Protocol::Message> Protocol::alphabet(const Config& config, const Domain& domain) {
  return Adversary(config, domain).alphabet();
}

}  // namespace parley::nakamoto
