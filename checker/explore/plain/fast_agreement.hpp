// View changes of fast Byzantine agreement, for one slot: four replicas, of which replica 0 is Byzantine and leads the
// first view. After I. Abraham, G. Gueta, D. Malkhi, L. Alvisi, R. Kotla, J.-P. Martin, "Revisiting fast practical
// Byzantine fault tolerance", 2017 (arXiv:1712.01367), which found that the view change of Zyzzyva loses a committed
// value and that of FaB can get stuck. Messages are abstracted to what a step knows of: whatever was sent may arrive at
// any time or never.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/core/property.hpp"

namespace parley::explore::plain {

// How the leader of a new view chooses from the reports of 2f + 1 = 3 replicas.
enum class ViewChangeRule : std::uint8_t {
  // Zyzzyva (R. Kotla et al., SOSP 2007): the value of a commit certificate, of the latest view if there are several;
  // without one, a value that f + 1 report to have accepted; else any.
  kCertificatesFirst,
  // FaB (J.-P. Martin, L. Alvisi, TDSC 3, 2006), parameterized with t = 0: a value is vouched for unless f + 1 report
  // another one accepted, or there is a commit proof of another one.
  kVouched,
  // The repair (arXiv:1801.10022): what could have been decided in the latest view that the reports tell of.
  kLatestView,
};

struct FastAgreement {
  static constexpr std::uint8_t kCorrect = 3;  // replicas 1, 2, 3
  static constexpr std::uint8_t kMostViews = 3;
  static constexpr std::uint8_t kStuck = 3;  // a view whose leader may propose nothing

  // Values are 1 and 2, 0 is none; views count from 0.
  struct Replica {
    std::uint8_t view = 0;
    std::array<std::uint8_t, kMostViews> accepted{};   // by view
    std::array<std::uint8_t, kMostViews> certified{};  // by view: the value of a certificate that it was given
  };
  struct State {
    std::array<Replica, kCorrect> replicas{};
    std::array<std::uint8_t, kMostViews> proposed{};  // by view; in view 0 the leader says what it likes
  };

  enum class Action : std::uint8_t { kOrder, kCertify, kNewView, kAdopt };
  // A report of the Byzantine replica: of a value that it says to have accepted, or of a certificate that exists.
  struct Report {
    std::uint8_t view = 0;
    std::uint8_t value = 0;  // 0: none
    std::uint8_t certificate = 0;
  };
  struct Step {
    Action action;
    std::uint8_t replica = 0;  // of the correct ones; of kNewView the one that is not heard, 3: the Byzantine one
    std::uint8_t view = 0;
    std::uint8_t value = 0;
    Report lie;
  };

  static constexpr std::array kProperties{
      PropertyInfo{"agreement", PropertyKind::kAlways, "no two values are committed"},
      PropertyInfo{"progress", PropertyKind::kAlways, "the leader of a new view has something to propose"},
      PropertyInfo{"commits", PropertyKind::kSometimes, "a value is committed after a view change"},
  };

  ViewChangeRule rule = ViewChangeRule::kCertificatesFirst;
  std::uint8_t views = kMostViews;

  std::vector<State> initial() const { return {State{}}; }
  void steps(const State& state, std::vector<Step>& out) const;
  void apply(State& state, const Step& step) const;

  PropertySet broken(const State& state) const;
  PropertySet witnessed(const State& state) const;
  PropertySet unfulfilled(const State&) const { return {}; }

  std::uint32_t process_of(const Step& step) const;
  std::string text_of(const Step& step) const;
  std::string text_of(const State& state) const;

 private:
  void add_new_views(const State& state, std::uint8_t view, std::vector<Step>& out) const;
  void add_new_view(const State& state, const Step& heard, std::vector<Step>& out) const;
  std::vector<Report> reports(const State& state, const Step& heard) const;
  bool may_propose(const std::vector<Report>& reports, std::uint8_t value) const;
};

}  // namespace parley::explore::plain
