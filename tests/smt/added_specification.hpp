// A model file with one more specification: claims that are violated on purpose, to show that a model is not vacuous,
// have no place in the file itself.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "models/ta_reader.hpp"

namespace parley {

inline ThresholdAutomaton read_with_specification(const std::filesystem::path& path, const std::string& name,
                                                  const std::string& formula) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  std::string model = text.str();
  const std::size_t section = model.find("specifications");
  model.insert(model.find('{', section) + 1, "\n    " + name + ": " + formula + ";\n");
  return read_ta(model, path.string());
}

}  // namespace parley
