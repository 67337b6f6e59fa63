// What `verify` tells beside its verdicts, and `synthesize`, as a user meets them: exit status, JSON, files, refusals.
#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/verb_fixture.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

// `silent` and `unheard` hold because f <= t forged messages are too few; `acts` is violated.
constexpr const char* kModel = R"(thresholdAutomaton Small {
  shared sent;
  parameters n, t, f;
  assumptions (4) { n > 3 * t; t >= f; f >= 0; t >= 1; }
  locations (3) { idle: [0]; done: [1]; lost: [2]; }
  inits (4) { idle == n - f; done == 0; lost == 0; sent == 0; }
  rules (2) {
    0: idle -> done when (sent + f >= t + 1) do { sent' == sent + 1; };
    1: idle -> idle when (true) do { unchanged(sent); };
  }
  specifications (3) {
    silent: [](done == 0);
    unheard: <>(lost != 0) -> [](done == 0);
    acts: <>(done != 0);
  }
}
)";

// Joining needs more than a * t + f messages.
constexpr const char* kTemplate = R"(thresholdAutomaton Open {
  shared sent;
  parameters n, t, f;
  unknowns a;
  assumptions (4) { n > 3 * t; t >= f; f >= 0; t >= 1; }
  locations (2) { idle: [0]; done: [1]; }
  inits (3) { idle == n - f; done == 0; sent == 0; }
  rules (2) {
    0: idle -> done when (sent + f >= a * t + 1) do { sent' == sent + 1; };
    1: idle -> idle when (true) do { unchanged(sent); };
  }
  specifications (1) { silent: [](done == 0); }
}
)";

class VerifyExtras : public VerbFixture {
 protected:
  VerifyExtras() {
    folder_.write("small.ta", kModel);
    folder_.write("open.ta", kTemplate);
  }

  Finished verify(Words more) const {
    more.insert(more.begin(), {"verify", path("small.ta")});
    return run(more);
  }
  Finished synthesize(Words more) const {
    more.insert(more.begin(), {"synthesize", path("open.ta")});
    return run(more);
  }

  json verdict(const std::string& property) const {
    const json object = result();
    for (const json& verdict : object.at("verdicts"))
      if (verdict.at("property") == property) return verdict;
    return json::object();
  }
  std::string note(const std::string& property) const { return verdict(property).value("note", ""); }

  void expect_refused_again(const Words& words, const std::string& part) const {
    std::filesystem::remove(folder_.path() / "result.json");
    expect_refused(run(words), part);
  }

  // One line that names the problem, and nothing written.
  void expect_refused(const Finished& finished, const std::string& part) const {
    EXPECT_EQ(finished.status, 2);
    EXPECT_EQ(finished.out, "");
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    EXPECT_NE(finished.err.find(part), std::string::npos) << finished.err;
    EXPECT_FALSE(exists("result.json"));
  }

  void expect_common_fields(const std::string& verb, const std::string& file) const {
    const json object = result();
    for (const char* field : {"verb", "version", "file", "seed", "verdicts", "metrics", "seconds", "peak_rss_bytes"})
      EXPECT_TRUE(object.contains(field)) << field;
    EXPECT_EQ(object.at("verb"), verb);
    EXPECT_EQ(object.at("file"), file);
    for (const auto& [name, value] : object.at("metrics").items()) EXPECT_TRUE(value.is_number()) << name;
  }
};

TEST_F(VerifyExtras, CertificatesGoIntoAFolderOneForEachSpecificationThatHolds) {
  const Finished finished = verify({"--certificate", path("proofs")});
  EXPECT_EQ(finished.status, 1) << finished.err;  // for acts
  expect_common_fields("verify", path("small.ta"));
  for (const std::string spec : {"silent", "unheard"}) {
    EXPECT_EQ(verdict(spec).at("verdict"), "holds");
    ASSERT_TRUE(exists("proofs/small-" + spec + ".smt2"));
    const std::string query = read_text(path("proofs/small-" + spec + ".smt2"));
    EXPECT_NE(query.find("(set-logic QF_LIA)"), std::string::npos);
    EXPECT_NE(query.find("(check-sat)"), std::string::npos);
    EXPECT_NE(query.find("; Automaton Small, specification " + spec), std::string::npos);
  }
  EXPECT_EQ(verdict("acts").at("verdict"), "violated");
  EXPECT_NE(note("acts").find("no certificate: violated"), std::string::npos) << note("acts");
  EXPECT_FALSE(exists("proofs/small-acts.smt2"));
  EXPECT_TRUE(exists("out/small-acts.counterexample.json"));
}

TEST_F(VerifyExtras, ACertificateOfOneSpecificationMayBeAFile) {
  const Finished finished = verify({"--spec", "silent", "--certificate", path("silent.smt2")});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_NE(finished.out.find("certificate: " + path("silent.smt2")), std::string::npos) << finished.out;
  EXPECT_TRUE(exists("silent.smt2"));
}

TEST_F(VerifyExtras, CertificatesOfSeveralSpecificationsDoNotGoIntoOneFile) {
  expect_refused(verify({"--certificate", path("all.smt2")}), "--certificate: expected a folder");
  EXPECT_FALSE(exists("all.smt2"));
}

TEST_F(VerifyExtras, VacuityNamesPremisesAndLocations) {
  const Finished finished = verify({"--vacuity", "--spec", "silent", "--spec", "unheard"});
  EXPECT_EQ(finished.status, 0) << finished.err;  // it changes no verdict
  EXPECT_EQ(note("silent"), "");
  EXPECT_NE(note("unheard").find("no run satisfies its premise"), std::string::npos) << note("unheard");
  EXPECT_NE(result().value("unreached locations Small", "").find("lost"), std::string::npos) << result();
  EXPECT_NE(finished.out.find("no run reaches"), std::string::npos) << finished.out;
}

TEST_F(VerifyExtras, TightestIsToldBesideTheVerdict) {
  const std::string bracha = source_dir() + "/models/bracha.ta";
  const Finished finished = run({"verify", bracha, "--spec", "relay", "--tightest"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  expect_common_fields("verify", bracha);
  EXPECT_NE(note("relay").find("holds down to n > 3 * t"), std::string::npos) << note("relay");
  EXPECT_NE(note("relay").find("violated under"), std::string::npos) << note("relay");
  EXPECT_NE(result().dump().find("\"n > 3 * t\""), std::string::npos) << result();
}

// One folder for both, so that only the folders of the models tell them apart.
TEST_F(VerifyExtras, ModelsOfOneNameKeepTheirOwnCounterexamples) {
  for (const std::string folder : {"first", "second"}) {
    std::filesystem::create_directory(folder_.path() / folder);
    folder_.write(folder + "/small.ta", kModel);
  }
  const Finished finished = run({"verify", path("first/small.ta"), path("second/small.ta"), "--spec", "acts"});
  EXPECT_EQ(finished.status, 1) << finished.err;
  for (const std::string folder : {"first", "second"}) {
    const std::string stored = path("out/" + folder + ".small-acts.counterexample.json");
    EXPECT_EQ(verdict(folder + ".small.acts").value("evidence", ""), stored);
    EXPECT_NE(finished.out.find("counterexample: " + stored), std::string::npos) << finished.out;
    EXPECT_EQ(json::parse(read_text(stored)).at("model"), path(folder + "/small.ta"));
  }
  expect_refused_again({"verify", path("small.ta"), path("first/../small.ta")}, "expected each model once");
}

TEST_F(VerifyExtras, WhatAnEarlierCallLeftIsRemoved) {
  const std::string stored = "out/small-acts.counterexample.json";
  EXPECT_EQ(verify({"--spec", "acts"}).status, 1);
  EXPECT_TRUE(exists(stored));
  EXPECT_EQ(verdict("acts").value("engine", "").empty(), false);
  EXPECT_EQ(verify({"--spec", "silent"}).status, 0);
  EXPECT_TRUE(exists(stored));  // another specification's
  EXPECT_EQ(verify({"--spec", "acts", "--timeout", "0.000001"}).status, 3);
  EXPECT_FALSE(exists(stored));
}

// Root writes everywhere, but not over a folder, nor into a file as if it were one.
TEST_F(VerifyExtras, AViolationIsToldEvenWhereItsCounterexampleCannotBeStored) {
  folder_.write("file", "");
  expect_refused(verify({"--certificate", path("file/proofs")}), "choose another with --certificate");
  std::filesystem::create_directories(path("out/small-acts.counterexample.json/in-the-way"));
  const Finished finished = verify({"--spec", "acts"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.out.find("acts violated"), std::string::npos) << finished.out;
  EXPECT_NE(finished.err.find("cannot write"), std::string::npos) << finished.err;
  EXPECT_EQ(verdict("acts").at("verdict"), "violated");
}

TEST_F(VerifyExtras, AModelWithoutSpecificationsIsRefused) {
  std::string text = kModel;
  text.replace(text.find("silent: "), text.find("}\n}") - text.find("silent: "), "");
  folder_.write("none.ta", text);
  expect_refused(run({"verify", path("none.ta")}), "expected specifications to decide");
  expect_refused(verify({"--spec", "quiet"}),
                 path("small.ta") + ": expected a specification of the model: silent, unheard, acts");
  expect_refused(verify({"--spec", "silent", "--spec", "silent"}), "--spec: expected each specification once");
}

TEST_F(VerifyExtras, ContradictionsAreNamedWithTheirPlace) {
  std::string text = kModel;
  text.replace(text.find("sent == 0;"), 10, "sent == 0; idle < n - f;");
  folder_.write("contradiction.ta", text);
  expect_refused(run({"verify", path("contradiction.ta")}), "line 6, column 63: expected initial conditions");
}

// x != 3 is x < 3 or x > 3: it turns twice, each of its comparisons once.
TEST_F(VerifyExtras, AGuardMayTurnTwiceWhereItsComparisonsTurnOnce) {
  for (const std::string step : {"1", "2"}) {  // by steps of 2 it is never 3
    std::string text = kModel;
    text.replace(text.find("sent + f >= t + 1"), 17, "sent != 3");
    text.replace(text.find("sent + 1"), 8, "sent + " + step);
    text.replace(text.find("silent: "), text.find("}\n}") - text.find("silent: "),
                 "three: [](done <= 3); two: [](done <= 2); ");
    folder_.write("unequal.ta", text);
    EXPECT_EQ(run({"verify", path("unequal.ta")}).status, 1);
    EXPECT_EQ(verdict("three").at("verdict"), step == "1" ? "holds" : "violated");
    EXPECT_EQ(verdict("two").at("verdict"), "violated");
  }
}

TEST_F(VerifyExtras, WithoutTimeNothingIsDecided) {
  EXPECT_EQ(verify({"--timeout", "0.000001"}).status, 3);
  EXPECT_EQ(verdict("silent").at("verdict"), "unknown");
  EXPECT_FALSE(note("silent").empty());
}

TEST_F(VerifyExtras, SynthesizeListsSolutionsAndMarksTheWeakest) {
  const Finished finished = synthesize({"--range", "a=0..2"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  expect_common_fields("synthesize", path("open.ta"));
  EXPECT_EQ(verdict("some_values_satisfy_all").at("verdict"), "holds");
  EXPECT_EQ(result().at("solutions"), json::parse(R"([{"values": {"a": 1}, "weakest": true},
                                                      {"values": {"a": 2}, "weakest": false}])"));
  EXPECT_EQ(result().at("metrics").at("candidates"), 3);
  EXPECT_EQ(result().at("metrics").at("solutions"), 2);
  EXPECT_NE(finished.out.find("a=1  (weakest)"), std::string::npos) << finished.out;
}

TEST_F(VerifyExtras, SynthesizeWithoutASolutionIsAViolation) {
  EXPECT_EQ(synthesize({"--range", "a=0..0"}).status, 1);
  EXPECT_EQ(verdict("some_values_satisfy_all").at("verdict"), "violated");
  EXPECT_TRUE(result().at("solutions").empty());
}

TEST_F(VerifyExtras, SynthesizeRefusesWhatItCannotUse) {
  expect_refused(synthesize({"--range", "a=0"}), "--range: expected NAME=LOW..HIGH");
  expect_refused(synthesize({"--range", "b=0..1"}), "--range: expected the name of an unknown, found 'b'");
  expect_refused(synthesize({"--threshold", "QUORUM"}), "--threshold: expected NAME=EXPRESSION");
  expect_refused(synthesize({"--spec", "nonsense"}), "nonsense");
  expect_refused(run({"synthesize", path("small.ta")}), "expected a model with unknowns");
  expect_refused(run({"synthesize", path("none.ta")}), "none.ta");
  expect_refused(run({"verify", path("open.ta")}), "'parley synthesize'");
}

}  // namespace
}  // namespace parley::cli
