// The seeds of a fuzz target as files, for both of its mains.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.hpp"

namespace parley::fuzz {

inline std::vector<Input> seeds_of_target() {
  return fuzz_seeds != nullptr ? fuzz_seeds() : std::vector<Input>{};
}

// The exit status: 1 when a file could not be written.
inline int write_seeds(const std::string& folder) {
  const std::vector<Input> seeds = seeds_of_target();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream file(folder + "/seed-" + std::to_string(i), std::ios::binary);
    file.write(reinterpret_cast<const char*>(seeds[i].data()), static_cast<std::streamsize>(seeds[i].size()));
    if (!file) return 1;
  }
  return 0;
}

}  // namespace parley::fuzz
