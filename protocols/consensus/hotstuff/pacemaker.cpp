// The pacemaker: which view a replica is in. A view ends with a certificate of it, or when a quorum has given it up;
// whoever waits in vain gives up aloud, with all views that its leader still has, waits twice as long, and joins t+1
// others who have (section 4.4 asks for no more than that correct replicas are in one view long enough).
#include <algorithm>
#include <functional>

#include "protocols/consensus/hotstuff/handlers.hpp"
#include "protocols/consensus/hotstuff/rules.hpp"

namespace parley::hotstuff {

namespace {

// Doubling ends somewhere, so that what was learnt in bad times does not outlast them for long: no more than 16 times
// `view_ticks`, which the longest round trip must stay below.
Ticks patience(const Step& step) {
  constexpr std::uint32_t kDoublings = 4;
  return {step.config.view_ticks << std::min(step.replica.attempts, kDoublings)};
}

void arm(const Step& step) {
  step.replica.timing = true;
  step.context.set_timer(ViewTimeout{}, patience(step));
}

void give_up(const Step& step, View view) {
  Replica& replica = step.replica;
  const Signed<GivenUp> own = step.context.sign(GivenUp{view});
  replica.given_up[step.self()] = own;
  step.context.broadcast(Timeout{own, replica.highest});
}

// The latest view that so many replicas have given up, or a later one; 0 when there is none.
View given_up_by(const Step& step, std::uint32_t replicas) {
  std::vector<View> views;
  for (const auto& [who, given_up] : step.replica.given_up) views.push_back(given_up.statement().view);
  if (views.size() < replicas) return 0;
  const auto place = views.begin() + static_cast<std::ptrdiff_t>(replicas - 1);
  std::nth_element(views.begin(), place, views.end(), std::greater<>());
  return *place;
}

// Of t+1 replicas one is correct, and has been under that leader.
void check_join(const Step& step) {
  Replica& replica = step.replica;
  const View joined = given_up_by(step, weak_quorum(step.config));
  const auto own = replica.given_up.find(step.self());
  const View given_up = own == replica.given_up.end() ? 0 : own->second.statement().view;
  const View first = first_of_tenure(step.config, joined);
  if (joined < replica.view || joined <= given_up || (step.config.max_view != 0 && first > step.config.max_view))
    return;
  replica.view = std::max(replica.view, first);
  give_up(step, joined);
  arm(step);
}

void check_end(const Step& step) {
  Replica& replica = step.replica;
  check_join(step);
  const View over = given_up_by(step, quorum(step.config));
  if (over < replica.view) return;
  replica.ended.clear();
  for (const auto& [who, known] : replica.given_up)
    if (known.statement().view >= over) replica.ended.push_back(known);
  enter_view(step, over + 1);
}

}  // namespace

void enter_view(const Step& step, View view) {
  Replica& replica = step.replica;
  if (view > replica.view && (step.config.max_view == 0 || view <= step.config.max_view)) {
    replica.view = view;
    if (replica.timing) arm(step);
  }
  watch(step);
  propose_if_leader(step);
}

void watch(const Step& step) {
  const bool waits = has_work(step.replica);
  if (waits == step.replica.timing) return;
  if (waits) return arm(step);
  step.replica.timing = false;
  step.context.cancel_timer(ViewTimeout{});
}

void on_view_timeout(const Step& step) {
  step.replica.timing = false;
  if (!has_work(step.replica)) return;
  ++step.replica.attempts;
  give_up(step, last_of_tenure(step.config, step.replica.view));
  arm(step);
  check_end(step);
}

void on_timeout(const Step& step, ProcessId from, const Timeout& timeout) {
  Replica& replica = step.replica;
  const ProcessId signer = timeout.given_up.signer();
  if (signer.value >= step.config.n || !valid_certificate(step.config, timeout.highest)) return;
  if (timeout.highest.view < replica.highest.view) step.context.send(from, Advance{replica.highest});
  learn(step, from, timeout.highest);
  const auto known = replica.given_up.find(signer);
  if (known != replica.given_up.end() && known->second.statement().view >= timeout.given_up.statement().view) return;
  replica.given_up[signer] = timeout.given_up;
  check_end(step);
}

void on_status_due(const Step& step) {
  step.context.set_timer(StatusDue{}, Ticks{step.config.status_ticks});
  report_status(step);
}

void report_status(const Step& step) {
  step.context.broadcast(Status{step.replica.highest.view, step.replica.height});
}

// The highest certificate first: the decisive one may be of a branch that it leads to.
void on_status(const Step& step, ProcessId from, const Status& status) {
  const Replica& replica = step.replica;
  if (status.certified < replica.highest.view) step.context.send(from, Advance{replica.highest});
  if (status.height < replica.height && replica.decisive.view < replica.highest.view)
    step.context.send(from, Advance{replica.decisive});
}

void on_advance(const Step& step, ProcessId from, const Advance& advance) {
  if (valid_certificate(step.config, advance.certificate)) learn(step, from, advance.certificate);
}

}  // namespace parley::hotstuff
