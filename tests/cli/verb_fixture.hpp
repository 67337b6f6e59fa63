// A folder in which a test runs the program, each time with --out and --json, and looks at what it left.
#pragma once

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/documents.hpp"
#include "tests/cli/program.hpp"
#include "tests/cli/temp_folder.hpp"

namespace parley::cli {

using Words = std::vector<std::string>;

class VerbFixture : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_.path() / name); }

  // Results are out/ and result.json.
  Words words(Words given) const {
    given.insert(given.end(), {"--out", path("out"), "--json", path("result.json")});
    return given;
  }
  Finished run(const Words& given) const { return Program(folder_.path(), words(given)).wait(); }
  nlohmann::json result() const { return nlohmann::json::parse(read_text(path("result.json"))); }

  TempFolder folder_;
};

}  // namespace parley::cli
