// Who may include whom. A part is a folder with a responsibility of its own.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source.hpp"

namespace parley::tidy {

struct Part {
  std::string_view folder;
  std::vector<std::string_view> may_include;  // beside itself
};

// The first entry that a path is inside of is its part, so the deeper folders come first. The family of a protocol is a
// part each: see part_of.
inline const std::vector<Part>& parts() {
  static const std::vector<Part> table{
      {"protocols/core", {}},
      {"protocols/crypto", {"protocols/core", "gpu"}},
      {"protocols/", {"protocols/core"}},
      {"models", {"protocols"}},
      {"faults/campaign", {"protocols/core", "faults", "net/world", "net/sim"}},
      {"faults", {"protocols/core"}},
      {"net/world", {"protocols/core", "faults"}},
      {"net/sim", {"protocols/core", "faults", "net/world"}},
      {"net/wire", {"protocols/core", "net/world"}},
      {"net/tcp", {"protocols/core", "faults", "net/world", "net/wire"}},
      {"checker/smt", {"protocols/core", "models"}},
      {"checker/explore", {"protocols/core", "net/world", "faults"}},
      {"checker/history", {"protocols/core", "net/world"}},
      {"checker/conform", {"protocols/core", "models", "net/world", "faults"}},
      {"checker/concretize",
       {"protocols/core", "models", "net/world", "faults", "checker/smt", "checker/conform"}},
      {"gpu", {}},
      {"cli", {"protocols", "models", "faults", "faults/campaign", "net", "checker", "gpu"}},
      {"tests", {"protocols", "models", "faults", "faults/campaign", "net", "checker", "gpu", "cli"}},
      {"bench", {"protocols", "models", "faults", "faults/campaign", "net", "checker", "gpu", "cli", "tests"}},
  };
  return table;
}

inline bool inside(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (folder.ends_with('/') || path.substr(folder.size()).starts_with('/'));
}

inline const Part* find_part(std::string_view path) {
  for (const Part& part : parts())
    if (inside(path, part.folder)) return &part;
  return nullptr;
}

// The name of the part that holds `path`, e.g. net/tcp, or protocols/broadcast; empty outside of all parts.
inline std::string part_of(std::string_view path) {
  const Part* part = find_part(path);
  if (part == nullptr) return {};
  if (part->folder != "protocols/") return std::string(part->folder);
  return std::string(path.substr(0, path.find('/', part->folder.size())));
}

// "faults" as a right does not include faults/campaign, which builds upon the network.
inline bool may_include(std::string_view from, std::string_view to) {
  const std::string target = part_of(to);
  if (part_of(from) == target) return true;
  for (const std::string_view right : find_part(from)->may_include)
    if (target == right || (right != "faults" && inside(target, right))) return true;
  return false;
}

// The quoted or bracketed file of an include line; empty for other lines.
inline std::string included(std::string_view line, char open, char close) {
  if (!line.starts_with("#include ") || line.size() < 10 || line[9] != open) return {};
  return std::string(line.substr(10, line.find(close, 10) - 10));
}

inline Findings check_layering(const Source& source) {
  Findings findings;
  if (!is_code(source) || find_part(source.path) == nullptr) return findings;
  for (std::size_t line = 0; line < source.code.size(); ++line) {
    const std::string file = included(source.code[line], '"', '"');
    if (file.empty() || file.ends_with(".pb.h")) continue;  // generated into the build folder
    if (find_part(file) == nullptr)
      findings.push_back({source.path, line + 1, "include from the root of the repository, or in <>: " + file});
    else if (!may_include(source.path, file))
      findings.push_back({source.path, line + 1, part_of(source.path) + " must not include " + file});
  }
  return findings;
}

// Protocols depend on nothing but the standard library and the header-only parts of Boost that the field walk needs.
inline Findings check_foreign_includes(const Source& source) {
  Findings findings;
  if (!is_code(source) || !source.path.starts_with("protocols/")) return findings;
  for (std::size_t line = 0; line < source.code.size(); ++line) {
    const std::string file = included(source.code[line], '<', '>');
    const bool standard = file.find_first_of("/.") == std::string::npos;
    if (!standard && !file.starts_with("boost/pfr/") && !file.starts_with("boost/container/"))
      findings.push_back({source.path, line + 1, "protocols include the standard library and Boost only: " + file});
  }
  return findings;
}

using PartGraph = std::map<std::string, std::set<std::string>>;

inline PartGraph part_graph(const std::vector<Source>& sources) {
  PartGraph graph;
  for (const Source& source : sources) {
    if (!is_code(source)) continue;
    const std::string from = part_of(source.path);
    for (const std::string& line : source.code) {
      const std::string to = part_of(included(line, '"', '"'));
      if (!to.empty() && to != from) graph[from].insert(to);
    }
  }
  return graph;
}

// The parts on some cycle: what stays when parts without includes of what stays are taken away, again and again.
inline std::set<std::string> parts_on_cycles(PartGraph graph) {
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [part, targets] : graph)
      changed = std::erase_if(targets,
                              [&](const std::string& to) {
                                const auto found = graph.find(to);
                                return found == graph.end() || found->second.empty();
                              }) > 0 ||
                changed;
  }
  std::set<std::string> cyclic;
  for (const auto& [part, targets] : graph)
    if (!targets.empty()) cyclic.insert(part);
  return cyclic;
}

}  // namespace parley::tidy
