// The verbs over one experiment: explore, attack.
#include "cli/command.hpp"
#include "cli/explore_plain.hpp"
#include "cli/run_study.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using Engine = VerbResult (*ProtocolEntry::*)(const Experiment&, const VerbOptions&);

int run_engine(const Command& command, const std::atomic<bool>& stop, Engine engine, StudyVerb study_verb) {
  const Experiment experiment = read_experiment(command.files.front(), command.settings);
  if (experiment.is_plain && engine == &ProtocolEntry::explore)
    return finish(command, explore_plain(experiment, verb_options(command, experiment, stop)));
  if (experiment.is_study)
    return finish(command, run_study(experiment, study_verb, verb_options(command, experiment, stop)));
  const ProtocolEntry& entry = find_protocol(experiment);
  entry.validate(experiment);
  refuse_missing_links(entry, experiment);
  try {
    return finish(command, (entry.*engine)(experiment, verb_options(command, experiment, stop)));
  } catch (const NotApplicable& refusal) {  // of an engine, which knows no files
    if (refusal.file() == experiment.file) throw;
    throw NotApplicable(experiment.file.string(), refusal.file().starts_with('/') ? refusal.file() : "/explore",
                        refusal.file().starts_with('/') ? refusal.expectation() : refusal.what());
  }
}

}  // namespace

int run_explore(const Command& command, const std::atomic<bool>& stop) {
  return run_engine(command, stop, &ProtocolEntry::explore, StudyVerb::kExplore);
}

int run_attack(const Command& command, const std::atomic<bool>& stop) {
  return run_engine(command, stop, &ProtocolEntry::attack, StudyVerb::kAttack);
}

}  // namespace parley::cli
