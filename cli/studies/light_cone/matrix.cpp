#include "cli/studies/light_cone/matrix.hpp"

#include "checker/history/causal.hpp"
#include "checker/history/linearizability.hpp"
#include "checker/history/sequential.hpp"

namespace parley::light_cone {

bool guarantees(const Configuration& configuration, Property property) {
  const Order order = configuration.order;
  const Closure closure = configuration.closure;
  const bool at_once = configuration.staleness_ticks == 0;
  const bool total = order != Order::trivial;
  const bool refines = order == Order::topological || order == Order::serializer;
  const bool carries = closure != Closure::none && closure != Closure::writes_follow_reads;
  const bool past_is_visible = closure == Closure::full || at_once;
  switch (property) {
    case Property::kReadYourWrites:
    case Property::kMonotonicReads:
      return total && (carries || at_once);
    case Property::kNoInversion:
      return refines || !total;
    case Property::kConvergence:
      return total;
    case Property::kCausal:
      return past_is_visible && (refines || !total);
    case Property::kCausalConvergence:
      return past_is_visible && refines;
    case Property::kSequential:
    case Property::kLinearizable:
      return at_once && order == Order::serializer;
  }
  return false;
}

bool has(const Run& run, Property property) {
  using history::CausalModel;
  using history::SessionGuarantee;
  switch (property) {
    case Property::kReadYourWrites:
      return !history::session_violation(run.history, SessionGuarantee::kReadYourWrites);
    case Property::kMonotonicReads:
      return !history::session_violation(run.history, SessionGuarantee::kMonotonicReads);
    case Property::kNoInversion:
      return run.inversions == 0;
    case Property::kConvergence:
      return run.converges;
    case Property::kCausal:
      return !history::causal_violation(run.history, CausalModel::kConsistency);
    case Property::kCausalConvergence:
      return !history::causal_violation(run.history, CausalModel::kConvergence);
    case Property::kSequential:
      return history::check_sequential(history::Registers{}, run.history).verdict == Verdict::kHolds;
    case Property::kLinearizable:
      return history::check_linearizability(history::Registers{}, run.history).verdict == Verdict::kHolds;
  }
  return false;
}

std::string_view to_string(Closure closure) {
  constexpr std::array<std::string_view, kClosures> kNames{"none",    "session", "process", "writes follow reads",
                                                           "per key", "full"};
  return kNames[static_cast<std::size_t>(closure)];
}

std::string_view to_string(Order order) {
  constexpr std::array<std::string_view, kOrders> kNames{"trivial",     "timestamp", "hash",
                                                         "topological", "process",   "serializer"};
  return kNames[static_cast<std::size_t>(order)];
}

const std::vector<NamedModel>& named_models() {
  static const std::vector<NamedModel> models{
      {"eventual, siblings", {Closure::none, Order::trivial, {}}, Property::kConvergence},
      {"eventual, last writer wins", {Closure::none, Order::timestamp, {}}, Property::kReadYourWrites},
      {"session guarantees", {Closure::session, Order::timestamp, {}}, Property::kCausal},
      {"process order", {Closure::process, Order::topological, {}}, Property::kCausal},
      {"writes follow reads", {Closure::writes_follow_reads, Order::topological, {}}, Property::kMonotonicReads},
      {"causal by key", {Closure::per_key, Order::topological, {}}, Property::kCausal},
      {"causal, siblings", {Closure::full, Order::trivial, {}}, Property::kCausalConvergence},
      {"causal+", {Closure::full, Order::topological, {}}, Property::kSequential},
      {"one order, no real time", {Closure::full, Order::serializer, {}}, Property::kLinearizable},
      {"bounded staleness", {Closure::none, Order::serializer, 20}, Property::kLinearizable},
  };
  return models;
}

}  // namespace parley::light_cone
