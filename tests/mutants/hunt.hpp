// Runs a mutant through both engines and prints which of them kills it, after how much work, and how short the
// counterexample is: a line of docs/mutants.md. `Prey<P>` holds the instances: what a user's experiment file would say.
#pragma once

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "checker/explore/explore.hpp"
#include "faults/campaign/campaign.hpp"
#include "tests/mutants/mutation.hpp"

namespace parley::mutants {

template <Process P>
struct ExploreInstance {
  typename P::Config config;
  explore::ExploreOptions options;
};
template <Process P>
struct AttackInstance {
  typename P::Config config;
  faults::CampaignOptions options;
};

// Tried in order, until one of them finds something.
template <Process P>
struct Prey {
  std::vector<ExploreInstance<P>> explore;
  std::vector<AttackInstance<P>> attack;
};

struct Kill {
  std::string property;
  std::uint64_t effort = 0;    // states, or runs: those of instances without a finding included
  std::size_t events = 0;      // of the counterexample
  std::size_t completing = 0;  // the last of them, which only show that nothing more will happen
};

template <Process P>
std::optional<Kill> kill_by_explore(const Prey<P>& prey, const Mutation<P>* mutation) {
  std::uint64_t states = 0;
  for (const ExploreInstance<P>& instance : prey.explore) {
    const auto result = explore::explore<Mutant<P>>(mutant<P>(instance.config, mutation), instance.options);
    states += result.states;
    for (const explore::PropertyReport& report : result.properties)
      if (report.verdict == Verdict::kViolated && report.trace)
        return Kill{std::string(report.property.name), states, report.trace->steps.size(), 0};
  }
  return std::nullopt;
}

template <Process P>
std::optional<Kill> kill_by_attack(const Prey<P>& prey, const Mutation<P>* mutation) {
  std::uint64_t runs = 0;
  for (const AttackInstance<P>& instance : prey.attack) {
    const auto result = faults::run_campaign<Mutant<P>>(instance.options, mutant<P>(instance.config, mutation));
    runs += result.runs;
    if (!result.finding) continue;
    const faults::Finding& finding = *result.finding;
    return Kill{finding.property, runs, finding.events, finding.completing_events};
  }
  return std::nullopt;
}

// One line of docs/mutants.md.
inline std::string table_row(std::string_view name, std::string_view defect, const std::optional<Kill>& explored,
                             const std::optional<Kill>& attacked) {
  std::ostringstream row;
  row << "| " << name << " | " << defect;
  for (const std::optional<Kill>& kill : {explored, attacked}) {
    if (kill) {
      row << " | " << kill->property << " | " << kill->effort << " | " << kill->events - kill->completing;
      if (kill->completing != 0) row << " + " << kill->completing;
    } else {
      row << " | – | – | –";
    }
  }
  row << " |";
  return row.str();
}

template <Process P>
void expect_killed(const Prey<P>& prey, const Mutation<P>& mutation) {
  const std::optional<Kill> explored = kill_by_explore<P>(prey, &mutation);
  const std::optional<Kill> attacked = kill_by_attack<P>(prey, &mutation);
  EXPECT_TRUE(explored || attacked) << "survives: " << mutation.name << ", " << mutation.defect;
  std::cout << table_row(mutation.name, mutation.defect, explored, attacked) << std::endl;
}

// Without a control: the protocol itself.
template <Process P>
void expect_no_alarm(const Prey<P>& prey, const Mutation<P>* control) {
  const std::optional<Kill> explored = kill_by_explore<P>(prey, control);
  EXPECT_FALSE(explored) << "explore: does not keep " << explored->property;
  const std::optional<Kill> attacked = kill_by_attack<P>(prey, control);
  EXPECT_FALSE(attacked) << "attack: does not keep " << attacked->property;
}

// The name of a test case: only letters, digits and underscores.
struct MutationName {
  template <class Info>
  std::string operator()(const Info& info) const {
    std::string name(info.param->name);
    for (char& letter : name)
      if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
    return name;
  }
};

// Pointers to the elements of an array of mutations, for testing::ValuesIn.
template <class Mutations>
auto each(const Mutations& mutations) {
  std::vector<const typename Mutations::value_type*> pointers;
  for (const auto& mutation : mutations) pointers.push_back(&mutation);
  return testing::ValuesIn(pointers);
}

}  // namespace parley::mutants
