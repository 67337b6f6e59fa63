// The files under examples/deploy, as far as they can be read without the tools they are for: their syntax, that they
// agree with each other, and that the program has the options that they give it.
#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"
#include "tests/cli/temp_folder.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

std::string deploy_file(const std::string& name) {
  return source_dir() + "/examples/deploy/" + name;
}

std::set<std::string> options_in(const std::string& text) {
  std::set<std::string> options;
  const std::regex option("--[a-z]+");
  for (std::sregex_iterator at(text.begin(), text.end(), option), end; at != end; ++at) options.insert(at->str());
  return options;
}

class DeployFiles : public testing::Test {
 protected:
  void expect_options_of_node(const std::string& command) {
    const std::string help = Program(folder_.path(), {"node", "--help"}).wait().out;
    const std::set<std::string> known = options_in(help);
    const std::set<std::string> used = options_in(command);
    EXPECT_TRUE(used.contains("--cluster") && used.contains("--id"));
    for (const std::string& option : used) EXPECT_TRUE(known.contains(option)) << option;
  }

  TempFolder folder_;
};

// JSON is YAML, and can be read without a library for that.
TEST_F(DeployFiles, KubernetesObjectsFitTogether) {
  const json list = json::parse(read_text(deploy_file("kubernetes.yaml")));
  const json& service = list.at("items").at(0);
  const json& set = list.at("items").at(1);
  EXPECT_EQ(service.at("spec").at("clusterIP"), "None");  // headless: every pod has a name of its own
  EXPECT_EQ(set.at("spec").at("serviceName"), service.at("metadata").at("name"));
  const json& pod = set.at("spec").at("template");
  EXPECT_EQ(pod.at("metadata").at("labels"), service.at("spec").at("selector"));
  EXPECT_EQ(set.at("spec").at("selector").at("matchLabels"), service.at("spec").at("selector"));
  const json& container = pod.at("spec").at("containers").at(0);
  std::set<std::string> volumes{set.at("spec").at("volumeClaimTemplates").at(0).at("metadata").at("name")};
  for (const json& volume : pod.at("spec").at("volumes")) volumes.insert(volume.at("name"));
  for (const json& mount : container.at("volumeMounts")) EXPECT_EQ(volumes.erase(mount.at("name")), 1U);
  EXPECT_TRUE(volumes.empty());
  EXPECT_EQ(pod.at("spec").at("volumes").at(1).at("secret").at("defaultMode"), 0400);
  expect_options_of_node(container.at("command").at(2));
}

TEST_F(DeployFiles, TheStatefulSetRunsItsExperiment) {
  const json experiment = json::parse(read_text(deploy_file("kubernetes_hosts.json")));
  const json list = json::parse(read_text(deploy_file("kubernetes.yaml")));
  const json& set = list.at("items").at(1);
  const auto clients = experiment.at("parameters").at("clients").get<std::size_t>();
  EXPECT_EQ(set.at("spec").at("replicas"), experiment.at("n").get<std::size_t>() + clients);
  const std::string service = set.at("spec").at("serviceName");
  for (std::size_t i = 0; i < experiment.at("n"); ++i)
    EXPECT_EQ(experiment.at("deploy").at("hosts").at(i),
              set.at("metadata").at("name").get<std::string>() + "-" + std::to_string(i) + "." + service + ":7000");

  const Finished finished =
      Program(folder_.path(), {"up", "--ssh", deploy_file("kubernetes_hosts.json"), "--out", folder_.path() / "out"})
          .wait();
  EXPECT_EQ(finished.status, 0) << finished.err;
  const json cluster = json::parse(read_text(folder_.path() / "out/cluster/cluster.json"));
  EXPECT_EQ(cluster.at("nodes").at(2).at("address"), "parley-2.parley:7000");
  EXPECT_EQ(cluster.at("clients").size(), clients);
  EXPECT_NE(finished.out.find("ssh parley-1.parley parley node --cluster parley/cluster.json --id 1"),
            std::string::npos)
      << finished.out;
}

TEST_F(DeployFiles, TheSystemdUnitIsOne) {
  std::istringstream unit(read_text(deploy_file("parley@.service")));
  const std::regex section(R"(\[(Unit|Service|Install)\])");
  const std::regex entry(R"([A-Z][A-Za-z]+=.*)");
  std::string command;
  for (std::string line; std::getline(unit, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    EXPECT_TRUE(std::regex_match(line, section) || std::regex_match(line, entry)) << line;
    if (line.starts_with("ExecStart=")) command = line;
  }
  expect_options_of_node(command);
}

TEST_F(DeployFiles, TheDockerfileHasInstructionsOnly) {
  std::istringstream file(read_text(deploy_file("Dockerfile")));
  constexpr std::array<const char*, 11> kInstructions{"FROM",       "COPY",       "WORKDIR", "RUN", "VOLUME", "EXPOSE",
                                                      "STOPSIGNAL", "ENTRYPOINT", "CMD",     "ENV", "USER"};
  bool continued = false;
  for (std::string line; std::getline(file, line);) {
    const std::string word = line.substr(0, line.find(' '));
    if (!continued && !line.empty() && !line.starts_with("#")) {
      EXPECT_NE(std::find(kInstructions.begin(), kInstructions.end(), word), kInstructions.end()) << line;
    }
    continued = line.ends_with("\\");
  }
  EXPECT_FALSE(continued);
}

}  // namespace
}  // namespace parley::cli
