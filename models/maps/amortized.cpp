#include "models/maps/amortized.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "protocols/broadcast/amortized/rules.hpp"

namespace parley {

namespace {

using amortized::Chain;
using amortized::Digest;
using amortized::Height;
using amortized::holds_at;
using ChainView = StateView<amortized::Protocol>;
using BlockName = std::tuple<ProcessId, Height, Digest>;  // sender, height, name

std::set<BlockName> blocks_in(const ProcessSet& correct, const std::vector<ChainView>& steps) {
  std::set<BlockName> blocks;
  for (const ChainView& view : steps) {
    if (!correct.contains(ProcessId{view.process})) continue;
    for (const auto& [sender, chain] : view.state.chains)
      for (const auto& names : {chain.accepted, chain.readied})
        for (Height height = 1; height <= names.size(); ++height) blocks.insert({sender, height, names[height - 1]});
  }
  return blocks;
}

std::string chain_location(const Chain& chain, Height height, const Digest& name, bool sent_to) {
  const bool echoed = holds_at(chain.accepted, height, name);
  const std::string start = echoed ? "echoed" : sent_to ? "v1" : "v0";
  if (!holds_at(chain.readied, height, name)) return echoed ? start : start + "_none";
  return start + (chain.delivered >= height ? "_delivered" : "_ready");
}

std::map<std::string, std::int64_t> evidence_of(const Chain& chain, Height height, const Digest& name) {
  std::int64_t echoes = holds_at(chain.accepted, height, name) ? 1 : 0;
  std::int64_t readies = holds_at(chain.readied, height, name) ? 1 : 0;
  for (const amortized::Voter& voter : chain.voters) {
    echoes += voter.echoed >= height && holds_at(chain.accepted, height, name) ? 1 : 0;
    readies += amortized::supports(chain, voter, height, name) ? 1 : 0;
  }
  return {{"nr_echo", echoes}, {"nr_ready", readies}};
}

Projection project_block(const amortized::Config& config, const ProcessSet& correct,
                         const std::vector<ChainView>& steps, const BlockName& block) {
  const auto& [sender, height, name] = block;
  ProcessSet echoing;
  for (const ChainView& view : steps)
    if (const auto chain = view.state.chains.find(sender); chain != view.state.chains.end())
      if (holds_at(chain->second.accepted, height, name)) echoing.insert(ProcessId{view.process});
  Projection projection;
  projection.label = "block " + std::to_string(height) + " of process " + std::to_string(sender.value);
  projection.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - correct.size()}};
  std::map<std::uint32_t, std::string> at;
  correct.for_each([&](ProcessId id) { at[id.value] = chain_location({}, height, name, echoing.contains(id)); });
  projection.initial = at;
  for (const ChainView& view : steps) {
    const auto chain = view.state.chains.find(sender);
    if (chain == view.state.chains.end() || !correct.contains(ProcessId{view.process}) || !view.up) continue;
    std::string to = chain_location(chain->second, height, name, echoing.contains(ProcessId{view.process}));
    if (at[view.process] == to) continue;
    at[view.process] = to;
    projection.moves.push_back({view.step, view.process, std::move(to), evidence_of(chain->second, height, name)});
  }
  return projection;
}

}  // namespace

std::vector<Projection> ModelMap<amortized::Protocol>::projections(const amortized::Config& config,
                                                                   const ProcessSet& correct,
                                                                   const std::vector<ChainView>& steps) {
  std::vector<Projection> projections;
  for (const BlockName& block : blocks_in(correct, steps))
    projections.push_back(project_block(config, correct, steps, block));
  return projections;
}

}  // namespace parley
