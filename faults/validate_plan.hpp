// Whether a plan fits a protocol: what the reader of plans, which knows no protocol, cannot tell.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "faults/attack.hpp"
#include "faults/plan.hpp"
#include "protocols/core/process.hpp"

namespace parley::faults {

namespace detail {

template <class Names>
std::string join(const Names& names) {
  std::string text;
  for (const auto& name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

template <class P, class Strategy>
std::optional<ConfigProblem> validate_strategy(const Strategy& strategy, const std::string& path) {
  if constexpr (requires { strategy.messages; }) {
    const std::vector<std::string_view> kinds = kinds_of<typename P::Message>();
    for (const std::string& kind : strategy.messages)
      if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
        return ConfigProblem{path + "/messages", "must name kinds of messages: " + join(kinds)};
  }
  if constexpr (std::is_same_v<Strategy, ProtocolAttack>) {
    const std::vector<std::string_view> known = attack_names<P>();
    if (known.empty()) return ConfigProblem{path + "/attack", "must be absent: the protocol declares no attack"};
    if (std::find(known.begin(), known.end(), strategy.attack) == known.end())
      return ConfigProblem{path + "/attack", "must be one of " + join(known)};
    if (!make_attack<P>(strategy)) return ConfigProblem{path + "/parameters", "must be parameters of the attack"};
  }
  if constexpr (requires { strategy.second_face; }) {
    if (strategy.second_face == SecondFace::kConfig && !HasSecondFace<P>)
      return ConfigProblem{path + "/second_face", "must be \"rename\": the protocol declares no second face"};
  }
  return std::nullopt;
}

template <class P>
std::optional<ConfigProblem> validate_fault(const ByzantineFault& fault, const std::string& path) {
  std::size_t faces = 0;
  for (std::size_t index = 0; index < fault.strategies.size(); ++index) {
    const std::string place = path + "/strategies/" + std::to_string(index);
    const StrategySpec& spec = fault.strategies[index];
    if (is_two_faced(spec) && ++faces > 1)
      return ConfigProblem{place, "must be absent: a process has two faces at most"};
    std::optional<ConfigProblem> problem =
        std::visit([&](const auto& strategy) { return validate_strategy<P>(strategy, place); }, spec);
    if (problem) return problem;
  }
  return std::nullopt;
}

}  // namespace detail

// Why `plan` cannot be carried out on instances of P; the parameter is a path such as
// "faults/byzantine/0/strategies/1/messages".
template <Process P>
std::optional<ConfigProblem> validate_plan(const FaultPlan& plan, std::uint32_t processes) {
  ProcessSet named;
  const std::string expectation = "must be a process, so below " + std::to_string(processes) + ", and named once";
  for (std::size_t index = 0; index < plan.byzantine.size(); ++index) {
    const std::string path = "faults/byzantine/" + std::to_string(index);
    const ByzantineFault& fault = plan.byzantine[index];
    if (fault.process.value >= processes || !named.insert(fault.process))
      return ConfigProblem{path + "/process", expectation};
    if (std::optional<ConfigProblem> problem = detail::validate_fault<P>(fault, path)) return problem;
  }
  for (std::size_t index = 0; index < plan.crashes.size(); ++index) {
    const ProcessId process = plan.crashes[index].process;
    if (process.value >= processes || named.contains(process))
      return ConfigProblem{"faults/crashes/" + std::to_string(index) + "/process", expectation};
  }
  return std::nullopt;
}

}  // namespace parley::faults
