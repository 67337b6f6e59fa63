// Certificates are confirmed by a second solver, where it is installed.
#include "checker/smt/certificate.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "tests/source_dir.hpp"

namespace parley {
namespace {

const std::filesystem::path kModels = std::filesystem::path(source_dir()) / "models";

// The answer of cvc5 to an SMT-LIB 2 file, its first line.
std::string answer_of_cvc5(const std::filesystem::path& file) {
  const std::string command = "cvc5 --tlimit=60000 '" + file.string() + "' 2>&1";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::array<char, 256> line{};
  if (!pipe || std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr) return "nothing";
  std::string answer(line.data());
  return answer.substr(0, answer.find('\n'));
}

bool has_cvc5() {
  return std::system("command -v cvc5 >/dev/null 2>&1") == 0;
}

void expect_confirmed(const ThresholdAutomaton& model, const SpecResult& result) {
  const Specification& specification = model.specifications.at(find_specification(model, result.spec).value());
  const auto outcome = certify(model, specification, result.segments, {.timeout_seconds = 60});
  const auto* certificate = std::get_if<Certificate>(&outcome);
  ASSERT_NE(certificate, nullptr) << result.spec << ": " << std::get<NoCertificate>(outcome).reason;
  EXPECT_NE(certificate->smt2.find("(set-info :status unsat)"), std::string::npos);
  EXPECT_NE(certificate->smt2.find("specification " + result.spec), std::string::npos);
  EXPECT_EQ(certificate->smt2.find("at-most"), std::string::npos) << "not SMT-LIB";
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / (result.spec + ".smt2");
  std::ofstream(file) << certificate->smt2;
  EXPECT_EQ(answer_of_cvc5(file), "unsat") << result.spec;
}

class ConfirmedModel : public testing::TestWithParam<const char*> {};

TEST_P(ConfirmedModel, EverySpecificationThatHoldsIsConfirmedByCvc5) {
  if (!has_cvc5()) GTEST_SKIP() << "cvc5 is not installed";
  const ThresholdAutomaton model = read_model_file(kModels / GetParam());
  int confirmed = 0;
  for (const SpecResult& result : verify(model, {.timeout_seconds = 30})) {
    if (result.verdict != Verdict::kHolds) continue;
    expect_confirmed(model, result);
    ++confirmed;
  }
  EXPECT_GT(confirmed, 0);
}

INSTANTIATE_TEST_SUITE_P(Sample, ConfirmedModel, testing::Values("bracha.ta", "raft_election.ta"));

TEST(Certificate, ATamperedQueryIsNotConfirmed) {
  if (!has_cvc5()) GTEST_SKIP() << "cvc5 is not installed";
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "tampered.smt2";
  const ThresholdAutomaton model = read_model_file(kModels / "bracha.ta");
  const auto outcome = certify(model, model.specifications.at(0), 0, {.timeout_seconds = 60});
  std::string text = std::get<Certificate>(outcome).smt2;
  const std::size_t assertion = text.find("(assert");
  text = text.substr(0, assertion) + "(check-sat)\n";  // no assertion is left
  std::ofstream(file) << text;
  EXPECT_NE(answer_of_cvc5(file), "unsat");
}

TEST(Certificate, AViolatedSpecificationHasNone) {
  const ThresholdAutomaton model = with_resilience(read_model_file(kModels / "bracha.ta"), "n > 2 * t");
  const Specification& relay = model.specifications.at(find_specification(model, "relay").value());
  EXPECT_TRUE(std::holds_alternative<NoCertificate>(certify(model, relay, 0, {.timeout_seconds = 5})));
}

TEST(Certificate, AProofThatNeedsAnInvariantHasNoneAndSaysWhy) {
  const ThresholdAutomaton model = read_ta(
      "skel P { shared x; parameters n; assumptions (1) { n >= 2; } locations (3) { a: [0]; b: [1]; c: [2]; }"
      " inits (4) { a == n; b == 0; c == 0; x == 0; }"
      " rules (3) { up: a -> b when (x < 1) do { x' == x + 1; }; down: b -> a when (true) do { x' == 0; };"
      " bad: a -> c when (x >= 2) do {}; } specifications (1) { s: [](c == 0); } }",
      "reset.ta");
  const auto outcome = certify(model, model.specifications.at(0), 0, {.timeout_seconds = 5});
  const auto* none = std::get_if<NoCertificate>(&outcome);
  ASSERT_NE(none, nullptr);
  EXPECT_NE(none->reason.find("resets or lowers"), std::string::npos) << none->reason;
}

}  // namespace
}  // namespace parley
