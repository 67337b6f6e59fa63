#include "protocols/election/shared_randomness/ring_election.hpp"

#include <bit>
#include <deque>
#include <utility>

namespace parley::shared_randomness {
namespace {

struct Token {
  std::uint32_t phase = 0;
  std::uint32_t name = 0;
  std::uint32_t hops = 0;
  bool unique = true;
};

struct Candidate {
  bool active = true;
  std::uint32_t phase = 0;
  std::uint32_t name = 0;
};

std::vector<Role> all_but(std::size_t n, std::size_t leader) {
  std::vector<Role> roles(n, Role::kDefeated);
  roles[leader] = Role::kElected;
  return roles;
}

std::uint32_t bits_for(std::uint32_t n) {
  return static_cast<std::uint32_t>(std::bit_width(n - 1));
}

struct Probe {
  std::size_t at = 0;  // where it arrives next
  std::uint32_t name = 0;
  std::uint32_t phase = 0;
  std::uint32_t hops = 0;
  bool right = true;
  bool reply = false;
};

}  // namespace

Election elect_itai_rodeh(std::uint32_t n, Rng& rng, std::uint32_t most_phases) {
  Election election{.roles = std::vector<Role>(n, Role::kUndecided)};
  std::vector<Candidate> nodes(n);
  std::vector<std::deque<Token>> to_right(n);  // from node v to v + 1
  const auto begin_phase = [&](std::uint32_t v) {
    nodes[v].name = 1 + static_cast<std::uint32_t>(rng.below(n));
    ++nodes[v].phase;
    election.random_bits += bits_for(n);
    election.phases = std::max(election.phases, nodes[v].phase);
    to_right[v].push_back({nodes[v].phase, nodes[v].name, 1, true});
  };
  for (std::uint32_t v = 0; v < n; ++v) begin_phase(v);
  while (election.phases <= most_phases) {
    ++election.rounds;
    std::vector<std::pair<std::uint32_t, Token>> arriving;
    for (std::uint32_t v = 0; v < n; ++v) {
      if (to_right[v].empty()) continue;
      arriving.emplace_back((v + 1) % n, to_right[v].front());
      to_right[v].pop_front();
    }
    if (arriving.empty()) break;
    for (auto& [v, token] : arriving) {
      ++election.messages;
      Candidate& own = nodes[v];
      const auto theirs = std::pair(token.phase, token.name);
      const auto mine = std::pair(own.phase, own.name);
      if (own.active && token.hops == n && theirs == mine) {
        if (token.unique) {
          election.roles = all_but(n, v);
          return election;
        }
        begin_phase(v);
        continue;
      }
      if (own.active && theirs < mine) continue;  // swallowed
      if (own.active && theirs == mine) token.unique = false;
      if (own.active && theirs > mine) own.active = false;
      ++token.hops;
      to_right[v].push_back(token);
    }
  }
  election.unfinished = true;
  return election;
}

Election elect_chang_roberts(const std::vector<std::uint32_t>& names) {
  const std::size_t n = names.size();
  Election election{.phases = 1};
  std::size_t leader = 0;
  for (std::size_t start = 0; start < n; ++start)
    for (std::size_t hop = 1; hop <= n; ++hop) {
      ++election.messages;
      const std::size_t at = (start + hop) % n;
      if (names[at] > names[start]) break;
      if (at == start) leader = start;
    }
  election.rounds = n;
  election.roles = all_but(n, leader);
  return election;
}

Election elect_hirschberg_sinclair(const std::vector<std::uint32_t>& names) {
  const std::size_t n = names.size();
  Election election{};
  std::vector<std::uint32_t> replies(n, 0);
  std::vector<Probe> moving;
  const auto launch = [&](std::size_t v, std::uint32_t phase) {
    election.phases = std::max(election.phases, phase + 1);
    replies[v] = 0;
    moving.push_back({(v + 1) % n, names[v], phase, 1, true, false});
    moving.push_back({(v + n - 1) % n, names[v], phase, 1, false, false});
  };
  for (std::size_t v = 0; v < n; ++v) launch(v, 0);
  while (!moving.empty()) {
    ++election.rounds;
    std::vector<Probe> arriving = std::exchange(moving, {});
    for (Probe& probe : arriving) {
      ++election.messages;
      const std::size_t v = probe.at;
      const std::size_t ahead = probe.right ? (v + 1) % n : (v + n - 1) % n;
      const std::size_t back = probe.right ? (v + n - 1) % n : (v + 1) % n;
      if (probe.reply) {
        if (names[v] != probe.name)
          moving.push_back({ahead, probe.name, probe.phase, 0, probe.right, true});
        else if (++replies[v] == 2)
          launch(v, probe.phase + 1);
        continue;
      }
      if (probe.name < names[v]) continue;  // swallowed
      if (probe.name == names[v]) {
        election.roles = all_but(n, v);
        continue;
      }
      if (probe.hops < (std::uint32_t{1} << probe.phase))
        moving.push_back({ahead, probe.name, probe.phase, probe.hops + 1, probe.right, false});
      else
        moving.push_back({back, probe.name, probe.phase, 0, !probe.right, true});
    }
    if (!election.roles.empty()) break;
  }
  return election;
}

}  // namespace parley::shared_randomness
