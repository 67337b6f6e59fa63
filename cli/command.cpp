#include "cli/command.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <functional>
#include <new>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/ranks.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

// A number in that range; CLI::Range lets through what is not a number.
CLI::Validator seconds_within(double least, double most) {
  const auto check = [least, most](const std::string& text) {
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && value >= least && value <= most) return std::string();
    return fmt::format("expected seconds from {} to {}, found {}", least, most, text);
  };
  return CLI::Validator(check, "SECONDS");
}

// Digits alone: the library reads -1 as the largest number there is.
CLI::Validator whole_number() {
  const auto check = [](const std::string& text) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const bool fits = text.size() < 20 || (text.size() == 20 && text <= "18446744073709551615");
    return digits && fits ? std::string() : "expected a whole number below 2^64, found " + text;
  };
  return CLI::Validator(check, "NUMBER");
}

// An empty text is most often a variable of the shell that is not set.
CLI::Validator not_empty(const std::string& what, const std::string& type = "TEXT") {
  const auto check = [what](const std::string& text) {
    return text.empty() ? "expected " + what + ", found an empty one" : std::string();
  };
  return CLI::Validator(check, type);
}

// A name of a file or folder.
CLI::Validator path_name() {
  return not_empty("a name", "PATH");
}

void add_common(CLI::App& app, Command& command) {
  app.add_option("--seed", command.seed, "seed of everything random (default: the experiment's, else 1)")
      ->check(whole_number());
  app.add_option("--threads", command.threads, "threads to use (default: all cores)")->check(CLI::Range(1U, 1024U));
  app.add_option("--json", command.json, "write the result as one JSON object to this file")->check(path_name());
  app.add_option("--out", command.out, "folder for traces, counterexamples and pages")
      ->check(path_name())
      ->capture_default_str();
  app.add_option("--timeout", command.timeout_seconds, "stop after so many seconds")->check(seconds_within(1e-6, 1e9));
  app.add_flag("--quiet", command.quiet, "print nothing but errors");
}

// How many there may be is checked after parsing (check_words), where an error can say what was found.
void add_files(CLI::App& app, Command& command, const std::string& name) {
  app.add_option(name, command.files, "")->expected(0, CLI::detail::expected_max_vector_size)->check(path_name());
  app.allow_extras();
}

CLI::App& add_experiment_verb(CLI::App& app, Command& command, const std::string& name, const std::string& help) {
  CLI::App& verb = *app.add_subcommand(name, help);
  add_common(verb, command);
  add_files(verb, command, "EXPERIMENT");
  verb.add_option("--set", command.settings, "change the document first: path=value, such as n=7")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return verb;
}

void add_experiment_verbs(CLI::App& app, Command& command) {
  add_experiment_verb(app, command, "tour", "all verbs that apply, one table, one page");
  CLI::App& explore = add_experiment_verb(app, command, "explore", "every schedule of a small instance");
  explore
      .add_option("--engine", command.engine,
                  "bfs (shortest counterexample), dfs (least memory), deepening (fewest faults) or random (walks)")
      ->check(CLI::IsMember({"bfs", "dfs", "deepening", "random"}));
  explore.add_option("--walks", command.walks, "runs of the random engine (default: 1000)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}));
  explore
      .add_option(
          "--liveness", command.liveness,
          "look for runs that go on for ever: on, off or auto (default: when there are at most 2 million states)")
      ->check(CLI::IsMember({"on", "off", "auto"}));
  explore.add_option("--max-states", command.max_states, "stop after so many states")->check(whole_number());
  explore
      .add_option("--max-memory", command.max_memory_mib,
                  "stop when states take more than so many MiB (default: half of memory)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 24));
  explore.add_option("--checkpoint", command.checkpoint, "keep the search in this file; go on where it stands there")
      ->check(path_name());
  explore.add_flag("--symmetry", command.symmetry, "explore one of each set of renamed states: on or off (default)");
  explore.add_flag("--reduction", command.reduction, "merge local states that behave alike: on or off (default)");
  CLI::App& simulate = add_experiment_verb(app, command, "simulate", "rounds, latency, loss and crashes, at scale");
  simulate.add_option("--runs", command.runs, "independent runs")->check(CLI::Range(1U, 1'000'000'000U));
  CLI::App& attack = add_experiment_verb(app, command, "attack", "fault campaigns that shrink and replay");
  attack.add_option("--budget", command.runs, "runs to try")->check(CLI::Range(1U, 1'000'000'000U));
  CLI::App& up = add_experiment_verb(app, command, "up", "real processes on this machine");
  up.add_option("--seconds", command.seconds, "stop the cluster after so long")->check(seconds_within(0.1, 86400));
  up.add_option("--metrics", command.metrics, "answer /metrics and /healthz at HOST:PORT, process i at PORT + i");
  up.add_flag("--netns", command.netns, "each process in a network namespace of its own (needs root)");
  up.add_flag("--ssh", command.ssh, "write the cluster file and keys for /deploy/hosts, print what to run there");
}

void add_synthesize(CLI::App& app, Command& command) {
  CLI::App& synthesize = *app.add_subcommand("synthesize", "values of a model's unknowns under which it is correct");
  add_common(synthesize, command);
  add_files(synthesize, command, "MODEL");
  synthesize.add_option("--spec", command.specs, "only this specification; may be repeated");
  synthesize.add_option("--engine", command.engine, "auto, or an engine by name");
  synthesize.add_option("--range", command.ranges, "where to look for an unknown: NAME=LOW..HIGH (default -1..2)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  synthesize
      .add_option("--threshold", command.thresholds,
                  "take another expression for a definition, with unknowns: NAME=EXPRESSION")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_model_verbs(CLI::App& app, Command& command) {
  CLI::App& verify = *app.add_subcommand("verify", "prove a threshold automaton for every n, t, f");
  add_common(verify, command);
  add_files(verify, command, "MODEL");
  verify.add_option("--spec", command.specs, "only this specification; may be repeated");
  verify.add_option("--engine", command.engine, "auto, or an engine by name");
  verify.add_option("--resilience", command.resilience, "replace the resilience condition, such as \"n > 2*t\"")
      ->check(not_empty("a condition"));
  verify
      .add_option("--certificate", command.certificate,
                  "write the proofs as SMT-LIB 2 to this folder, or to this file if it ends in .smt2")
      ->check(path_name());
  verify.add_flag("--tightest", command.tightest, "how far the resilience condition can be weakened");
  verify.add_flag("--vacuity", command.vacuity, "tell premises that no run satisfies, locations that none reaches");
  add_synthesize(app, command);
  CLI::App& conform = *app.add_subcommand("conform", "is the run an instance of the model?");
  add_common(conform, command);
  add_files(conform, command, "TRACE");
  conform.add_option("--model", command.model, "the threshold automaton")->check(path_name())->required();
}

void add_other_verbs(CLI::App& app, Command& command) {
  CLI::App& replay = *app.add_subcommand("replay", "run a trace again, step by step, and draw it");
  add_common(replay, command);
  add_files(replay, command, "TRACE");
  CLI::App& node = *app.add_subcommand("node", "one process of a cluster");
  add_common(node, command);
  node.add_option("--cluster", command.cluster, "the cluster file")->check(path_name())->required();
  node.add_option("--id", command.id, "which process of it")->check(whole_number())->required();
  node.add_option("--key", command.key, "its key file (default: keys/<id>.key beside the cluster file)");
  node.add_option("--seconds", command.seconds, "stop after so long")->check(seconds_within(0.1, 86400));
  node.add_option("--metrics", command.metrics, "answer /metrics and /healthz at HOST:PORT");
  node.add_option("--with-parent", command.parent, "end when this process, which started it, ends")
      ->check(whole_number());
  CLI::App& keygen = *app.add_subcommand("keygen", "make an identity: an Ed25519 key, readable by its owner only");
  add_common(keygen, command);
  add_files(keygen, command, "FILE");
  CLI::App& report = *app.add_subcommand("report", "the page of a folder of results");
  add_common(report, command);
  add_files(report, command, "DIR");
  CLI::App& list = *app.add_subcommand("list", "which verb applies to which protocol, and why not");
  add_common(list, command);
  list.add_flag("--kernels", command.kernels, "the batch kernels, their backends and measured rates");
}

int dispatch(Command& command) {
  check_outputs(command);
  const std::atomic<bool>& stop = stop_flag();
  const Deadline deadline(command.timeout_seconds);
  if (Ranks* const shared = ranks()) {
    if (command.verb != "simulate")
      throw EnvironmentError(fmt::format("several ranks share the work of simulate, not of {}", command.verb));
    command.quiet = command.quiet || shared->rank() > 0;
  }
  if (command.threads == 0)
    command.threads = std::max(1U, std::thread::hardware_concurrency() / (ranks() == nullptr ? 1 : ranks()->here()));
  if (command.verb == "verify") return run_verify(command, stop);
  if (command.verb == "synthesize") return run_synthesize(command, stop);
  if (command.verb == "explore") return run_explore(command, stop);
  if (command.verb == "simulate") return run_simulate(command, stop);
  if (command.verb == "attack") return run_attack(command, stop);
  if (command.verb == "up") return run_up(command, stop);
  if (command.verb == "node") return run_node(command, stop);
  if (command.verb == "conform") return run_conform(command, stop);
  if (command.verb == "replay") return run_replay(command, stop);
  if (command.verb == "tour") return run_tour(command, stop);
  if (command.verb == "keygen") return run_keygen(command);
  if (command.verb == "report") return run_report(command);
  return run_list(command);
}

// What names and values in an error may hold must not break its line, nor reach the terminal as a command, nor fill it.
std::string one_line(std::string text) {
  constexpr std::size_t kLongest = 1000;
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  if (text.size() > kLongest) text.replace(kLongest / 2, text.size() - kLongest, " ... ");
  return text;
}

// As what() has it, but whole where a value in it holds a NUL.
std::string text_of(const InputError& error) {
  return error.file() + (error.place().empty() ? "" : ": " + error.place()) + ": " + error.expectation();
}

// Errors are one line each, whatever went wrong.
int guarded(const std::function<int()>& body) {
  try {
    return body();
  } catch (const InputError& error) {
    fmt::print(stderr, "parley: {}\n", one_line(text_of(error)));
    return kExitUnusable;
  } catch (const EnvironmentError& error) {
    fmt::print(stderr, "parley: {}\n", one_line(error.what()));
    return kExitUnusable;
  } catch (const std::system_error& error) {  // no thread, no file: from the library, where nobody asked first
    fmt::print(stderr, "parley: {}\n", one_line(error.what()));
    return kExitUnusable;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "parley: out of memory; use a smaller instance or set a limit\n");
    return kExitUndecided;
  }
}

// "--symmetry off" as "--symmetry=off": a flag with an optional value must not swallow the file behind it.
void join_flag_values(std::vector<std::string>& words) {
  const auto is_switch = [](const std::string& word) {
    return word == "on" || word == "off" || word == "true" || word == "false";
  };
  for (std::size_t index = 0; index < words.size(); ++index) {
    std::string& word = words[index];
    for (const std::string flag : {"--symmetry", "--reduction"}) {
      if (word.starts_with(flag + "=") && !is_switch(word.substr(flag.size() + 1)))
        throw CLI::ValidationError(flag, "expected on or off, found " + word.substr(flag.size() + 1));
      if (word != flag || index + 1 == words.size() || !is_switch(words[index + 1])) continue;
      word += "=" + words[index + 1];
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(index) + 1);
    }
  }
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

// The words as CLI11 takes them, from last to first. "help" and "help VERB" are what other programs know them for.
std::vector<std::string> prepare_words(int argc, char** argv, const CLI::App& app) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.push_back("--help");
  }
  const std::vector<std::string> verbs = verbs_of(app);
  const std::string known = fmt::format("expected a verb: {}", fmt::join(verbs, ", "));
  if (words.empty()) throw CLI::ValidationError(known);
  if (!words.front().starts_with("-") && std::find(verbs.begin(), verbs.end(), words.front()) == verbs.end())
    throw CLI::ValidationError(fmt::format("{}; found {}", known, words.front()));
  join_flag_values(words);
  std::reverse(words.begin(), words.end());
  return words;
}

// Options that the verb does not have, and the wrong number of files.
void check_words(const CLI::App& verb, const Command& command) {
  for (const std::string& word : verb.remaining())
    throw CLI::ValidationError(fmt::format("{} has no option {}", verb.get_name(), word));
  const auto positionals = verb.get_options([](const CLI::Option* option) { return option->get_positional(); });
  if (positionals.empty()) return;
  const std::string name = positionals.front()->get_name();
  if (std::find(command.files.begin(), command.files.end(), "") != command.files.end())
    throw CLI::ValidationError(name, "expected a name, found an empty one");
  const bool many = verb.get_name() == "verify" || name == "TRACE";
  if (!command.files.empty() && (many || command.files.size() == 1)) return;
  std::vector<std::string> found;
  for (const std::filesystem::path& file : command.files) found.push_back(file.string());
  throw CLI::ValidationError(fmt::format("{} takes {} {}, found {}", verb.get_name(), many ? "at least one" : "one",
                                         name, found.empty() ? "none" : fmt::format("{}", fmt::join(found, " and "))));
}

}  // namespace

int run_command(int argc, char** argv) {
  open_streams();
  CLI::App app{"Parley: one protocol source, proved, explored, simulated, attacked, deployed and checked.", "parley"};
  app.set_version_flag("--version", PARLEY_VERSION);
  app.require_subcommand(1);
  Command command;
  add_experiment_verbs(app, command);
  add_model_verbs(app, command);
  add_other_verbs(app, command);
  try {
    app.parse(prepare_words(argc, argv, app));
    check_words(*app.get_subcommands().front(), command);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    fmt::print(stderr, "parley: command line: {} (see parley --help)\n", one_line(error.what()));
    return kExitUnusable;
  }
  const CLI::App* verb = app.get_subcommands().front();
  command.verb = verb->get_name();
  command.out_given = verb->count("--out") > 0;
  const int status = guarded([&command] { return dispatch(command); });
  const int written = guarded([] {
    finish_output();
    return static_cast<int>(kExitHolds);
  });
  return status == kExitHolds ? written : status;
}

VerbOptions verb_options(const Command& command, const Experiment& experiment, const std::atomic<bool>& stop) {
  VerbOptions options;
  options.seed = command.seed.value_or(experiment.seed.value_or(1));
  options.threads = command.threads;
  options.timeout_seconds = command.timeout_seconds;
  options.quiet = command.quiet;
  options.progress = !command.quiet && isatty(STDERR_FILENO) != 0;
  options.stop = &stop;
  options.ranks = ranks();
  options.runs = command.runs;
  if (!command.engine.empty()) options.engine = command.engine;
  options.symmetry = command.symmetry;
  options.reduction = command.reduction;
  options.max_states = command.max_states;
  options.max_memory_mib = command.max_memory_mib;
  options.checkpoint = command.checkpoint;
  options.walks = command.walks;
  if (!command.liveness.empty()) options.liveness = command.liveness;
  return options;
}

void refuse_missing_links(const ProtocolEntry& entry, const Experiment& experiment) {
  if (entry.takes_topology || experiment.network.topology.is_complete()) return;
  experiment.place()
      .require("topology")
      .require("type")
      .fail(fmt::format("expected complete: {} sends to all processes, and only simulate cuts links", entry.name));
}

int status_after_storing(ExitStatus status, const std::function<void()>& store) {
  try {
    store();
    return status;
  } catch (const EnvironmentError& error) {
    fmt::print(stderr, "parley: {}\n", one_line(error.what()));
    return status == kExitViolated ? kExitViolated : kExitUnusable;
  }
}

int finish(const Command& command, const VerbResult& result) {
  if (!command.quiet) {
    for (const std::string& line : result.lines) say("{}\n", line);
    say_text(to_lines(result));
  }
  if (ranks() != nullptr && ranks()->rank() > 0) return exit_status(result);
  return status_after_storing(exit_status(result), [&] {
    for (const std::filesystem::path& path : store(result, command.out, command.json))
      if (!command.quiet) say("{}: {}\n", path.string().ends_with(".jsonl") ? "trace" : "file", path.string());
  });
}

}  // namespace parley::cli
