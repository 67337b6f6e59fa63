// The documents of QUANTAS 2 (Oglio, Hood, Nesterenko, Tixeuil, "QUANTAS: Quantitative User-friendly Adaptable
// Networked Things Abstract Simulator", 2022, and its sources) as experiments: each of their "experiments" is one
// point. What is taken over how, and where the two simulators differ, is told in docs/quantas.md.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/sweep.hpp"

namespace parley::cli {

// Such a document has "experiments" and names no protocol.
bool is_quantas(const nlohmann::json& document);

// The one path that such a document sweeps: the name of the log file, or the number of the experiment.
inline constexpr std::string_view kQuantasPath = "logFile";

// Throws InputError at the place in their document, also for types of peers that have no counterpart here.
std::vector<SweepPoint> read_quantas(const nlohmann::json& document, const std::filesystem::path& name);

// Adds to each point its `quantas` metrics, by their names and with their meaning.
void add_quantas_metrics(nlohmann::json& points);

}  // namespace parley::cli
