#include "checker/explore/plain/plain.hpp"

#include <array>

#include "checker/explore/model_system.hpp"
#include "checker/explore/plain/ben_or.hpp"
#include "checker/explore/plain/fast_agreement.hpp"
#include "checker/explore/plain/paxos.hpp"
#include "checker/explore/plain/philosophers.hpp"
#include "checker/explore/plain/raft_membership.hpp"
#include "checker/explore/plain/two_phase_commit.hpp"

namespace parley::explore::plain {

namespace {

template <class M>
class ModelInstance final : public Instance {
 public:
  ModelInstance(const M& model, bool symmetry) : system_(model, symmetry) {}

  System& system() override { return system_; }
  std::optional<Run> follow(const Path& path) const override {
    const auto found = system_.follow(path);
    if (!found) return std::nullopt;
    const M& model = system_.model();
    Run run;
    run.steps.push_back({0, "initial state", model.text_of(found->states[0]), found->path[0]});
    for (std::size_t at = 0; at < found->steps.size(); ++at)
      run.steps.push_back({model.process_of(found->steps[at]), model.text_of(found->steps[at]),
                           model.text_of(found->states[at + 1]), found->path[at + 1]});
    for (const typename M::State& state : found->states) {
      run.broken = run.broken | model.broken(state);
      run.witnessed = run.witnessed | model.witnessed(state);
    }
    run.unfulfilled = model.unfulfilled(found->states.back());
    return run;
  }

 private:
  ModelSystem<M> system_;
};

// 0 stands for what the specification says: all managers, a majority of the acceptors.
constexpr std::array kTwoPhaseParameters{Parameter{"resource_managers", 1, 16, 3}, Parameter{"votes_needed", 0, 16, 0}};
constexpr std::array kPaxosParameters{
    Parameter{"acceptors", 1, Paxos::kMostAcceptors, 3}, Parameter{"ballots", 1, Paxos::kMostBallots, 3},
    Parameter{"values", 1, Paxos::kMostValues, 2}, Parameter{"quorum", 0, Paxos::kMostAcceptors, 0}};

std::unique_ptr<Instance> make_two_phase(std::span<const std::uint32_t> values, bool symmetry, std::string&) {
  const std::uint32_t votes = values[1] == 0 ? values[0] : values[1];
  const TwoPhaseCommit model{static_cast<std::uint16_t>(values[0]), static_cast<std::uint16_t>(votes)};
  return std::make_unique<ModelInstance<TwoPhaseCommit>>(model, symmetry);
}

std::unique_ptr<Instance> make_paxos(std::span<const std::uint32_t> values, bool symmetry, std::string& expectation) {
  const std::uint32_t quorum = values[3] == 0 ? values[0] / 2 + 1 : values[3];
  if ((values[1] - 1) * values[2] > Paxos::kMostTold) {
    expectation = "expected (ballots - 1) * values of at most " + std::to_string(Paxos::kMostTold);
    return nullptr;
  }
  return std::make_unique<ModelInstance<Paxos>>(Paxos{values[0], values[1], values[2], quorum}, symmetry);
}

constexpr std::array kBenOrParameters{Parameter{"n", 2, BenOr::kMostProcesses, 4}, Parameter{"f", 1, 2, 1},
                                      Parameter{"rounds", 1, BenOr::kMostRounds, 2}};
constexpr std::array kMembershipParameters{Parameter{"terms", 1, 4, 3},
                                           Parameter{"entries", 1, RaftMembership::kLongestLog, 2},
                                           Parameter{"commits_own_term_first", 0, 1, 0}};
// The manners by their place in Manners.
constexpr std::array kPhilosophersParameters{Parameter{"count", 2, Philosophers::kMost, 3},
                                             Parameter{"manners", 0, 2, 1}};
// The rule by its place in ViewChangeRule.
constexpr std::array kFastParameters{Parameter{"rule", 0, 2, 0}, Parameter{"views", 1, FastAgreement::kMostViews, 3}};

std::unique_ptr<Instance> make_ben_or(std::span<const std::uint32_t> values, bool symmetry, std::string& expectation) {
  if (values[0] <= 2 * values[1]) {
    expectation = "expected n > 2 * f";
    return nullptr;
  }
  return std::make_unique<ModelInstance<BenOr>>(BenOr{values[0], values[1], values[2]}, symmetry);
}

std::unique_ptr<Instance> make_membership(std::span<const std::uint32_t> values, bool symmetry, std::string&) {
  const RaftMembership model{static_cast<std::uint8_t>(values[0]), static_cast<std::uint8_t>(values[1]),
                             values[2] != 0};
  return std::make_unique<ModelInstance<RaftMembership>>(model, symmetry);
}

std::unique_ptr<Instance> make_fast(std::span<const std::uint32_t> values, bool symmetry, std::string&) {
  const FastAgreement model{static_cast<ViewChangeRule>(values[0]), static_cast<std::uint8_t>(values[1])};
  return std::make_unique<ModelInstance<FastAgreement>>(model, symmetry);
}

std::unique_ptr<Instance> make_philosophers(std::span<const std::uint32_t> values, bool symmetry, std::string&) {
  const Philosophers model{values[0], static_cast<Manners>(values[1])};
  return std::make_unique<ModelInstance<Philosophers>>(model, symmetry);
}

constexpr std::array kEntries{
    Entry{"ben_or", "Byzantine agreement with coins after Ben-Or, protocol B", kBenOrParameters, make_ben_or},
    Entry{"fast_agreement", "view changes of Zyzzyva (rule 0), FaB (1) and their repair (2)", kFastParameters,
          make_fast},
    Entry{"paxos", "single-decree Paxos after Lamport's specification", kPaxosParameters, make_paxos},
    Entry{"philosophers", "Dijkstra's dining philosophers, who wait (manners 0), yield (1) or take forks in order (2)",
          kPhilosophersParameters, make_philosophers},
    Entry{"raft_membership", "Raft's single-server membership changes", kMembershipParameters, make_membership},
    Entry{"two_phase_commit", "two-phase commit after Gray and Lamport's TwoPhase", kTwoPhaseParameters,
          make_two_phase}};

}  // namespace

std::span<const Entry> entries() {
  return kEntries;
}

}  // namespace parley::explore::plain
