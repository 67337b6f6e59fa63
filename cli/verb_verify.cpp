// `verify`: one line a specification, FILE SPEC VERDICT SECONDS, as soon as it is decided.
#include <chrono>
#include <fmt/format.h>
#include <malloc.h>
#include <optional>

#include "checker/smt/verify.hpp"
#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/verify_extras.hpp"
#include "cli/verify_models.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

void print_result(const ModelResult& model, const SpecResult& spec) {
  say("{} {} {} {:.3f}", model.file.string(), spec.spec, to_string(spec.verdict), spec.seconds);
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

VerifyOptions options_of(const Command& command) {
  VerifyOptions options;
  options.specs = command.specs;
  if (!command.engine.empty()) options.engine = command.engine;
  if (command.timeout_seconds > 0) {
    options.timeout_seconds = command.timeout_seconds;
    options.end = deadline_after(command.timeout_seconds);
  }
  options.threads = command.threads;
  if (!command.resilience.empty()) options.resilience = command.resilience;
  return options;
}

std::chrono::steady_clock::time_point half_way(std::chrono::steady_clock::time_point end) {
  const auto now = std::chrono::steady_clock::now();
  return end <= now ? end : now + (end - now) / 2;
}

}  // namespace

int run_verify(const Command& command, const std::atomic<bool>& stop) {
  const auto begin = std::chrono::steady_clock::now();
  keep_freed_memory();
  const StopRelay relay(stop);
  VerifyOptions options = options_of(command);
  options.stop = relay.token();
  VerifyExtras extras{.vacuity = command.vacuity, .tightest = command.tightest};
  if (!command.certificate.empty()) extras.certificate = command.certificate;
  std::vector<ModelResult> models = read_models(command.files, options);
  check_extras(extras, models, options);
  std::optional<EnvironmentError> not_stored;
  VerifyOptions for_verdicts = options;
  if (extras.any() && options.is_bounded()) for_verdicts.end = half_way(options.end);
  verify_models(models, for_verdicts, [&](ModelResult& model, const SpecResult& spec) {
    if (!command.quiet) print_result(model, spec);
    try {
      store_counterexample(model, spec, command.out);
      if (spec.counterexample && !command.quiet) say("counterexample: {}\n", model.evidence.at(spec.spec).string());
    } catch (const EnvironmentError& error) {
      not_stored = error;
    }
    flush_output();
  });
  try {
    store_schedules(models, command.out, options, [&](const std::string& line) {
      if (!command.quiet) say("{}\n", line);
      flush_output();
    });
  } catch (const EnvironmentError& error) {
    not_stored = error;
  }
  VerbResult result = to_verb_result(models, command.files.front().string());
  result.seed = command.seed.value_or(1);
  return status_after_storing(exit_status(result), [&] {
    add_extras(extras, models, options, command.quiet, result);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    store(result, command.out, command.json);
    if (not_stored) throw EnvironmentError(*not_stored);
  });
}

}  // namespace parley::cli
