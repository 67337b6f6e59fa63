// What Byzantine replicas may say in an exploration. Views and numbers are the values in play (a view at most max_view,
// where that is set); requests are those that clients have sent them; of messages that a correct replica would refuse
// whatever its state is, none is listed. A certificate or an opening is made of whatever signatures suffice: which
// replicas signed changes nothing for its receiver.
//
// Left out: what teaches the receiver nothing (Status); what t liars cannot do anything with as long as correct
// replicas do not say it as well (Executed, where none asks for it: status_ticks = 0); votes for the null request in
// view 0, where none can be ordered, so that they are as good as no vote; single statements of others, requests among
// them, which their signers and the network deliver in any order; and transfers of states, which are accepted only when
// a quorum vouches for their content.
#include <algorithm>
#include <map>

#include "protocols/consensus/pbft/rules.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::pbft {

namespace {

class Adversary {
 public:
  Adversary(const Config& config, const Domain& domain) : config_(config), domain_(domain) {
    for (const Signed<Request>& request : seen_by_adversary<Request>(domain))
      if (valid_request(config, request)) requests_.push_back(request);
    for (const std::uint64_t value : domain.values) {
      if (config.max_view == 0 || value <= config.max_view) views_.push_back(value);
      if (in_window(config, 0, value)) numbers_.push_back(value);
    }
    orderings_ = seen_by_adversary<Ordering>(domain);
    acceptances_ = seen_by_adversary<Acceptance>(domain);
  }

  std::vector<Protocol::Message> alphabet() {
    for (const Sequence number : numbers_) {
      for (const View view : views_) normal_case(view, number);
      executed(number);
    }
    for (const Signed<StateClaim>& claim : seen_by_adversary<StateClaim>(domain_))
      for (const auto& own : signed_by_adversary(domain_, claim.statement())) say(Checkpoint{own});
    for (const View view : views_)
      if (view > 0) view_change(view);
    replies();
    return std::move(messages_);
  }

 private:
  void say(Protocol::Message message) { messages_.push_back(std::move(message)); }

  // The null request among them.
  std::vector<std::optional<Signed<Request>>> choices() const {
    std::vector<std::optional<Signed<Request>>> choices{std::nullopt};
    choices.insert(choices.end(), requests_.begin(), requests_.end());
    return choices;
  }

  void normal_case(View view, Sequence number) {
    for (const std::optional<Signed<Request>>& request : choices()) {
      if (!request && view == 0) continue;
      const Digest digest = digest_of_request(request);
      for (const auto& ordering : signed_by_adversary(domain_, Ordering{view, number, digest}))
        if (request && ordering.signer() == primary_of(config_, view)) say(PrePrepare{ordering, request});
      for (const auto& acceptance : signed_by_adversary(domain_, Acceptance{view, number, digest}))
        if (acceptance.signer() != primary_of(config_, view)) say(Prepare{acceptance});
      say(Commit{view, number, digest});
    }
  }

  void executed(Sequence number) {
    if (config_.status_ticks == 0) return;
    for (const std::optional<Signed<Request>>& request : choices()) say(Executed{number, request});
  }

  // The ordering of that request, by the primary: its own, or one that the primary has signed.
  std::optional<Signed<Ordering>> ordering_of(const Ordering& wanted) const {
    const ProcessId primary = primary_of(config_, wanted.view);
    for (const auto& own : signed_by_adversary(domain_, wanted))
      if (own.signer() == primary) return own;
    for (const auto& seen : orderings_)
      if (seen.signer() == primary && seen.statement() == wanted) return seen;
    return std::nullopt;
  }

  std::optional<Certificate> certificate_of(const Ordering& wanted,
                                            const std::optional<Signed<Request>>& request) const {
    const std::optional<Signed<Ordering>> ordering = ordering_of(wanted);
    if (!ordering) return std::nullopt;
    const Acceptance acceptance{wanted.view, wanted.sequence, wanted.digest};
    std::map<ProcessId, Signed<Acceptance>> voters;
    for (const auto& own : signed_by_adversary(domain_, acceptance)) voters.emplace(own.signer(), own);
    for (const auto& seen : acceptances_)
      if (seen.statement() == acceptance) voters.emplace(seen.signer(), seen);
    Certificate certificate{{*ordering, request}, {}};
    for (const auto& [who, vote] : voters)
      if (certificate.acceptances.size() + 1 < quorum(config_) && who != ordering->signer() && who.value < config_.n)
        certificate.acceptances.push_back(vote);
    if (certificate.acceptances.size() + 1 < quorum(config_)) return std::nullopt;
    return certificate;
  }

  // Every choice of at most one certificate a number, of views before `view`: P of a view change.
  std::vector<std::vector<Certificate>> certificates_before(View view) const {
    std::vector<std::vector<Certificate>> sets{{}};
    for (const Sequence number : numbers_) {
      std::vector<std::vector<Certificate>> extended = sets;
      for (const View earlier : views_) {
        for (const std::optional<Signed<Request>>& request : choices()) {
          if (earlier >= view) continue;
          const auto certificate = certificate_of({earlier, number, digest_of_request(request)}, request);
          for (std::size_t at = 0; certificate && at < sets.size(); ++at) {
            extended.push_back(sets[at]);
            extended.back().push_back(*certificate);
          }
        }
      }
      sets = std::move(extended);
    }
    return sets;
  }

  void view_change(View view) {
    std::vector<Signed<ViewReport>> own;
    for (std::vector<Certificate>& prepared : certificates_before(view))
      for (const auto& report : signed_by_adversary(domain_, ViewReport{view, 0, {}, std::move(prepared)}))
        if (report.signer().value < config_.n) own.push_back(report);
    for (const auto& report : own) say(ViewChange{report});
    std::vector<Signed<ViewReport>> reports = seen_by_adversary<ViewReport>(domain_);
    reports.insert(reports.end(), own.begin(), own.end());
    std::erase_if(reports, [&](const auto& report) { return report.statement().view != view; });
    std::stable_sort(reports.begin(), reports.end(),
                     [](const auto& a, const auto& b) { return a.signer() < b.signer(); });
    for (const auto& key : signed_by_adversary(domain_, Ordering{}))
      if (key.signer() == primary_of(config_, view)) openings(view, reports, 0, {});
  }

  // With every quorum of reports, one a replica; `chosen` are from those before `from`.
  void openings(View view, const std::vector<Signed<ViewReport>>& reports, std::size_t from,
                const std::vector<Signed<ViewReport>>& chosen) {
    if (chosen.size() == quorum(config_)) return open(view, chosen);
    for (std::size_t at = from; at < reports.size(); ++at) {
      if (!chosen.empty() && chosen.back().signer() == reports[at].signer()) continue;
      std::vector<Signed<ViewReport>> more = chosen;
      more.push_back(reports[at]);
      openings(view, reports, at + 1, more);
    }
  }

  void open(View view, const std::vector<Signed<ViewReport>>& reports) {
    const ProcessId primary = primary_of(config_, view);
    ViewOpening opening{view, reports, {}};
    for (const auto& [number, request] : reissue(config_, reports).requests)
      for (const auto& ordering : signed_by_adversary(domain_, Ordering{view, number, digest_of_request(request)}))
        if (ordering.signer() == primary) opening.orderings.push_back(ordering);
    for (const auto& signed_opening : signed_by_adversary(domain_, opening))
      if (signed_opening.signer() == primary) say(NewView{signed_opening});
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
  std::vector<View> views_;
  std::vector<Sequence> numbers_;
  std::vector<Signed<Ordering>> orderings_;
  std::vector<Signed<Acceptance>> acceptances_;
  std::vector<Protocol::Message> messages_;
};

}  // namespace

std::vector<Protocol::Message> Protocol::alphabet(const Config& config, const Domain& domain) {
  return Adversary(config, domain).alphabet();
}

}  // namespace parley::pbft
