// View changes (section 4.4): whoever gives up a primary reports what it has prepared; the next primary opens its view
// with the reports of a quorum, and with what follows from them.
#include <algorithm>

#include "protocols/consensus/pbft/handlers.hpp"
#include "protocols/consensus/pbft/rules.hpp"

namespace parley::pbft {

namespace {

// Reports for the view this replica waits for.
std::uint32_t supporters(const Replica& replica) {
  return static_cast<std::uint32_t>(
      std::count_if(replica.reports.begin(), replica.reports.end(),
                    [&](const auto& known) { return known.second.statement().view == replica.view; }));
}

// "If a replica receives a set of f+1 valid view-change messages from other replicas for views greater than its current
// view, it sends a view-change message for the smallest view in the set" (section 4.5.2).
std::optional<View> view_to_join(const Step& step) {
  std::vector<View> later;
  for (const auto& [who, report] : step.replica.reports)
    if (who != step.self() && report.statement().view > step.replica.view) later.push_back(report.statement().view);
  if (later.size() < weak_quorum(step.config)) return std::nullopt;
  return *std::min_element(later.begin(), later.end());
}

// The request that goes with ordering number `index` is that of the certificates.
PrePrepare proposal_of(const Reissue& reissued, const Signed<Ordering>& ordering) {
  return {ordering, reissued.requests.at(ordering.statement().sequence)};
}

void adopt_checkpoint(const Step& step, const std::vector<Signed<ViewReport>>& reports, Sequence stable) {
  for (const Signed<ViewReport>& report : reports)
    if (report.statement().stable == stable) return learn_stable(step, stable, report.statement().proof);
}

void forget_reports(Replica& replica) {
  std::erase_if(replica.reports, [&](const auto& known) { return known.second.statement().view <= replica.view; });
}

// Who was asked for something tells the new primary.
void hand_over(const Step& step) {
  if (is_primary(step)) return propose_pending(step);
  for (const auto& [client, request] : step.replica.pending)
    step.context.send(primary_of(step.config, step.replica.view), ClientRequest{request});
}

// Enters the view and takes the orderings of O as if pre-prepared (section 4.4). REQUIRES: `opening` is valid.
void enter(const Step& step, const Signed<ViewOpening>& opening) {
  Replica& replica = step.replica;
  const Reissue reissued = reissue(step.config, opening.statement().reports);
  stop_watching(step);
  replica.view = opening.statement().view;
  replica.active = false;  // nothing is proposed before O
  replica.opening = opening;
  replica.slots.clear();
  forget_reports(replica);
  step.context.persist(Opened{opening});
  if (is_primary(step)) step.context.broadcast(NewView{opening});
  adopt_checkpoint(step, opening.statement().reports, reissued.min);
  replica.active = true;
  replica.next = std::max(replica.stable, reissued.min + reissued.requests.size()) + 1;
  for (const Signed<Ordering>& ordering : opening.statement().orderings) {
    if (!in_window(step.config, replica.stable, ordering.statement().sequence)) continue;
    step.context.persist(Accepted{proposal_of(reissued, ordering)});
    accept(step, proposal_of(reissued, ordering));
  }
  if (is_primary(step)) step.context.emit(problems::LeaderElected{replica.view});
  hand_over(step);
  watch(step);
}

Signed<ViewOpening> make_opening(const Step& step) {
  ViewOpening opening{step.replica.view, {}, {}};
  for (const auto& [who, report] : step.replica.reports)
    if (report.statement().view == opening.view && opening.reports.size() < quorum(step.config))
      opening.reports.push_back(report);
  for (const auto& [sequence, request] : reissue(step.config, opening.reports).requests)
    opening.orderings.push_back(step.context.sign(Ordering{opening.view, sequence, digest_of_request(request)}));
  return step.context.sign(std::move(opening));
}

// With reports of a quorum the view can be opened: its primary does, the others begin to wait for it.
void check_supporters(const Step& step) {
  if (step.replica.active) return;
  if (is_primary(step) && supporters(step.replica) >= quorum(step.config)) return enter(step, make_opening(step));
  watch(step);
}

}  // namespace

Signed<ViewReport> make_report(const Step& step) {
  const Replica& replica = step.replica;
  ViewReport report{replica.view, replica.stable, replica.proof, {}};
  for (const auto& [sequence, certificate] : replica.prepared) report.prepared.push_back(certificate);
  return step.context.sign(std::move(report));
}

// Stops to take part in the old view, durable before the report leaves: its report says all that it will ever have
// prepared before `view`.
void leave_for(const Step& step, View view) {
  Replica& replica = step.replica;
  if (step.config.max_view != 0 && view > step.config.max_view) return;
  stop_watching(step);
  replica.view = view;
  replica.active = false;
  replica.opening.reset();
  replica.slots.clear();
  ++replica.attempts;
  step.context.persist(Left{view});
  const Signed<ViewReport> report = make_report(step);
  replica.reports[step.self()] = report;
  step.context.broadcast(ViewChange{report});
  check_supporters(step);
}

void on_view_change(const Step& step, const ViewChange& message) {
  Replica& replica = step.replica;
  const View view = message.report.statement().view;
  if (view < replica.view || (view == replica.view && replica.active)) return;
  const auto known = replica.reports.find(message.report.signer());
  if (known != replica.reports.end() && known->second.statement().view >= view) return;
  if (!valid_report(step.config, message.report)) return;
  replica.reports[message.report.signer()] = message.report;
  if (const std::optional<View> joined = view_to_join(step)) return leave_for(step, *joined);
  check_supporters(step);
}

void on_new_view(const Step& step, const NewView& message) {
  const View view = message.opening.statement().view;
  if (view < step.replica.view || (view == step.replica.view && step.replica.active)) return;
  if (valid_opening(step.config, message.opening)) enter(step, message.opening);
}

}  // namespace parley::pbft
