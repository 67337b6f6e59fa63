#include "checker/explore/plain/fast_agreement.hpp"

#include <algorithm>

namespace parley::explore::plain {

namespace {

using Report = FastAgreement::Report;
using State = FastAgreement::State;

constexpr std::uint8_t kQuorum = 3;  // 2f + 1 of 4
constexpr std::uint8_t kSome = 2;    // f + 1

// Correct replicas that accepted `value` in `view`. The Byzantine one says so whenever it helps.
std::uint8_t supporters(const State& state, std::uint8_t view, std::uint8_t value) {
  return static_cast<std::uint8_t>(
      std::count_if(state.replicas.begin(), state.replicas.end(),
                    [&](const FastAgreement::Replica& replica) { return replica.accepted[view] == value; }));
}

bool can_certify(const State& state, std::uint8_t view, std::uint8_t value) {
  return supporters(state, view, value) + 1 >= kQuorum;
}

// Fast: all 3f + 1 accepted it. Slow: 2f + 1 hold a certificate.
bool is_committed(const State& state, std::uint8_t view, std::uint8_t value) {
  const auto holders =
      std::count_if(state.replicas.begin(), state.replicas.end(),
                    [&](const FastAgreement::Replica& replica) { return replica.certified[view] == value; });
  return supporters(state, view, value) == FastAgreement::kCorrect || holders + 1 >= kQuorum;
}

// What a correct replica tells of: its latest value, or its latest certificate, which a value that it accepted later
// does not replace.
void add_reports(const FastAgreement::Replica& replica, std::vector<Report>& reports) {
  for (std::uint8_t view = FastAgreement::kMostViews; view-- > 0;) {
    if (replica.accepted[view] == 0) continue;
    reports.push_back({view, replica.accepted[view], 0});
    break;
  }
  for (std::uint8_t view = FastAgreement::kMostViews; view-- > 0;) {
    if (replica.certified[view] == 0) continue;
    reports.push_back({view, replica.certified[view], 1});
    break;
  }
}

// Reports of the value in that view, or in a later one, where it was accepted again.
std::uint8_t accepted_by(const std::vector<Report>& reports, std::uint8_t view, std::uint8_t value) {
  return static_cast<std::uint8_t>(std::count_if(reports.begin(), reports.end(), [&](const Report& report) {
    return report.certificate == 0 && report.view >= view && report.value == value;
  }));
}

bool has_certificate(const std::vector<Report>& reports, std::uint8_t view, std::uint8_t value) {
  return std::any_of(reports.begin(), reports.end(), [&](const Report& report) {
    return report.certificate == 1 && report.view == view && report.value == value;
  });
}

constexpr std::uint8_t other(std::uint8_t value) {
  return static_cast<std::uint8_t>(3 - value);
}

}  // namespace

void FastAgreement::steps(const State& state, std::vector<Step>& out) const {
  for (std::uint8_t replica = 0; replica < kCorrect; ++replica) {
    const Replica& at = state.replicas[replica];
    for (std::uint8_t value = 1; value <= 2; ++value) {
      if (at.view == 0 && at.accepted[0] == 0) out.push_back({Action::kOrder, replica, 0, value, {}});
      if (at.certified[at.view] == 0 && can_certify(state, at.view, value))
        out.push_back({Action::kCertify, replica, at.view, value, {}});
    }
    for (std::uint8_t view = std::max<std::uint8_t>(at.view, 1); view < views; ++view)
      if (state.proposed[view] != 0 && state.proposed[view] != kStuck && at.accepted[view] == 0)
        out.push_back({Action::kAdopt, replica, view, state.proposed[view], {}});
  }
  for (std::uint8_t view = 1; view < views; ++view)
    if (state.proposed[view] == 0) add_new_views(state, view, out);
}

// The leader of view v is replica v; it hears itself. Who reports has not taken part in that view or a later one.
void FastAgreement::add_new_views(const State& state, std::uint8_t view, std::vector<Step>& out) const {
  const auto leader = static_cast<std::uint8_t>(view - 1);
  for (std::uint8_t missing = 0; missing <= kCorrect; ++missing) {
    if (missing == leader) continue;
    bool ready = true;
    for (std::uint8_t replica = 0; replica < kCorrect; ++replica)
      ready = ready && (replica == missing || state.replicas[replica].view < view);
    if (!ready) continue;
    add_new_view(state, {Action::kNewView, missing, view, 0, {}}, out);
    if (missing == kCorrect) continue;
    for (std::uint8_t told = 0; told < view; ++told) {
      for (std::uint8_t value = 1; value <= 2; ++value) {
        if (told == 0 || state.proposed[told] == value)
          add_new_view(state, {Action::kNewView, missing, view, 0, {told, value, 0}}, out);
        if (can_certify(state, told, value))
          add_new_view(state, {Action::kNewView, missing, view, 0, {told, value, 1}}, out);
      }
    }
  }
}

void FastAgreement::add_new_view(const State& state, const Step& heard, std::vector<Step>& out) const {
  const std::vector<Report> told = reports(state, heard);
  Step step = heard;
  bool stuck = true;
  for (step.value = 1; step.value <= 2; ++step.value) {
    if (!may_propose(told, step.value)) continue;
    stuck = false;
    out.push_back(step);
  }
  if (!stuck) return;
  step.value = kStuck;
  out.push_back(step);
}

std::vector<Report> FastAgreement::reports(const State& state, const Step& heard) const {
  std::vector<Report> reports;
  for (std::uint8_t replica = 0; replica < kCorrect; ++replica)
    if (replica != heard.replica) add_reports(state.replicas[replica], reports);
  if (heard.lie.value != 0) reports.push_back(heard.lie);
  return reports;
}

bool FastAgreement::may_propose(const std::vector<Report>& reports, std::uint8_t value) const {
  if (rule == ViewChangeRule::kVouched) {
    for (std::uint8_t view = 0; view < views; ++view)
      if (accepted_by(reports, view, other(value)) >= kSome || has_certificate(reports, view, other(value)))
        return false;
    return true;
  }
  // From the latest view to the first, a certificate before values that are only accepted.
  const auto first = [&](bool certificates, bool accepted) -> std::uint8_t {
    for (std::uint8_t view = views; view-- > 0;) {
      for (std::uint8_t known = 1; known <= 2 && certificates; ++known)
        if (has_certificate(reports, view, known)) return known;
      for (std::uint8_t known = 1; known <= 2 && accepted; ++known)
        if (accepted_by(reports, view, known) >= kSome) return known;
    }
    return 0;
  };
  std::uint8_t chosen = 0;
  if (rule == ViewChangeRule::kCertificatesFirst) {
    chosen = first(true, false);
    if (chosen == 0) chosen = first(false, true);
  } else {
    chosen = first(true, true);
  }
  return chosen == 0 || chosen == value;
}

void FastAgreement::apply(State& state, const Step& step) const {
  switch (step.action) {
    case Action::kOrder:
      state.replicas[step.replica].accepted[0] = step.value;
      return;
    case Action::kCertify:
      state.replicas[step.replica].certified[step.view] = step.value;
      return;
    case Action::kNewView:
      state.proposed[step.view] = step.value;
      for (std::uint8_t replica = 0; replica < kCorrect; ++replica)
        if (replica != step.replica) state.replicas[replica].view = step.view;
      return;
    case Action::kAdopt:
      state.replicas[step.replica].view = step.view;
      state.replicas[step.replica].accepted[step.view] = step.value;
      return;
  }
}

PropertySet FastAgreement::broken(const State& state) const {
  std::array<bool, 3> committed{};
  bool stuck = false;
  for (std::uint8_t view = 0; view < views; ++view) {
    stuck = stuck || state.proposed[view] == kStuck;
    for (std::uint8_t value = 1; value <= 2; ++value)
      committed[value] = committed[value] || is_committed(state, view, value);
  }
  PropertySet broken;
  if (committed[1] && committed[2]) broken.insert(0);
  if (stuck) broken.insert(1);
  return broken;
}

PropertySet FastAgreement::witnessed(const State& state) const {
  for (std::uint8_t view = 1; view < views; ++view)
    if (is_committed(state, view, 1) || is_committed(state, view, 2)) return PropertySet::of(2);
  return {};
}

std::uint32_t FastAgreement::process_of(const Step& step) const {
  return step.action == Action::kNewView ? step.view : step.replica + 1U;
}

std::string FastAgreement::text_of(const Step& step) const {
  const std::string replica = "replica " + std::to_string(step.replica + 1);
  const std::string view = "view " + std::to_string(step.view);
  const std::string value = "value " + std::to_string(step.value);
  switch (step.action) {
    case Action::kOrder:
      return "the Byzantine leader orders " + value + ", and " + replica + " accepts";
    case Action::kCertify:
      return replica + " is given a certificate of " + value + " in " + view;
    case Action::kAdopt:
      return replica + " enters " + view + " and accepts " + value;
    case Action::kNewView:
      break;
  }
  std::string text = "the leader of " + view + " hears all but ";
  text += step.replica == kCorrect ? "the Byzantine one" : replica;
  if (step.lie.value != 0)
    text += std::string("; the Byzantine one tells of ") + (step.lie.certificate != 0 ? "a certificate of " : "") +
            "value " + std::to_string(step.lie.value) + " in view " + std::to_string(step.lie.view);
  return text + (step.value == kStuck ? ": it may propose nothing" : ": it proposes " + value);
}

std::string FastAgreement::text_of(const State& state) const {
  std::string text;
  for (std::uint8_t replica = 0; replica < kCorrect; ++replica) {
    const Replica& at = state.replicas[replica];
    text += (replica == 0 ? "" : ", ") + std::to_string(replica + 1) + " in view " + std::to_string(at.view);
    for (std::uint8_t view = 0; view < views; ++view) {
      if (at.accepted[view] != 0) text += " accepted " + std::to_string(at.accepted[view]) + "@" + std::to_string(view);
      if (at.certified[view] != 0)
        text += " certified " + std::to_string(at.certified[view]) + "@" + std::to_string(view);
    }
  }
  return text;
}

}  // namespace parley::explore::plain
