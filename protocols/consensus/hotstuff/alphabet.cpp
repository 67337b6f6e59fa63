// What Byzantine replicas may say in an exploration. Views are the values in play (at most max_view, where that is
// set); requests are those that clients have sent them; of messages that a correct replica would refuse whatever its
// state is, none is listed. A certificate is made of whatever signatures suffice: which replicas signed changes nothing
// for its receiver. Blocks of liars extend what is certified, each other as well.
//
// Left out: what teaches the receiver nothing (Status, FetchBlock), requests, which clients send to all themselves, and
// answers to fetches, in which only the block that was asked for is taken, whoever sends it.
#include <algorithm>
#include <map>
#include <set>

#include "protocols/consensus/hotstuff/rules.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::hotstuff {

namespace {

class Adversary {
 public:
  Adversary(const Config& config, const Domain& domain) : config_(config), domain_(domain) {
    for (const Signed<Request>& request : seen_by_adversary<Request>(domain))
      if (valid_request(config, request)) requests_.push_back(request);
    for (const std::uint64_t value : domain.values)
      if (value > 0 && (config.max_view == 0 || value <= config.max_view)) views_.push_back(value);
    std::sort(views_.begin(), views_.end());
    for (const auto& ballot : seen_by_adversary<Ballot>(domain))
      if (ballot.signer().value < config.n) cast(ballot);
    for (const auto& given_up : seen_by_adversary<GivenUp>(domain)) {
      Signed<GivenUp>& latest = given_up_.emplace(given_up.signer(), given_up).first->second;
      if (latest.statement().view < given_up.statement().view) latest = given_up;
    }
    certificates_.push_back({0, first_digest(), {}});
  }

  std::vector<Protocol::Message> alphabet() {
    for (const View view : views_) {
      certify(view - 1);
      propose(view);
      vote(view);
    }
    if (!views_.empty()) certify(views_.back());
    for (const Certificate& certificate : certificates_) {
      if (certificate.view > 0) say(Advance{certificate});
      give_up(certificate);
    }
    replies();
    return std::move(messages_);
  }

 private:
  using Voters = std::map<ProcessId, Signed<Ballot>>;

  void say(Protocol::Message message) { messages_.push_back(std::move(message)); }

  void cast(const Signed<Ballot>& ballot) {
    votes_[{ballot.statement().view, ballot.statement().block}].emplace(ballot.signer(), ballot);
  }

  // The certificates of that view that the votes seen so far and its own are enough for.
  void certify(View view) {
    for (const auto& [what, voters] : votes_) {
      if (what.first != view || voters.size() < quorum(config_)) continue;
      Certificate certificate{what.first, what.second, {}};
      for (const auto& [who, ballot] : voters)
        if (certificate.votes.size() < quorum(config_)) certificate.votes.push_back(ballot);
      certificates_.push_back(std::move(certificate));
    }
  }

  // That a quorum has given up the view, with the liars' own word; empty when too few have.
  ViewEnd end_of(View view) const {
    std::map<ProcessId, Signed<GivenUp>> known;
    for (const auto& own : signed_by_adversary(domain_, GivenUp{view}))
      if (own.signer().value < config_.n) known.emplace(own.signer(), own);
    for (const auto& [who, given_up] : given_up_)
      if (given_up.statement().view >= view && who.value < config_.n) known.emplace(who, given_up);
    ViewEnd end;
    for (const auto& [who, given_up] : known)
      if (end.size() < quorum(config_)) end.push_back(given_up);
    if (end.size() < quorum(config_)) end.clear();
    return end;
  }

  void propose(View view) {
    if (!domain_.signers.contains(leader_of(config_, view))) return;
    const ViewEnd end = end_of(view - 1);
    for (const Certificate& certificate : certificates_) {
      const bool follows = certificate.view + 1 == view;
      if (!follows && end.empty()) continue;
      propose_on(view, certificate, follows ? ViewEnd{} : end, std::nullopt);
      for (const Signed<Request>& request : requests_)
        propose_on(view, certificate, follows ? ViewEnd{} : end, request);
    }
  }

  void propose_on(View view, const Certificate& certificate, const ViewEnd& end,
                  const std::optional<Signed<Request>>& request) {
    const Block block{view, certificate.view, certificate.block, request};
    say(Proposal{block, certificate, end});
    blocks_.insert({view, digest_of(block)});
  }

  // For its own blocks of that view, and for those that others voted for.
  void vote(View view) {
    for (const auto& [what, voters] : votes_)
      if (what.first == view) blocks_.insert(what);
    for (const auto& [of, digest] : blocks_) {
      if (of != view) continue;
      for (const auto& ballot : signed_by_adversary(domain_, Ballot{view, digest})) {
        if (ballot.signer().value >= config_.n) continue;
        cast(ballot);
        say(Vote{ballot});
      }
    }
  }

  void give_up(const Certificate& highest) {
    std::set<View> ends;
    for (const View view : views_) ends.insert(last_of_tenure(config_, view));
    for (const View end : ends)
      for (const auto& given_up : signed_by_adversary(domain_, GivenUp{end}))
        if (given_up.signer().value < config_.n) say(Timeout{given_up, highest});
  }

  void replies() {
    for (const std::uint64_t request : domain_.values)
      for (const std::uint64_t value : domain_.values)
        if (request > 0 && request <= config_.operations)
          say(Reply{0, static_cast<std::uint32_t>(request), {true, value}});
  }

  const Config& config_;
  const Domain& domain_;
  std::vector<Signed<Request>> requests_;
  std::vector<View> views_;  // ascending
  std::map<std::pair<View, Digest>, Voters> votes_;
  std::map<ProcessId, Signed<GivenUp>> given_up_;
  std::vector<Certificate> certificates_;
  std::set<std::pair<View, Digest>> blocks_;
  std::vector<Protocol::Message> messages_;
};

}  // namespace

std::vector<Protocol::Message> Protocol::alphabet(const Config& config, const Domain& domain) {
  return Adversary(config, domain).alphabet();
}

}  // namespace parley::hotstuff
