#include <utility>

#include "protocols/election/shared_randomness/cases.hpp"
#include "protocols/election/shared_randomness/covering.hpp"

namespace parley::shared_randomness {
namespace {

// Words `begin` to `end` of n letters over `letters`, numbered in lexicographic order.
struct RingJob {
  std::uint32_t n = 0;
  std::uint32_t letters = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct RingTally {
  std::uint64_t words = 0;
  std::uint64_t primitive = 0;
  std::uint64_t elected = 0;  // by A
  std::uint64_t async = 0;    // words on which B ran
  std::uint64_t lucky = 0;
  std::uint64_t wrong = 0;        // A against the word
  std::uint64_t async_wrong = 0;  // B against the word
  std::uint64_t partition_wrong = 0;
  std::uint64_t two_leaders = 0;
  std::uint64_t left_out = 0;
  std::uint64_t messages = 0;  // of B
  Sources first_wrong = {};
  Sources first_async_wrong = {};
  Sources first_partition_wrong = {};
  Sources first_two_leaders = {};

  void add(const RingTally& other) {
    words += other.words;
    primitive += other.primitive;
    elected += other.elected;
    async += other.async;
    lucky += other.lucky;
    wrong += other.wrong;
    async_wrong += other.async_wrong;
    partition_wrong += other.partition_wrong;
    two_leaders += other.two_leaders;
    left_out += other.left_out;
    messages += other.messages;
    if (first_wrong.empty()) first_wrong = other.first_wrong;
    if (first_async_wrong.empty()) first_async_wrong = other.first_async_wrong;
    if (first_partition_wrong.empty()) first_partition_wrong = other.first_partition_wrong;
    if (first_two_leaders.empty()) first_two_leaders = other.first_two_leaders;
  }
};

void count(bool happened, std::uint64_t& times, Sources& first, const Sources& word) {
  if (!happened) return;
  ++times;
  if (first.empty()) first = word;
}

void check_word(const Sources& word, bool async, const Parameters& parameters, const StudyConditions& conditions,
                RingTally& tally) {
  Rng rng = Rng::stream(conditions.seed, hash_of(word));
  const CaseResult result =
      judge(oriented_ring(static_cast<std::uint32_t>(word.size())), word, parameters, async, rng, conditions);
  const bool primitive = is_primitive(word);
  ++tally.words;
  tally.primitive += primitive ? 1U : 0U;
  tally.elected += result.views_elect ? 1U : 0U;
  tally.async += async ? 1U : 0U;
  tally.lucky += result.lucky ? 1U : 0U;
  tally.left_out += result.finished ? 0U : 1U;
  tally.messages += result.messages;
  count(result.views_elect != primitive, tally.wrong, tally.first_wrong, word);
  const bool async_right = primitive ? result.every_schedule_elects : !result.lockstep_elects;
  count(async && result.finished && !async_right, tally.async_wrong, tally.first_async_wrong, word);
  count(result.minimal != primitive, tally.partition_wrong, tally.first_partition_wrong, word);
  count(result.two_leaders, tally.two_leaders, tally.first_two_leaders, word);
}

RingTally check_job(const RingJob& job, const Parameters& parameters, const StudyConditions& conditions) {
  RingTally tally;
  for (std::uint64_t index = job.begin; index < job.end; ++index) {
    if (conditions.is_stopped()) {
      tally.left_out += job.end - index;
      break;
    }
    Sources word(job.n);
    std::uint64_t rest = index;
    for (std::size_t place = job.n; place-- > 0; rest /= job.letters)
      word[place] = static_cast<std::uint32_t>(rest % job.letters);
    check_word(word, job.n <= parameters.async_longest, parameters, conditions, tally);
  }
  return tally;
}

std::vector<RingJob> jobs_of(const Parameters& parameters) {
  constexpr std::uint64_t kWordsOfAJob = 500;
  std::vector<RingJob> jobs;
  for (const std::uint32_t letters : parameters.ring_sources)
    for (std::uint32_t n = 3; n <= parameters.ring_longest; ++n) {
      std::uint64_t words = 1;
      for (std::uint32_t place = 0; place < n; ++place) words *= letters;
      for (std::uint64_t begin = 0; begin < words; begin += kWordsOfAJob)
        jobs.push_back({n, letters, begin, std::min(words, begin + kWordsOfAJob)});
    }
  return jobs;
}

void conclude(const std::string& property, std::uint64_t bad, const Sources& first, const RingTally& sum,
              const Parameters& parameters, std::uint64_t words, bool async, Findings& findings) {
  findings.verdicts.push_back(
      {property, always(bad > 0, sum.left_out == 0),
       std::to_string(words) + " words" + (bad > 0 ? ", violated by " + std::to_string(bad) : "")});
  if (bad == 0) return;
  Parameters alone = emptied(parameters);
  alone.word = text_of(first);
  alone.async_longest = async ? static_cast<std::uint32_t>(first.size()) : 0;
  findings.counterexamples.push_back(
      {property,
       alone,
       {"oriented ring of " + std::to_string(first.size()) + " nodes that draw from the sources " + text_of(first),
        std::string("this word is ") + (is_primitive(first) ? "primitive" : "a power of a shorter one") +
            ", and the ring covers a network with " +
            std::to_string(first.size() / sheets(oriented_ring(static_cast<std::uint32_t>(first.size())), first)) +
            " nodes",
        "the protocol does otherwise than " + std::string(is_primitive(first) ? "elect one" : "elect none")}});
}

}  // namespace

void explore_rings(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<RingJob> jobs = jobs_of(parameters);
  std::vector<RingTally> tallies(jobs.size());
  if (!parameters.word.empty()) {
    const Sources word = sources_of(parameters.word);
    jobs = {{.n = static_cast<std::uint32_t>(word.size())}};
    tallies.assign(1, {});
    check_word(word, word.size() <= parameters.async_longest, parameters, conditions, tallies[0]);
  } else {
    conditions.for_each(jobs.size(),
                        [&](std::uint64_t job) { tallies[job] = check_job(jobs[job], parameters, conditions); });
  }
  if (jobs.empty()) return;
  StudyTable table{
      .name = "rings",
      .caption = "oriented rings with every word of sources; elected: by algorithm A",
      .columns = {"nodes", "sources", "words", "primitive", "elected", "wrong", "words of B", "B wrong", "B lucky"}};
  RingTally sum;
  for (std::size_t job = 0; job < jobs.size();) {
    RingTally row;
    const RingJob first = jobs[job];
    for (; job < jobs.size() && jobs[job].n == first.n && jobs[job].letters == first.letters; ++job)
      row.add(tallies[job]);
    sum.add(row);
    table.rows.push_back({std::uint64_t{first.n}, std::uint64_t{first.letters}, row.words, row.primitive, row.elected,
                          row.wrong, row.async, row.async_wrong, row.lucky});
  }
  findings.tables.push_back(std::move(table));
  findings.metrics["enumeration_messages"] = static_cast<double>(sum.messages);
  conclude("rings_as_predicted", sum.wrong, sum.first_wrong, sum, parameters, sum.words, false, findings);
  conclude("rings_async_as_predicted", sum.async_wrong, sum.first_async_wrong, sum, parameters, sum.async, true,
           findings);
  conclude("partition_as_primitive", sum.partition_wrong, sum.first_partition_wrong, sum, parameters, sum.words, false,
           findings);
  conclude("one_leader", sum.two_leaders, sum.first_two_leaders, sum, parameters, sum.words, true, findings);
}

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  explore_rings(parameters, conditions, findings);
  explore_graphs(parameters, conditions, findings);
  explore_cliques(parameters, conditions, findings);
  explore_beliefs(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::shared_randomness
