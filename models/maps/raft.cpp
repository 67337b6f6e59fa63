#include "models/maps/raft.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace parley {

namespace {

using View = StateView<raft::Protocol>;
using raft::Server;

const Server* server_of(const View& view) {
  return view.up ? std::get_if<Server>(&view.state.part) : nullptr;
}

// Who stood for election, by term.
std::map<std::uint64_t, std::set<std::uint32_t>> candidates_of(const std::vector<View>& steps) {
  std::map<std::uint64_t, std::set<std::uint32_t>> candidates;
  for (const View& view : steps) {
    const Server* server = server_of(view);
    if (server != nullptr && server->voted_for == ProcessId{view.process})
      candidates[server->term].insert(view.process);
  }
  return candidates;
}

// One term, seen by two of its candidates.
class TermProjection {
 public:
  TermProjection(const raft::Config& config, std::uint64_t term, std::uint32_t a, std::optional<std::uint32_t> b)
      : term_(term), a_(a), b_(b) {
    projection_.label = "term " + std::to_string(term) + ", candidate p" + std::to_string(a);
    if (b) projection_.label += " against p" + std::to_string(*b);
    projection_.parameters = {{"n", config.n}, {"f", config.t}, {"q", config.n / 2 + 1}};
    for (std::uint32_t id = 0; id < config.n; ++id) projection_.initial[id] = "undecided";
    at_ = projection_.initial;
  }

  void see(const View& view) {
    const Server* server = server_of(view);
    if (server == nullptr) return;
    if (server->term == term_) move(view, *server);
    votes_[view.process] = server->term == term_ ? server->votes.size() : 0;
  }

  Projection take() { return std::move(projection_); }

 private:
  void move(const View& view, const Server& server) {
    const std::string side = side_of(server.voted_for);
    if (side.empty()) return;
    const bool stands = server.voted_for == ProcessId{view.process};
    std::string& at = at_[view.process];
    const bool leads = at.starts_with("leader") || server.role == raft::Role::kLeader;
    std::string to = (stands ? (leads ? "leader_" : "candidate_") : "voted_") + side;
    if (at == to) return;
    Move step{view.step, view.process, to, {}};
    if (stands && leads) step.evidence["votes_" + side] = votes_[view.process] + 1;
    at = std::move(to);
    projection_.moves.push_back(std::move(step));
  }

  std::string side_of(const std::optional<ProcessId>& vote) const {
    if (vote == ProcessId{a_}) return "a";
    if (b_ && vote == ProcessId{*b_}) return "b";
    return {};
  }

  std::uint64_t term_;
  std::uint32_t a_;
  std::optional<std::uint32_t> b_;
  Projection projection_;
  std::map<std::uint32_t, std::string> at_;
  std::map<std::uint32_t, std::int64_t> votes_;  // in term_, before the next step
};

Projection project(const raft::Config& config, const std::vector<View>& steps, std::uint64_t term, std::uint32_t a,
                   std::optional<std::uint32_t> b) {
  TermProjection projection(config, term, a, b);
  for (const View& view : steps)
    if (view.process < config.n) projection.see(view);
  return projection.take();
}

}  // namespace

std::vector<Projection> ModelMap<raft::Protocol>::projections(const raft::Config& config, const ProcessSet&,
                                                              const std::vector<View>& steps) {
  std::vector<Projection> projections;
  for (const auto& [term, candidates] : candidates_of(steps)) {
    if (candidates.size() == 1) projections.push_back(project(config, steps, term, *candidates.begin(), std::nullopt));
    for (auto a = candidates.begin(); a != candidates.end(); ++a)
      for (auto b = std::next(a); b != candidates.end(); ++b)
        projections.push_back(project(config, steps, term, *a, *b));
  }
  return projections;
}

}  // namespace parley
