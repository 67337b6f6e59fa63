// The verbs over one experiment: simulate, explore, attack.
#include "cli/command.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

using Engine = VerbResult (*ProtocolEntry::*)(const Experiment&, const VerbOptions&);

int run_engine(const Command& command, const std::atomic<bool>& stop, Engine engine) {
  const Experiment experiment = read_experiment(command.files.front(), command.settings);
  const ProtocolEntry& entry = find_protocol(experiment);
  entry.validate(experiment);
  return finish(command, (entry.*engine)(experiment, verb_options(command, experiment, stop)));
}

}  // namespace

int run_simulate(const Command& command, const std::atomic<bool>& stop) {
  return run_engine(command, stop, &ProtocolEntry::simulate);
}

int run_explore(const Command& command, const std::atomic<bool>& stop) {
  return run_engine(command, stop, &ProtocolEntry::explore);
}

int run_attack(const Command& command, const std::atomic<bool>& stop) {
  return run_engine(command, stop, &ProtocolEntry::attack);
}

}  // namespace parley::cli
