// The experiment document: one file that drives every verb. This is the part that does not depend on the protocol; the
// protocol's own parameters stay a JSON object until the registry's entry reads them (protocol_entry.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/document.hpp"
#include "faults/plan.hpp"
#include "net/sim/options.hpp"

namespace parley::cli {

struct ExploreSection {
  std::vector<std::uint64_t> values{0, 1};  // that Byzantine processes may use
  std::uint32_t crashes = 0;                // budgets of one run
  std::uint32_t restarts = 0;
  std::uint32_t losses = 0;
  std::uint32_t duplications = 0;
  std::uint32_t timer_firings = 0;  // of each process
  std::uint64_t max_depth = 0;      // 0: none
  std::uint64_t max_states = 0;     // 0: none
  // Instead of those under "parameters": what is simulated is mostly too large for every schedule.
  nlohmann::json parameters = nlohmann::json::object();
};

struct AttackSection {
  std::optional<std::uint32_t> faulty;  // how many Byzantine processes a run may have; default t
  std::vector<std::string> strategies;  // empty: all
  std::uint32_t crashes = 0;            // crash-and-restart faults a run may have
  bool loss = false;                    // whether messages may be lost for good, not only held back
  bool duplication = false;
  std::uint32_t max_steps = 0;  // of the faulty phase of one run; 0: by the number of processes
};

struct VerifySection {
  std::vector<std::filesystem::path> models;  // resolved against the experiment's folder
  std::string resilience;                     // replaces the models' condition; empty: as written
};

// A kill -9 that `up` carries out: of the first process that emits an output of this type, so long after it did.
struct Kill {
  std::string on_output;
  std::uint64_t after_ms = 0;
  std::optional<std::uint64_t> restart_after_ms;
};

struct DeploySection {
  std::uint64_t tick_ms = 5;
  std::uint64_t seconds = 10;  // at most, for `up`
  std::vector<Kill> kills;
  bool shape = false;              // the links behave as `network` says, see cli/link_shape.hpp
  std::vector<std::string> hosts;  // addresses of the nodes on other hosts, for `up --ssh`; empty, or n
};

// When simulation may stop before all runs are done: the half-width of the 95 % confidence interval of the metric's
// mean is at most so much of the mean.
struct Precision {
  std::string metric;
  double relative = 0.05;
  std::uint64_t least_runs = 10;
};

struct Experiment {
  std::filesystem::path file;
  nlohmann::json document;  // as read, after --set
  bool is_plain = false;    // {"system": ...}: a plain model of the explorer, of which `protocol` is the name
  bool is_study = false;    // {"study": ...}: a study (protocols/core/study.hpp), of which `protocol` is the name
  std::string protocol;
  std::uint32_t n = 0;
  std::uint32_t t = 0;
  bool beyond_resilience = false;  // n may be smaller than t asks for
  sim::Network network;            // with the topology
  faults::FaultPlan faults;
  std::optional<sim::Churn> churn;
  std::vector<sim::Join> joins;
  ExploreSection explore;
  AttackSection attack;
  VerifySection verify;
  DeploySection deploy;
  std::vector<std::string> properties;  // empty: all of the problem
  std::uint64_t runs = 1;
  std::uint64_t max_ticks = 100'000;
  std::uint64_t warm_up_ticks = 0;     // what happens before does not count in metrics
  std::optional<Precision> precision;  // none: all runs are made
  std::optional<std::uint64_t> seed;
  std::string parameters_path = "/parameters";  // where they were read, for errors

  // The object under "parameters", an empty one when absent.
  Place parameters() const;
  // The same with the parameters of the explore section in place of those of their names.
  Experiment explored() const;
  Place place() const { return Place(document, file.string()); }
};

// `settings` are "path=value" pairs such as "n=1000" or "network/loss=0.1", applied before anything is checked.
// Throws InputError.
Experiment read_experiment(const std::filesystem::path& file, const std::vector<std::string>& settings = {});

// The document alone, with `settings` applied and nothing checked.
nlohmann::json read_document(std::string_view text, const std::filesystem::path& name,
                             const std::vector<std::string>& settings);

// The experiment's links one by one, as a topology of type list: the same wherever it is read, and under any seed.
nlohmann::json topology_as_list(const Experiment& experiment);

// Throws InputError when a model that the experiment names does not exist.
void find_models(const Experiment& experiment);

// The same from text, without looking for the models.
Experiment parse_experiment_text(std::string_view text, const std::filesystem::path& name,
                                 const std::vector<std::string>& settings);

// The same for a document that is not in a file of its own (a trace's header); `name` is used in errors.
Experiment parse_experiment(nlohmann::json document, const std::filesystem::path& name);

}  // namespace parley::cli
