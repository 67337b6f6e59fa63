#include "protocols/local/population/search.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "protocols/local/population/monoid.hpp"

namespace parley::population {
namespace {

constexpr std::uint32_t kMostSearchMonoid = 256;

// For every configuration of `length` agents (digits in base `states`, the first agent first) the supports of the
// bottom components that it reaches; a support is the set of states that occur in a component, and a set of supports
// 2^3 bits.
class SupportAnalysis {
 public:
  SupportAnalysis(const RuleSet& rules, std::uint32_t length) : states_(rules.states), length_(length) {
    allowed_.assign(states_ * states_ * 2, 0);
    for (const Transition& t : transitions_of(rules))
      allowed_[(t.initiator * states_ + t.responder) * 2 + (t.guard == Guard::before ? 0 : 1)] |=
          static_cast<std::uint8_t>(1U << t.next_initiator);
    count_ = 1;
    for (std::uint32_t agent = 0; agent < length; ++agent) count_ *= states_;
    find_components();
  }

  std::uint32_t supports(std::size_t configuration) const { return reach_[configuration]; }

 private:
  static constexpr std::uint32_t kUnseen = static_cast<std::uint32_t>(-1);

  std::vector<std::uint8_t> digits_of(std::size_t configuration) const {
    std::vector<std::uint8_t> digits(length_);
    for (std::size_t agent = length_; agent-- > 0; configuration /= states_)
      digits[agent] = static_cast<std::uint8_t>(configuration % states_);
    return digits;
  }

  std::vector<std::uint32_t> successors(std::size_t configuration) const {
    const auto digits = digits_of(configuration);
    std::vector<std::uint32_t> result;
    std::size_t weight = 1;
    for (std::size_t i = length_; i-- > 0; weight *= states_) {
      std::uint32_t becomes = 0;
      for (std::size_t j = 0; j < length_; ++j)
        if (j != i) becomes |= allowed_[(digits[i] * states_ + digits[j]) * 2 + (i < j ? 0U : 1U)];
      for (std::uint32_t state = 0; state < states_; ++state)
        if (((becomes >> state) & 1) != 0)
          result.push_back(static_cast<std::uint32_t>(configuration - digits[i] * weight + state * weight));
    }
    return result;
  }

  // Tarjan's search; the call depth is bounded by the 3^8 configurations, but a stack of its own is kept all the same.
  void find_components() {
    low_.assign(count_, kUnseen);
    index_.assign(count_, kUnseen);
    reach_.assign(count_, 0);
    for (std::uint32_t root = 0; root < count_; ++root)
      if (index_[root] == kUnseen) search_from(root);
  }

  struct Frame {
    std::uint32_t node = 0;
    std::vector<std::uint32_t> to = {};
    std::size_t done = 0;
  };

  void enter(std::uint32_t node) {
    index_[node] = low_[node] = next_index_++;
    open_.push_back(node);
    frames_.push_back({node, successors(node), 0});
  }

  void search_from(std::uint32_t root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.done == frame.to.size()) {
        leave();
        continue;
      }
      const std::uint32_t to = frame.to[frame.done++];
      if (index_[to] == kUnseen)
        enter(to);
      else if (low_[to] == kUnseen)
        reach_[frame.node] |= reach_[to];  // its component is complete
      else
        low_[frame.node] = std::min(low_[frame.node], index_[to]);
    }
  }

  void leave() {
    const std::uint32_t node = frames_.back().node;
    frames_.pop_back();
    const std::uint32_t low = low_[node];
    if (low == index_[node]) close(node);
    if (frames_.empty()) return;
    const std::uint32_t parent = frames_.back().node;
    reach_[parent] |= reach_[node];
    if (low != index_[node]) low_[parent] = std::min(low_[parent], low);
  }

  // What its members reach outside is what the component reaches; a component that reaches nothing is a bottom one.
  void close(std::uint32_t root) {
    const auto begin = std::find(open_.rbegin(), open_.rend(), root).base() - 1;
    std::uint32_t reach = 0;
    std::uint32_t support = 0;
    for (auto at = begin; at != open_.end(); ++at) {
      reach |= reach_[*at];
      for (const std::uint8_t state : digits_of(*at)) support |= 1U << state;
    }
    if (reach == 0) reach = 1U << support;
    for (auto at = begin; at != open_.end(); ++at) {
      reach_[*at] = reach;
      low_[*at] = kUnseen;
    }
    open_.erase(begin, open_.end());
  }

  std::size_t states_;
  std::size_t length_;
  std::size_t count_ = 0;
  std::vector<std::uint8_t> allowed_ = {};  // by (p, q, side): the states that p may become, as bits
  std::vector<std::uint32_t> low_ = {};     // kUnseen for complete components
  std::vector<std::uint32_t> index_ = {};
  std::vector<std::uint32_t> reach_ = {};
  std::vector<std::uint32_t> open_ = {};
  std::vector<Frame> frames_ = {};
  std::uint32_t next_index_ = 0;
};

// Which sets of supports are a consensus: every support inside the states of output 1, or every one outside.
enum class Said : std::uint8_t { kNo, kYes, kUnclear };
Said said(std::uint32_t supports, std::uint32_t yes_states, std::uint32_t states) {
  bool yes = true;
  bool no = true;
  for (std::uint32_t support = 1; support < (1U << states); ++support) {
    if (((supports >> support) & 1) == 0) continue;
    yes = yes && (support & ~yes_states) == 0;
    no = no && (support & yes_states) == 0;
  }
  return yes ? Said::kYes : no ? Said::kNo : Said::kUnclear;
}

// By word, as words_between lists them, the supports that its population reaches.
std::vector<std::uint32_t> supports_by_word(const std::vector<SupportAnalysis>& by_length,
                                            const std::vector<Word>& words, const std::vector<State>& input,
                                            std::size_t states) {
  std::vector<std::uint32_t> result;
  for (const Word& word : words) {
    std::size_t configuration = 0;
    for (const Letter letter : word) configuration = configuration * states + input[letter];
    result.push_back(by_length[word.size() - 1].supports(configuration));
  }
  return result;
}

// Counts one protocol that is well-specified.
void judge(const std::vector<std::uint8_t>& member, std::uint32_t length, const SearchCase& maps,
           std::map<std::string, int>& judged, SearchResult& result) {
  std::string key;
  for (const std::uint8_t bit : member) key.push_back(bit != 0 ? '1' : '0');
  const auto [place, fresh] = judged.emplace(key, 0);  // 0: in DA, 1: undetermined, 2: outside
  if (fresh) {
    const auto guess = guess_automaton(member, kSearchLetters, length);
    const auto monoid = guess ? transition_monoid(*guess, kMostSearchMonoid) : std::nullopt;
    place->second = !monoid ? 1 : find_da_violation(*monoid) ? 2 : 0;
    if (place->second == 2 && !result.outside) result.outside = SearchCase{maps.input, maps.output, *guess};
  }
  result.tally.undetermined += place->second == 1 ? 1U : 0U;
  result.tally.outside += place->second == 2 ? 1U : 0U;
}

}  // namespace

std::uint32_t rule_bits(std::uint32_t states) {
  return states * states * 2 * (states - 1);
}

std::vector<Transition> transitions_of(const RuleSet& rules) {
  std::vector<Transition> transitions;
  std::uint32_t bit = 0;
  for (State p = 0; p < rules.states; ++p)
    for (State q = 0; q < rules.states; ++q)
      for (const Guard guard : {Guard::before, Guard::after})
        for (State to = 0; to < rules.states; ++to) {
          if (to == p) continue;
          if (((rules.rules >> bit++) & 1) != 0) transitions.push_back({p, q, guard, to, q});
        }
  return transitions;
}

SearchResult search_maps(const RuleSet& rules, std::uint32_t length) {
  std::vector<SupportAnalysis> by_length;
  for (std::uint32_t n = 1; n <= length; ++n) by_length.emplace_back(rules, n);
  const std::vector<Word> words = words_between(kSearchLetters, 1, length);
  std::map<std::string, int> judged;
  SearchResult result;
  for (State of_a = 0; of_a < rules.states; ++of_a)
    for (State of_b = 0; of_b < rules.states; ++of_b) {
      const auto supports = supports_by_word(by_length, words, {of_a, of_b}, rules.states);
      for (std::uint32_t yes = 0; yes < (1U << rules.states); ++yes) {
        ++result.tally.protocols;
        std::vector<std::uint8_t> member;
        for (const std::uint32_t reached : supports) {
          const Said answer = said(reached, yes, rules.states);
          if (answer == Said::kUnclear) break;
          member.push_back(answer == Said::kYes ? 1 : 0);
        }
        if (member.size() < words.size()) continue;
        ++result.tally.well_specified;
        SearchCase maps{.input = {of_a, of_b}};
        for (std::uint32_t state = 0; state < rules.states; ++state)
          maps.output.push_back(static_cast<std::uint8_t>((yes >> state) & 1));
        judge(member, length, maps, judged, result);
      }
    }
  for (const auto& [key, verdict] : judged) result.tally.accepted.push_back(key);
  return result;
}

std::optional<Dfa> guess_automaton(const std::vector<std::uint8_t>& member, std::size_t letters, std::size_t length) {
  const std::vector<Word> words = words_between(letters, 1, length);
  std::map<Word, std::uint8_t> is_member;
  for (std::size_t index = 0; index < words.size(); ++index) is_member[words[index]] = member[index];
  // Rows: what a prefix makes of the suffixes up to half the length. The empty word has no row entry of its own.
  const std::size_t half = length / 2;
  const std::vector<Word> suffixes = words_between(letters, 1, half);
  const auto row_of = [&](const Word& prefix) {
    std::string row(1, prefix.empty() ? '-' : is_member.at(prefix) != 0 ? '1' : '0');
    for (const Word& suffix : suffixes) {
      Word whole = prefix;
      whole.insert(whole.end(), suffix.begin(), suffix.end());
      row.push_back(is_member.at(whole) != 0 ? '1' : '0');
    }
    return row;
  };
  std::vector<Word> access{Word{}};
  std::map<std::string, std::uint32_t> number{{row_of({}), 0}};
  Dfa dfa{.letters = static_cast<std::uint32_t>(letters)};
  for (std::size_t done = 0; done < access.size(); ++done) {
    dfa.accepting.push_back(access[done].empty() ? 0 : is_member.at(access[done]));
    for (Letter letter = 0; letter < letters; ++letter) {
      Word next = access[done];
      next.push_back(letter);
      if (next.size() > length - half) return std::nullopt;
      const auto [place, fresh] = number.emplace(row_of(next), static_cast<std::uint32_t>(access.size()));
      if (fresh) access.push_back(next);
      dfa.next.push_back(place->second);
    }
  }
  for (std::size_t index = 0; index < words.size(); ++index)
    if (dfa.accepts(words[index]) != (member[index] != 0)) return std::nullopt;
  return minimise(dfa);
}

}  // namespace parley::population
