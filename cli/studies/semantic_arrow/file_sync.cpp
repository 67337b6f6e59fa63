#include "cli/studies/semantic_arrow/file_sync.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "cli/studies/semantic_arrow/instances.hpp"
#include "net/world/world.hpp"

namespace parley::semantic_arrow {

namespace {

constexpr std::uint32_t kReplicas = 2;

// Version v > 0 is edit v, made upon version upon[v]; 0 is the empty file.
struct History {
  std::vector<std::uint64_t> upon{0};

  std::uint64_t edit(std::uint64_t version) {
    upon.push_back(version);
    return upon.size() - 1;
  }
  std::uint64_t contained_in(std::uint64_t version) const {
    std::uint64_t count = 0;
    for (; version != 0; version = upon[version]) ++count;
    return count;
  }
};

bool wants_edit(const FileTrial& trial, Rng& rng) {
  return rng.below(100) < trial.edit_percent;
}

struct Stamped {
  std::uint64_t version = 0;
  std::uint64_t tick = 0;
  std::uint32_t replica = 0;
  bool beats(const Stamped& other) const { return tick != other.tick ? tick > other.tick : replica < other.replica; }
};

struct Update {
  std::uint64_t arrives = 0;
  std::uint32_t to = 0;
  Stamped content;
};

// One edit under way: a link of its own, whose initiator is the replica that edits.
class Transaction {
 public:
  Transaction(const LinkConfig& config, std::uint64_t base, std::uint64_t version, std::uint64_t latency)
      : base_(base), version_(version), latency_(latency), world_(config, ProcessSet::first(2)) {
    for (const ProcessId id : {problems::kResponder, problems::kInitiator})
      world_.apply({world::EventKind::kStart, id, {}, {}, {}, {}});
  }

  std::uint64_t base() const { return base_; }
  std::uint64_t version() const { return version_; }
  const Transfer& told() const { return world_.monitor(); }

  // The frame under way arrives when its time has come. `refuses`: what the responder's application says, if it is
  // asked.
  void tick(bool refuses) {
    if (++waited_ < latency_) return;
    waited_ = 0;
    for (const world::Event<Link>& event : world_.enabled()) {
      if (event.kind != world::EventKind::kDeliver) continue;
      world::Event<Link> chosen = event;
      const auto& sent = world_.sent(event.key.from)[event.key.sequence].message;
      if (std::holds_alternative<reflecting_link::Offer>(sent)) chosen.choices = {refuses ? 1U : 0U};
      world_.apply(chosen);
      return;
    }
  }

 private:
  std::uint64_t base_;
  std::uint64_t version_;
  std::uint64_t latency_;
  std::uint64_t waited_ = 0;
  world::World<Link> world_;
};

class ReflectedFile {
 public:
  explicit ReflectedFile(const FileTrial& trial) : trial_(trial) {
    config_.transfers = 1;
    config_.refusal_odds = 2;  // choice 1 refuses
  }

  Edits run(Rng& rng) {
    while (edits_.made < trial_.edits || under_way_[0] || under_way_[1]) {
      for (std::uint32_t replica = 0; replica < kReplicas; ++replica)
        if (edits_.made < trial_.edits && wants_edit(trial_, rng)) begin(replica);
      for (std::uint32_t replica = 0; replica < kReplicas; ++replica)
        if (under_way_[replica]) advance(replica);
    }
    edits_.kept = history_.contained_in(shown_[0]);
    return edits_;
  }

 private:
  // A user whose last edit is under way is told to wait: this one is refused at once.
  void begin(std::uint32_t replica) {
    ++edits_.made;
    if (under_way_[replica]) {
      ++edits_.aborted;
      return;
    }
    const std::uint64_t base = shown_[replica];
    under_way_[replica].emplace(config_, base, history_.edit(base), trial_.latency_ticks);
  }

  void advance(std::uint32_t replica) {
    const std::uint32_t other = 1 - replica;
    Transaction& transaction = *under_way_[replica];
    transaction.tick(under_way_[other].has_value() || shown_[other] != transaction.base());
    const Transfer& told = transaction.told();
    if (told.applied > 0) shown_[other] = transaction.version();
    if (told.completed > 0) shown_[replica] = transaction.version();
    if (told.kept > 0) ++edits_.aborted;
    if (told.completed + told.kept > 0) under_way_[replica].reset();
  }

  FileTrial trial_;
  LinkConfig config_;
  History history_;
  Edits edits_;
  std::array<std::uint64_t, kReplicas> shown_{};
  std::array<std::optional<Transaction>, kReplicas> under_way_;
};

}  // namespace

Edits last_writer_wins(const FileTrial& trial, Rng rng) {
  Edits edits;
  History history;
  std::array<Stamped, kReplicas> shown{};
  std::deque<Update> under_way;
  for (std::uint64_t tick = 1; edits.made < trial.edits || !under_way.empty(); ++tick) {
    for (std::uint32_t replica = 0; replica < kReplicas; ++replica) {
      if (edits.made >= trial.edits || !wants_edit(trial, rng)) continue;
      ++edits.made;
      shown[replica] = {history.edit(shown[replica].version), tick, replica};
      under_way.push_back({tick + trial.latency_ticks, 1 - replica, shown[replica]});
    }
    for (; !under_way.empty() && under_way.front().arrives <= tick; under_way.pop_front()) {
      const Update& update = under_way.front();
      if (update.content.beats(shown[update.to])) shown[update.to] = update.content;
    }
  }
  edits.kept = history.contained_in(shown[0].version);
  return edits;
}

Edits reflected(const FileTrial& trial, Rng rng) {
  return ReflectedFile(trial).run(rng);
}

}  // namespace parley::semantic_arrow
