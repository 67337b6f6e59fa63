#include "cli/experiment.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "cli/membership_reader.hpp"
#include "cli/network_reader.hpp"
#include "cli/sweep.hpp"
#include "faults/json_text.hpp"
#include "faults/plan_reader.hpp"
#include "net/tcp/cluster.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

constexpr std::uint64_t kMostProcesses = 1'000'000;
constexpr std::uint64_t kMostBudget = 255;  // of the explorer, which keeps budgets in a byte

std::uint32_t whole32(const Place& place, std::uint64_t least, std::uint64_t most = 0xffffffff) {
  return static_cast<std::uint32_t>(place.whole(least, most));
}

ExploreSection read_explore(const Place& place) {
  place.only({"values", "crashes", "restarts", "losses", "duplications", "timer_firings", "max_depth", "max_states",
              "parameters"});
  ExploreSection section;
  if (const auto parameters = place.find("parameters")) {
    if (!parameters->json().is_object()) parameters->fail("expected an object");
    section.parameters = parameters->json();
  }
  if (const auto values = place.find("values")) {
    section.values.clear();
    for (const Place& value : values->elements()) section.values.push_back(value.whole(0));
    if (section.values.empty()) values->fail("expected at least one value");
  }
  const auto budget = [&](std::string_view name, std::uint32_t& target) {
    if (const auto member = place.find(name)) target = whole32(*member, 0, kMostBudget);
  };
  budget("crashes", section.crashes);
  budget("restarts", section.restarts);
  budget("losses", section.losses);
  budget("duplications", section.duplications);
  budget("timer_firings", section.timer_firings);
  if (const auto depth = place.find("max_depth")) section.max_depth = depth->whole(0);
  if (const auto states = place.find("max_states")) section.max_states = states->whole(0);
  return section;
}

std::vector<std::string> read_names(const Place& place) {
  std::vector<std::string> names;
  for (const Place& name : place.elements()) names.push_back(name.text());
  return names;
}

AttackSection read_attack(const Place& place, std::uint32_t n) {
  place.only({"faulty", "strategies", "crashes", "loss", "duplication", "max_steps"});
  AttackSection section;
  if (const auto faulty = place.find("faulty")) section.faulty = whole32(*faulty, 0, n);
  if (const auto strategies = place.find("strategies")) {
    section.strategies = read_names(*strategies);
    if (section.strategies.empty()) strategies->fail("expected at least one strategy; leave it out to try all");
  }
  if (const auto crashes = place.find("crashes")) section.crashes = whole32(*crashes, 0, 1'000'000);
  if (const auto loss = place.find("loss")) section.loss = loss->flag();
  if (const auto duplication = place.find("duplication")) section.duplication = duplication->flag();
  if (const auto steps = place.find("max_steps")) section.max_steps = whole32(*steps, 1);
  return section;
}

VerifySection read_verify(const Place& place, const std::filesystem::path& folder) {
  place.only({"models", "resilience"});
  VerifySection section;
  for (const Place& model : place.require("models").elements()) section.models.push_back(folder / model.text());
  if (const auto resilience = place.find("resilience")) section.resilience = resilience->text();
  return section;
}

Kill read_kill(const Place& place) {
  place.only({"on_output", "after_ms", "restart_after_ms"});
  Kill kill;
  kill.on_output = place.require("on_output").text();
  if (const auto after = place.find("after_ms")) kill.after_ms = after->whole(0, 86'400'000);
  if (const auto restart = place.find("restart_after_ms")) kill.restart_after_ms = restart->whole(0, 86'400'000);
  return kill;
}

DeploySection read_deploy(const Place& place) {
  place.only({"tick_ms", "seconds", "kills", "shape", "hosts"});
  DeploySection section;
  if (const auto kills = place.find("kills"))
    for (const Place& kill : kills->elements()) section.kills.push_back(read_kill(kill));
  if (const auto shape = place.find("shape")) section.shape = shape->flag();
  if (const auto hosts = place.find("hosts"))
    for (const Place& host : hosts->elements())
      section.hosts.push_back(tcp::to_text(tcp::parse_address(host.text(), host.file(), host.path())));
  if (const auto tick = place.find("tick_ms")) section.tick_ms = tick->whole(1, 60'000);
  if (const auto seconds = place.find("seconds")) section.seconds = seconds->whole(1, 86'400);
  return section;
}

// Whether a list on the way of `pointer` would be filled up with nulls to reach an index behind its end.
bool leaves_gap(const json& document, json::json_pointer pointer) {
  for (; !pointer.empty(); pointer.pop_back()) {
    const json::json_pointer parent = pointer.parent_pointer();
    if (!document.contains(parent) || !document[parent].is_array() || pointer.back() == "-") continue;
    const std::string& index = pointer.back();
    const bool number = !index.empty() && index.find_first_not_of("0123456789") == std::string::npos;
    if (!number || index.size() > 9 || std::stoul(index) > document[parent].size()) return true;
  }
  return false;
}

// "a/b/0=value": the value is JSON when it parses as such, a string otherwise.
void apply_setting(json& document, const std::string& setting) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError("--set", setting, "expected path=value, such as n=7 or network/loss=0.1");
  const std::string text = setting.substr(equals + 1);
  const auto refuse = [&setting] {
    throw InputError("--set", setting, "expected a path to a member that is there or can be added");
  };
  const auto levels = std::count(setting.begin(), setting.begin() + static_cast<std::ptrdiff_t>(equals), '/');
  if (levels > faults::kDeepestDocument || faults::nests_deeper_than(text, faults::kDeepestDocument)) refuse();
  try {
    static_cast<void>(json(setting).dump());  // throws where it is no UTF-8
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) value = text;
    const json::json_pointer pointer("/" + setting.substr(0, equals));
    if (leaves_gap(document, pointer)) refuse();
    document[pointer] = std::move(value);
  } catch (const json::exception&) {
    refuse();
  }
}

// Servers and, where the parameters ask for them, clients: read here, ahead of the protocol that knows for certain, as
// the bound on their number must hold before any sum is made of it.
std::uint32_t count_processes(const Experiment& experiment) {
  const Place parameters = experiment.parameters();
  if (const auto clients = parameters.find("clients")) return experiment.n + whole32(*clients, 0, kMostProcesses);
  return experiment.n;
}

Precision read_precision(const Place& place) {
  place.only({"metric", "relative", "least_runs"});
  Precision precision;
  precision.metric = place.require("metric").text();
  precision.relative = place.require("relative").number(1e-6, 1);
  if (const auto least = place.find("least_runs")) precision.least_runs = least->whole(2, 1'000'000'000);
  return precision;
}

void read_seed(const Place& root, Experiment& experiment) {
  if (const auto seed = root.find("seed")) experiment.seed = seed->whole(0);
}

void read_runs(const Place& root, Experiment& experiment) {
  if (const auto runs = root.find("runs")) experiment.runs = runs->whole(1, 1'000'000'000);
  if (const auto ticks = root.find("max_ticks")) experiment.max_ticks = ticks->whole(1);
  if (const auto ticks = root.find("warm_up_ticks")) experiment.warm_up_ticks = ticks->whole(0);
  if (const auto precision = root.find("precision")) experiment.precision = read_precision(*precision);
  if (const auto properties = root.find("properties")) {
    experiment.properties = read_names(*properties);
    if (experiment.properties.empty()) properties->fail("expected at least one property; leave it out to check all");
    for (std::size_t index = 1; index < experiment.properties.size(); ++index) {
      const auto end = experiment.properties.begin() + static_cast<std::ptrdiff_t>(index);
      if (std::find(experiment.properties.begin(), end, *end) != end)
        properties->elements()[index].fail("expected each property once");
    }
  }
}

void read_sections(const Place& root, Experiment& experiment) {
  const std::uint32_t processes = count_processes(experiment);
  if (const auto network = root.find("network")) experiment.network = read_network(*network, processes);
  if (const auto topology = root.find("topology"))
    experiment.network.topology =
        read_topology(*topology, experiment.n, experiment.file.parent_path(), experiment.seed.value_or(1));
  if (const auto faults = root.find("faults"))
    experiment.faults = faults::read_fault_plan(faults->json(), root.file(), faults->path(), processes);
  if (const auto churn = root.find("churn")) {
    experiment.churn = read_churn(*churn, experiment.n, experiment.faults);
    experiment.faults.churned = experiment.churn->processes;
  }
  if (const auto joins = root.find("joins")) experiment.joins = read_joins(*joins, experiment.n, experiment.faults);
  if (const auto explore = root.find("explore")) experiment.explore = read_explore(*explore);
  if (const auto attack = root.find("attack")) experiment.attack = read_attack(*attack, experiment.n);
  if (const auto verify = root.find("verify")) experiment.verify = read_verify(*verify, experiment.file.parent_path());
  if (const auto deploy = root.find("deploy")) experiment.deploy = read_deploy(*deploy);
  if (const std::size_t hosts = experiment.deploy.hosts.size(); hosts != 0 && hosts != experiment.n)
    root.require("deploy").fail_at(
        "hosts", fmt::format("expected an address for each of {} nodes, found {}", experiment.n, hosts));
}

}  // namespace

Place Experiment::parameters() const {
  static const json kEmpty = json::object();
  const auto found = document.find("parameters");
  return Place(found == document.end() ? kEmpty : *found, file.string(), parameters_path);
}

Experiment Experiment::explored() const {
  Experiment small = *this;
  if (explore.parameters.empty()) return small;
  json& merged = small.document["parameters"];
  if (!merged.is_object()) merged = json::object();
  merged.update(explore.parameters);
  small.parameters_path = "/explore/parameters";  // the others have been read before
  return small;
}

namespace {

void read_plain(const Place& root, Experiment& experiment) {
  root.only({"system", "parameters", "explore", "properties", "description"});
  experiment.is_plain = true;
  experiment.protocol = root.require("system").text();
  if (const auto explore = root.find("explore")) {
    explore->only({"max_depth", "max_states"});
    experiment.explore = read_explore(*explore);
  }
}

// Which of n, t and the topology a study takes, and what must stand there, its entry knows (cli/engines/study.hpp).
void read_study(const Place& root, Experiment& experiment) {
  root.only({"study", "n", "t", "parameters", "topology", "properties", "seed", "description"});
  read_seed(root, experiment);
  experiment.is_study = true;
  experiment.protocol = root.require("study").text();
  if (const auto n = root.find("n")) experiment.n = whole32(*n, 1, kMostProcesses);
  if (const auto t = root.find("t")) experiment.t = whole32(*t, 0, kMostProcesses);
  if (const auto topology = root.find("topology"))
    experiment.network.topology =
        read_topology(*topology, experiment.n, experiment.file.parent_path(), experiment.seed.value_or(1));
}

void read_instance(const Place& root, Experiment& experiment) {
  root.only(
      {"protocol",      "n",         "t",      "parameters",  "topology",         "network",    "faults", "churn",
       "joins",         "explore",   "attack", "verify",      "deploy",           "properties", "runs",   "max_ticks",
       "warm_up_ticks", "precision", "seed",   "description", "beyond_resilience"});
  read_seed(root, experiment);
  experiment.protocol = root.require("protocol").text();
  experiment.n = whole32(root.require("n"), 1, kMostProcesses);
  experiment.t = whole32(root.require("t"), 0, kMostProcesses);
  if (const auto beyond = root.find("beyond_resilience")) experiment.beyond_resilience = beyond->flag();
  read_sections(root, experiment);
}

// Traces hold the document and are read in other folders: small graphs from files go with them.
void inline_graph(Experiment& experiment) {
  constexpr std::uint32_t kMostInlined = 64;
  const auto found = experiment.document.find("topology");
  if (experiment.n > kMostInlined || found == experiment.document.end() || !found->contains("file")) return;
  *found = topology_as_list(experiment);
}

}  // namespace

json topology_as_list(const Experiment& experiment) {
  json links = json::array();
  for (std::uint32_t from = 0; from < experiment.n; ++from) {
    const Neighbours to = experiment.network.topology.neighbours(ProcessId{from}, experiment.n);
    for (std::uint32_t index = 0; index < to.size(); ++index) links.push_back({from, to[index].value});
  }
  return {{"type", "list"}, {"links", std::move(links)}, {"directed", true}};
}

Experiment parse_experiment(json document, const std::filesystem::path& name) {
  Experiment experiment;
  experiment.file = name;
  experiment.document = std::move(document);
  const Place root = experiment.place();
  refuse_sweep(root);
  if (const auto description = root.find("description")) description->text();
  if (root.has("system")) {
    read_plain(root, experiment);
  } else if (root.has("study")) {
    read_study(root, experiment);
  } else {
    read_instance(root, experiment);
  }
  read_runs(root, experiment);
  inline_graph(experiment);
  return experiment;
}

json read_document(std::string_view text, const std::filesystem::path& name, const std::vector<std::string>& settings) {
  json document = faults::parse_json(text, name.string());
  for (const std::string& setting : settings) apply_setting(document, setting);
  return document;
}

Experiment parse_experiment_text(std::string_view text, const std::filesystem::path& name,
                                 const std::vector<std::string>& settings) {
  return parse_experiment(read_document(text, name, settings), name);
}

Experiment read_experiment(const std::filesystem::path& file, const std::vector<std::string>& settings) {
  Experiment experiment = parse_experiment_text(read_file(file), file, settings);
  find_models(experiment);
  return experiment;
}

void find_models(const Experiment& experiment) {
  const std::filesystem::path& file = experiment.file;
  for (std::size_t index = 0; index < experiment.verify.models.size(); ++index)
    if (!std::filesystem::exists(experiment.verify.models[index]))
      throw InputError(
          file.string(), fmt::format("/verify/models/{}", index),
          fmt::format("expected a model file; {} does not exist", experiment.verify.models[index].string()));
}

}  // namespace parley::cli
