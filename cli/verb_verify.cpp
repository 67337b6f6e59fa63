// `verify`: one line a specification, FILE SPEC VERDICT SECONDS.
#include <fmt/format.h>
#include <malloc.h>

#include "checker/smt/verify.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/verify_extras.hpp"
#include "cli/verify_models.hpp"
#include "faults/json_text.hpp"
#include "models/ta_reader.hpp"

namespace parley::cli {

namespace {

std::string counterexample_name(const std::filesystem::path& model, const std::string& spec) {
  return model.stem().string() + "-" + spec + ".counterexample.json";
}

void print_result(const std::filesystem::path& file, const ModelResult& model, const SpecResult& spec, bool quiet) {
  if (quiet) return;
  say("{} {} {} {:.3f}", file.string(), spec.spec, to_string(spec.verdict), spec.seconds);
  if (!spec.reason.empty()) say("  # {}", spec.reason);
  say("\n");
  if (spec.counterexample) say_text(to_table(model.automaton, *spec.counterexample));
}

// Each specification has a context of Z3's of its own, which begins with large blocks of memory (17 MiB in Z3 4.8).
// Taken from what the one before gave back, they cost 2 ms instead of 14.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

}  // namespace

std::vector<ModelResult> verify_models(const std::vector<std::filesystem::path>& files, const VerifyOptions& options) {
  std::vector<ModelResult> results;
  for (const std::filesystem::path& file : files) {
    ModelResult result{file, read_model_file(file), {}};
    if (options.resilience) result.automaton = with_resilience(std::move(result.automaton), *options.resilience);
    VerifyOptions plain = options;
    plain.resilience.reset();
    result.specs = verify(result.automaton, plain);
    results.push_back(std::move(result));
  }
  return results;
}

VerbResult to_verb_result(const std::vector<ModelResult>& models, const std::string& file) {
  VerbResult result;
  result.verb = "verify";
  result.file = file;
  for (const ModelResult& model : models) {
    for (const SpecResult& spec : model.specs) {
      const std::string name = models.size() > 1 ? model.automaton.name + "." + spec.spec : spec.spec;
      result.verdicts.push_back({name, spec.verdict, spec.seconds, spec.reason});
      result.seconds += spec.seconds;
    }
  }
  result.metrics["specifications"] = static_cast<double>(result.verdicts.size());
  return result;
}

std::vector<std::filesystem::path> store_counterexamples(const std::vector<ModelResult>& models,
                                                         const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const ModelResult& model : models) {
    for (const SpecResult& spec : model.specs) {
      if (!spec.counterexample) continue;
      nlohmann::json document = to_json(model.automaton, *spec.counterexample);
      document["model"] = model.file.string();
      document["specification"] = spec.spec;
      paths.push_back(folder / counterexample_name(model.file, spec.spec));
      write_text(paths.back(), faults::write_json(document, 2) + "\n");
    }
  }
  return paths;
}

int run_verify(const Command& command, const std::atomic<bool>&) {
  keep_freed_memory();
  end_at_first_signal();  // the solver polls no flag, and half a proof is none
  VerifyOptions options;
  options.specs = command.specs;
  if (!command.engine.empty()) options.engine = command.engine;
  if (command.timeout_seconds > 0) options.timeout_seconds = command.timeout_seconds;
  options.threads = command.threads;
  if (!command.resilience.empty()) options.resilience = command.resilience;
  VerifyExtras extras{.vacuity = command.vacuity, .tightest = command.tightest};
  if (!command.certificate.empty()) extras.certificate = command.certificate;
  check_extras(extras, command.files, options);
  const std::vector<ModelResult> models = verify_models(command.files, options);
  for (const ModelResult& model : models)
    for (const SpecResult& spec : model.specs) print_result(model.file, model, spec, command.quiet);
  for (const std::filesystem::path& path : store_counterexamples(models, command.out))
    if (!command.quiet) say("counterexample: {}\n", path.string());
  VerbResult result = to_verb_result(models, command.files.front().string());
  add_extras(extras, models, options, command.quiet, result);
  store(result, command.out, command.json);
  return exit_status(result);
}

}  // namespace parley::cli
