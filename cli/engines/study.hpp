// Builds a registry entry from a study.
#pragma once

#include <string_view>
#include <utility>

#include "cli/engines/instance.hpp"
#include "cli/study_entry.hpp"
#include "cli/write_parameters.hpp"

namespace parley::cli {

namespace study_detail {

// What stands at the top of the document and not under /parameters, or must not stand there.
template <class Parameters>
void read_top(const Experiment& experiment, Parameters& parameters) {
  const Place root = experiment.place();
  const auto refuse = [&](std::string_view member) {
    if (const auto found = root.find(member))
      found->fail(fmt::format("expected nothing: the study {} takes no {}", experiment.protocol, member));
  };
  if constexpr (requires { parameters.n; }) {
    if (root.has("n")) parameters.n = static_cast<decltype(parameters.n)>(experiment.n);
  } else {
    refuse("n");
  }
  if constexpr (requires { parameters.t; }) {
    if (root.has("t")) parameters.t = static_cast<decltype(parameters.t)>(experiment.t);
  } else {
    refuse("t");
  }
  if constexpr (requires { parameters.topology; }) {
    parameters.topology = experiment.network.topology;
  } else {
    refuse("topology");
  }
}

// Throws InputError.
template <Study S>
typename S::Parameters parameters_of(const Experiment& experiment) {
  typename S::Parameters parameters;
  read_top(experiment, parameters);
  read_parameters(experiment.parameters(), parameters);
  instance_detail::refuse(experiment, S::validate(parameters));
  instance_detail::check_property_names(experiment, S::kProperties);
  return parameters;
}

template <class Parameters>
nlohmann::json document_of(const Experiment& experiment, const Parameters& parameters) {
  nlohmann::json document = experiment.document;
  document.erase("description");
  document["parameters"] = write_parameters(parameters);
  if constexpr (requires { parameters.n; }) document["n"] = parameters.n;
  if constexpr (requires { parameters.t; }) document["t"] = parameters.t;
  return document;
}

template <Study S, StudyEngine<S> kEngine>
StudyOutcome answer(const Experiment& experiment, const StudyConditions& conditions) {
  StudyFindings<typename S::Parameters> found = kEngine(parameters_of<S>(experiment), conditions);
  StudyOutcome outcome{std::move(found.verdicts), std::move(found.metrics), std::move(found.tables), {}};
  for (StudyCounterexample<typename S::Parameters>& one : found.counterexamples)
    outcome.counterexamples.push_back(
        {std::move(one.property), document_of(experiment, one.parameters), std::move(one.story)});
  return outcome;
}

}  // namespace study_detail

template <Study S>
StudyEntry make_study_entry(std::string_view family) {
  StudyEntry entry{S::kName, family, S::kProperties};
  entry.validate = [](const Experiment& experiment) { static_cast<void>(study_detail::parameters_of<S>(experiment)); };
  if constexpr (Explores<S>) entry.explore = &study_detail::answer<S, &S::explore>;
  if constexpr (Simulates<S>) entry.simulate = &study_detail::answer<S, &S::simulate>;
  if constexpr (Attacks<S>) entry.attack = &study_detail::answer<S, &S::attack>;
  return entry;
}

}  // namespace parley::cli
