#include "protocols/overlay/kademlia/search.hpp"

#include <algorithm>

#include "protocols/overlay/kademlia/buckets.hpp"

namespace parley::kademlia {

namespace {

void add_candidate(const Config& config, Search& search, ProcessId process, std::uint32_t depth) {
  const auto distance = [&](ProcessId id) { return id_of(config, id) ^ search.key; };
  const auto place = std::lower_bound(
      search.candidates.begin(), search.candidates.end(), distance(process),
      [&](const Candidate& candidate, std::uint64_t value) { return distance(candidate.process) < value; });
  if (place != search.candidates.end() && place->process == process) {
    place->depth = std::min(place->depth, depth);
    return;
  }
  search.candidates.insert(place, Candidate{process, depth, Stage::kHeardOf, 0});
}

// Only the k closest that are not given up count; who is farther away will not be asked.
void forget_the_farther(const Config& config, Search& search) {
  std::uint32_t counted = 0;
  std::size_t kept = 0;
  for (; kept < search.candidates.size() && counted < config.k; ++kept)
    counted += search.candidates[kept].stage != Stage::kGivenUp ? 1U : 0U;
  search.candidates.resize(kept);
}

void ask(Candidate& candidate, const Search& search, Context<Protocol>& context) {
  candidate.stage = Stage::kAsked;
  ++candidate.tries;
  context.send(candidate.process, Ask{search.number, search.key});
}

// The closest ones that were not asked yet, as long as fewer than alpha questions are under way.
void ask_next(const Config& config, Search& search, Context<Protocol>& context) {
  auto under_way = static_cast<std::uint32_t>(
      std::count_if(search.candidates.begin(), search.candidates.end(),
                    [](const Candidate& candidate) { return candidate.stage == Stage::kAsked; }));
  for (Candidate& candidate : search.candidates) {
    if (under_way >= config.alpha) return;
    if (candidate.stage != Stage::kHeardOf) continue;
    ask(candidate, search, context);
    ++under_way;
  }
}

}  // namespace

void begin_search(const Config& config, State& state, Purpose purpose, Identifier key, Context<Protocol>& context) {
  Search search{++state.searched, purpose, key, {}};
  search.candidates.reserve(2 * config.k);
  for (const ProcessId contact : closest(config, context.self(), state, key))
    search.candidates.push_back({contact, 1, Stage::kHeardOf, 0});
  ask_next(config, search, context);
  context.set_timer(Due{Alarm::kAnswer, search.number}, Ticks{config.answer_ticks});
  state.searches.push_back(std::move(search));
}

Search* find_search(State& state, std::uint32_t number) {
  for (Search& search : state.searches)
    if (search.number == number) return &search;
  return nullptr;
}

void on_answer(const Config& config, Search& search, ProcessId from, const Contacts& contacts,
               Context<Protocol>& context) {
  const auto found = std::find_if(search.candidates.begin(), search.candidates.end(),
                                  [&](const Candidate& candidate) { return candidate.process == from; });
  if (found == search.candidates.end() || found->stage != Stage::kAsked) return;
  found->stage = Stage::kAnswered;
  const std::uint32_t depth = found->depth + 1;
  for (const ProcessId contact : contacts)
    if (contact != context.self() && contact.value < config.n) add_candidate(config, search, contact, depth);
  forget_the_farther(config, search);
  ask_next(config, search, context);
}

void ask_again(const Config& config, State& state, Search& search, Context<Protocol>& context) {
  for (Candidate& candidate : search.candidates) {
    if (candidate.stage != Stage::kAsked) continue;
    if (config.t == 0 || candidate.tries < config.tries) {
      ask(candidate, search, context);
    } else {
      candidate.stage = Stage::kGivenUp;
      give_up(config, context.self(), state, candidate.process);
    }
  }
  ask_next(config, search, context);
  context.set_timer(Due{Alarm::kAnswer, search.number}, Ticks{config.answer_ticks});
}

bool is_over(const Config& config, const Search& search) {
  if (config.trust_first_answer)
    for (const Candidate& candidate : search.candidates)
      if (candidate.stage == Stage::kAnswered) return true;
  return std::none_of(search.candidates.begin(), search.candidates.end(), [](const Candidate& candidate) {
    return candidate.stage == Stage::kHeardOf || candidate.stage == Stage::kAsked;
  });
}

Candidate owner_of(const Config& config, ProcessId self, const Search& search) {
  const auto closest_answer =
      std::find_if(search.candidates.begin(), search.candidates.end(),
                   [](const Candidate& candidate) { return candidate.stage == Stage::kAnswered; });
  if (closest_answer == search.candidates.end()) return {self, 0, Stage::kAnswered, 0};
  const auto distance = [&](ProcessId id) { return id_of(config, id) ^ search.key; };
  if (distance(self) < distance(closest_answer->process)) return {self, 0, Stage::kAnswered, 0};
  return *closest_answer;
}

}  // namespace parley::kademlia
