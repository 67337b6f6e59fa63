// `tour`: the main job. All verbs that apply to one experiment, one table, one page.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/conform_trace.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/report/page.hpp"
#include "cli/run_study.hpp"
#include "cli/up.hpp"
#include "cli/verify_models.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

class Tour {
 public:
  Tour(const Command& command, const std::atomic<bool>& stop)
      : command_(command),
        experiment_(read_experiment(command.files.front(), command.settings)),
        options_(verb_options(command, experiment_, stop)) {}

  int run() {
    experiment_.is_study ? run_answers() : run_verbs(find_protocol(experiment_));
    print_table();
    VerbResult whole;
    for (const VerbResult& result : results_) add(result, whole);
    if (!unstored_.empty()) throw EnvironmentError(unstored_);
    return write_page(std::move(whole));
  }

 private:
  void run_answers() {
    const StudyEntry& entry = find_study(experiment_);
    entry.validate(experiment_);
    for (const StudyVerb verb : {StudyVerb::kExplore, StudyVerb::kSimulate, StudyVerb::kAttack}) {
      if (answer_of(entry, verb) == nullptr) {
        leave_out(to_string(verb), "the study has no answer for it");
      } else {
        take(to_string(verb), [&] { return run_study(experiment_, verb, options_); });
      }
    }
  }

  void run_verbs(const ProtocolEntry& entry) {
    entry.validate(experiment_);
    refuse_missing_links(entry, experiment_);
    const bool has_model = !experiment_.verify.models.empty();
    has_model ? take("verify", [this] { return verify(); }) : leave_out("verify", "no model under /verify");
    take("explore", [&] { return explore(entry); });
    take("simulate", [&] { return entry.simulate(experiment_, options_); });
    take("attack", [&] { return attack(entry); });
    take("up", [&] {
      return run_cluster(experiment_, entry, options_, command_.out / "up",
                         static_cast<double>(experiment_.deploy.seconds));
    });
    const bool mapped = has_model && entry.project != nullptr;
    mapped ? conform_all(entry) : leave_out("conform", has_model ? "no map to a model" : "no model under /verify");
  }

  void take(std::string_view verb, const std::function<VerbResult()>& run) {
    if (options_.stop->load()) return;
    VerbResult result;
    try {
      result = run();
    } catch (const NotApplicable& refusal) {
      result.verb = verb;
      result.seed = options_.seed;
      result.verdicts.push_back({"all", Verdict::kUnknown, 0, fmt::format("not applicable: {}", refusal.what())});
    } catch (const EnvironmentError& error) {  // the other verbs may do without what is missing
      result.verb = verb;
      result.seed = options_.seed;
      result.verdicts.push_back({"all", Verdict::kUnknown, 0, error.what()});
    }
    keep(std::move(result));
  }

  // A verb that has nothing to say about this experiment: neither for nor against it.
  void leave_out(std::string_view verb, std::string_view reason) {
    VerbResult result;
    result.verb = verb;
    result.seed = options_.seed;
    result.facts["not_applicable"] = reason;
    keep(std::move(result));
  }

  void keep(VerbResult result) {
    result.file = experiment_.file.string();
    try {
      store(result, command_.out, command_.out / (result.verb + ".json"));
    } catch (const EnvironmentError& error) {  // what was found is told all the same
      unstored_ = error.what();
    }
    results_.push_back(std::move(result));
  }

  // Above ten processes fewer runs: what one takes grows with their square, or faster.
  VerbResult attack(const ProtocolEntry& entry) {
    constexpr std::uint64_t kRunsOfTen = 10'000;
    const std::uint64_t processes = entry.processes(experiment_);
    VerbOptions options = options_;
    if (processes > 10) options.runs = std::max<std::uint64_t>(100, kRunsOfTen * 100 / (processes * processes));
    return entry.attack(experiment_, options);
  }

  // A tour is to end in minutes: an instance that is too large for it is left undecided, with the note that says so.
  VerbResult explore(const ProtocolEntry& entry) {
    constexpr std::uint64_t kTourMemoryMib = 2048;
    VerbOptions options = options_;
    options.max_memory_mib = kTourMemoryMib;
    return entry.explore(experiment_, options);
  }

  VerbResult verify() {
    VerifyOptions options;
    options.threads = command_.threads;
    if (!experiment_.verify.resilience.empty()) options.resilience = experiment_.verify.resilience;
    if (command_.timeout_seconds > 0) options.timeout_seconds = command_.timeout_seconds;
    const StopRelay relay(*options_.stop);
    options.stop = relay.token();
    const auto begin = std::chrono::steady_clock::now();
    std::vector<ModelResult> models = read_verified_models(options);
    verify_models(models, options);
    for (ModelResult& model : models)
      for (const SpecResult& spec : model.specs) store_counterexample(model, spec, command_.out);
    store_schedules(models, command_.out, options);
    VerbResult result = to_verb_result(models, experiment_.file.string());
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
  }

  std::vector<ModelResult> read_verified_models(const VerifyOptions& options) const {
    try {
      return read_models(experiment_.verify.models, options);
    } catch (const InputError& error) {
      if (error.file() != "--resilience") throw;
      throw InputError(experiment_.file.string(), "/verify/resilience",
                       fmt::format("{}: {}", error.place(), error.expectation()));
    }
  }

  // What was simulated and what really ran, each held against the models that the protocol is mapped to.
  void conform_all(const ProtocolEntry& entry) {
    VerbResult all;
    all.verb = "conform";
    all.seed = options_.seed;
    for (const VerbResult& result : results_) {
      if (result.verb != "simulate" && result.verb != "up") continue;
      for (const KeptTrace& kept : result.traces) conform_one(entry, kept, result.verb, all);
    }
    keep(std::move(all));
  }

  void conform_one(const ProtocolEntry& entry, const KeptTrace& kept, const std::string& verb, VerbResult& all) {
    for (const std::filesystem::path& file : experiment_.verify.models) {
      const ThresholdAutomaton model = read_model_file(file);
      if (std::find(entry.models.begin(), entry.models.end(), model.name) == entry.models.end()) continue;
      const VerbResult one = conform_trace(kept.trace, kept.name, model);
      for (PropertyVerdict verdict : one.verdicts) {
        verdict.property = fmt::format("{} run of {}", verb == "up" ? "real" : "simulated", model.name);
        all.verdicts.push_back(std::move(verdict));
      }
      all.seconds += one.seconds;
      all.metrics["steps"] += one.metrics.at("steps");
      all.metrics["moves"] += one.metrics.at("moves");
    }
  }

  void print_table() const {
    if (command_.quiet) return;
    for (const VerbResult& result : results_)
      if (experiment_.is_study)
        for (const std::string& line : result.lines) say("{}\n", line);
    say("{:<10} {:<28} {:<9} {:>9}  {}\n", "verb", "property", "verdict", "seconds", "note");
    for (const VerbResult& result : results_) {
      const auto left_out = result.facts.find("not_applicable");
      if (left_out != result.facts.end()) say("{:<10} not applicable: {}\n", result.verb, left_out->second);
      for (const PropertyVerdict& verdict : result.verdicts)
        say("{:<10} {:<28} {:<9} {:>9.3f}  {}\n", result.verb, verdict.property, to_string(verdict.verdict),
            verdict.seconds, verdict.note);
    }
  }

  int write_page(VerbResult whole) const {
    Page page;
    page.title = experiment_.is_study
                     ? fmt::format("Parley: {}", experiment_.protocol)
                     : fmt::format("Parley: {}, n = {}, t = {}", experiment_.protocol, experiment_.n, experiment_.t);
    page.experiment = experiment_.document;
    whole.verb = "tour";
    whole.file = experiment_.file.string();
    whole.seed = options_.seed;
    for (const VerbResult& result : results_) {
      page.results.push_back(to_json(result));
      for (const KeptTrace& kept : result.traces) page.traces.push_back({kept.name, kept.trace});
    }
    const std::filesystem::path file = command_.out / "index.html";
    write_text(file, to_html(page));
    store(whole, command_.out, command_.json);
    if (!command_.quiet) say("\npage: {}\n", file.string());
    return options_.stop->load() ? std::max<int>(exit_status(whole), kExitUndecided) : exit_status(whole);
  }

  static void add(const VerbResult& result, VerbResult& whole) {
    for (PropertyVerdict verdict : result.verdicts) {
      verdict.property = result.verb + "." + verdict.property;
      whole.verdicts.push_back(std::move(verdict));
    }
    for (const auto& [name, value] : result.metrics) whole.metrics[result.verb + "." + name] = value;
    whole.seconds += result.seconds;
  }

  const Command& command_;
  Experiment experiment_;
  VerbOptions options_;
  std::vector<VerbResult> results_;
  std::string unstored_;  // why, where a result could not be stored
};

}  // namespace

int run_tour(const Command& command, const std::atomic<bool>& stop) {
  return Tour(command, stop).run();
}

}  // namespace parley::cli
