// Bracha's broadcast as told in tests/scenarios/bracha: each file re-enacts one argument of the paper.
#include <gtest/gtest.h>

#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/scenarios/runner.hpp"

namespace parley::bracha {
namespace {

bool configure(Config& config, const std::string& name, std::uint64_t value) {
  const auto small = static_cast<std::uint32_t>(value);
  if (name == "n") config.n = small;
  if (name == "t") config.t = small;
  if (name == "sender") config.sender = ProcessId{small};
  if (name == "value") config.value = value;
  if (name == "echo_quorum") config.echo_quorum = small;
  if (name == "ready_support") config.ready_support = small;
  if (name == "delivery_quorum") config.delivery_quorum = small;
  constexpr std::string_view known = " n t sender value echo_quorum ready_support delivery_quorum ";
  return known.find(" " + name + " ") != std::string_view::npos;
}

std::optional<Protocol::Message> message(const std::vector<std::string>& words, std::size_t from) {
  if (words.size() != from + 2) return std::nullopt;
  const Value value = std::stoull(words[from + 1]);
  if (words[from] == "Initial") return Initial{value};
  if (words[from] == "Echo") return Echo{value};
  if (words[from] == "Ready") return Ready{value};
  return std::nullopt;
}

const scenarios::Language<Protocol> kLanguage{configure, message};

TEST(BrachaScenarios, HappenAsWritten) {
  for (const scenarios::Outcome& outcome : scenarios::run_folder<Protocol>("scenarios/bracha", kLanguage))
    EXPECT_EQ(outcome.actual, outcome.expected) << outcome.file;
}

TEST(ScenarioRunner, NamesWhatItDoesNotUnderstand) {
  scenarios::Scenario<Protocol> scenario("x.txt", kLanguage);
  EXPECT_THROW(scenario.run("dance 3"), InputError);
  EXPECT_THROW(scenario.run("config m 3"), InputError);
  EXPECT_THROW(scenario.run("start 9"), InputError);
  EXPECT_THROW(scenario.run("start"), InputError);
  EXPECT_THROW(scenario.run("deliver 0 -> 1"), InputError);
  EXPECT_THROW(scenario.run("inject 3 -> 1 Nonsense 1"), InputError);
}

TEST(ScenarioRunner, ShowsADifference) {
  const std::string told = "# A story.\nstart 0\np0: nothing\n";
  EXPECT_NE(scenarios::replay_text<Protocol>("x.txt", told, kLanguage), told);
}

}  // namespace
}  // namespace parley::bracha
