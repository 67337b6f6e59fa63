// The problem of a public ledger: a chain of blocks that grows, and whose older part is the same for everybody,
// although nobody votes. Properties are those of J. Garay, A. Kiayias, N. Leonardos, "The Bitcoin Backbone Protocol:
// Analysis and Applications", EUROCRYPT 2015, section 3:
//   common prefix with parameter k   if C1 and C2 are the chains of two honest parties at rounds r1 <= r2, then C1
//   without
//                                    its last k blocks is a prefix of C2;
//   chain growth                     the chains of honest parties grow without end;
//   chain quality                    of any stretch of a chain, a part was made by honest parties (a measure here, see
//                                    `faulty_share`).
// In the paper the first holds but for a probability that falls exponentially in k, as long as honest parties have most
// of the power and messages are fast against the time between blocks. A run in which it breaks is thus no error of a
// protocol outside of these premises; it is what double spending is.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/core/ids.hpp"
#include "protocols/core/problems/block_tree.hpp"
#include "protocols/core/property.hpp"

namespace parley::problems {

struct Ledger {
  static constexpr std::size_t kValidity = 0;
  static constexpr std::size_t kCommonPrefix = 1;
  static constexpr std::size_t kConfirmation = 2;
  static constexpr std::size_t kGrowth = 3;
  static constexpr std::array kProperties{
      PropertyInfo{"validity", PropertyKind::kAlways,
                   "every block that a correct process takes is one step above a known one: height, time, work"},
      PropertyInfo{"common_prefix", PropertyKind::kAlways,
                   "all blocks that correct processes ever confirm lie on one chain"},
      PropertyInfo{"confirmation", PropertyKind::kSometimes, "some correct process confirms a block"},
      PropertyInfo{"growth", PropertyKind::kEventually,
                   "every correct process confirms a block of the target's height"},
  };

  ProcessSet correct;
  std::uint32_t target = 0;  // height that all are to confirm; 0: nothing is asked for
  BlockTree tree;
  std::vector<std::uint64_t> chain;     // ids of what was confirmed, by height; genesis first
  PerProcess<std::uint32_t> confirmed;  // height, by process
  std::uint32_t arrived = 0;            // correct processes that have confirmed the target
  PropertySet violations;

  static Ledger of(std::uint32_t n, std::uint32_t target, std::uint64_t window, const ProcessSet& correct) {
    Ledger monitor;
    monitor.correct = correct;
    monitor.target = target;
    monitor.tree = BlockTree::rooted(window);
    monitor.chain.push_back(kGenesis);
    monitor.confirmed = PerProcess<std::uint32_t>(n);
    return monitor;
  }

  // Constant time but for the first sight of a block.
  void observe(ProcessId who, const BlockSeen& output) {
    if (!tree.see(output)) violations.insert(kValidity);
    if (output.dropped > 0) tree.reorganised(output.dropped);
    if (output.confirmed_height == 0 || !confirmed.contains(who)) return;
    confirm(output.confirmed_height, output.confirmed);
    std::uint32_t& own = confirmed[who];
    if (own < target && output.confirmed_height >= target && correct.contains(who)) ++arrived;
    own = output.confirmed_height > own ? output.confirmed_height : own;
  }

  PropertySet broken() const { return violations; }
  PropertySet witnessed() const { return chain.size() > 1 ? PropertySet::of(kConfirmation) : PropertySet{}; }
  PropertySet unfulfilled() const {
    return target > 0 && arrived < correct.size() ? PropertySet::of(kGrowth) : PropertySet{};
  }

  // Of the blocks that some correct process has seen:
  //   mined, longest, forks   how many, the height of the highest, and blocks with two children or more
  //   confirmed               height of the last block that some correct process has confirmed: the main chain
  //   orphan_share            blocks beside the main chain, of all of its heights
  //   faulty_share            blocks of faulty processes, of the main chain: their revenue
  //   growth                  blocks of the main chain in 1,000 ticks
  //   transactions, uncles    on the main chain
  //   difficulty              of the last block of the main chain, in hundredths of what it was to begin with
  //   reorg_mean, _99, _max   blocks that left the chain of a process at once, where any did
  //   live_leaves             blocks without children and younger than the window, on average when a block is made
  //   tie_share               of the time, two blocks at least were the highest
  //   common_root, _faulty    height of the highest block that all correct processes have, and the blocks of faulty
  //   ones on
  //                           the way to it
  std::array<std::pair<std::string_view, double>, 17> measures() const {
    const BlockTree::Stretch main = tree.stretch(chain, correct);
    const BlockTree::Root root = tree.common_root(correct.size(), correct);
    return {{{"mined", tree.mined()},
             {"longest", tree.longest()},
             {"forks", tree.forks()},
             {"confirmed", static_cast<double>(chain.size() - 1)},
             {"orphan_share", main.orphan_share},
             {"faulty_share", main.faulty_share},
             {"growth", main.growth},
             {"transactions", main.transactions},
             {"uncles", main.uncles},
             {"difficulty", main.difficulty},
             {"reorg_mean", tree.reorganisations.mean()},
             {"reorg_99", tree.reorganisations.quantile(99)},
             {"reorg_max", tree.reorganisations.quantile(100)},
             {"live_leaves", tree.mean_live_leaves()},
             {"tie_share", tree.tie_share()},
             {"common_root", root.height},
             {"common_root_faulty", root.faulty}}};
  }

 private:
  // A block confirms all below it, so what is new is filled in down to what was confirmed before, where it has to meet.
  void confirm(std::uint32_t height, std::uint64_t block) {
    if (height < chain.size()) {
      if (chain[height] != block) violations.insert(kCommonPrefix);
      return;
    }
    const std::size_t known = chain.size();
    chain.resize(height + std::size_t{1});
    std::uint64_t id = block;
    for (std::size_t at = height; at >= known; --at) {
      chain[at] = id;
      const BlockTree::Node* node = tree.find(static_cast<std::uint32_t>(at), id);
      if (node == nullptr) return violations.insert(kValidity);
      id = node->parent;
    }
    if (chain[known - 1] != id) violations.insert(kCommonPrefix);
  }
};

}  // namespace parley::problems
