// What the documentation says can be done, done: its links lead somewhere, the files it names exist, its commands run.
#include <algorithm>
#include <array>
#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <vector>

#include "tests/cli/program.hpp"
#include "tests/cli/temp_folder.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = source_dir();

std::vector<fs::path> documents() {
  std::vector<fs::path> files{kSource / "README.md"};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kSource / "docs"))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.push_back((*it)[1]);
  return found;
}

// A document's fenced shell blocks, one after the other.
std::string script_of(const fs::path& document) {
  static const std::regex block("\n```sh\n([^`]*)```");
  std::string script;
  for (const std::string& body : matches(read_text(document), block))
    if (!body.starts_with("./run")) script += body;  // which sets up and builds
  return script;
}

TEST(Docs, LinksLeadSomewhere) {
  static const std::regex link(R"(\]\(((?:\.\./)*[A-Za-z0-9_][A-Za-z0-9_./-]*)(#[^)]*)?\))");
  std::size_t links = 0;
  for (const fs::path& file : documents()) {
    for (const std::string& target : matches(read_text(file), link)) {
      EXPECT_TRUE(fs::exists(file.parent_path() / target)) << file << " links to " << target;
      ++links;
    }
  }
  EXPECT_GT(links, 30U);
}

// Names in code type that look like a path of the repository. Those of the tutorial may be the reader's copies.
TEST(Docs, NamedFilesExist) {
  static const std::regex name(
      R"(`((?:bench|checker|cli|docs|examples|faults|gpu|models|net|protocols|tests|tools)/[A-Za-z0-9_./-]*)`)");
  std::size_t names = 0;
  for (const fs::path& file : documents()) {
    for (const std::string& target : matches(read_text(file), name)) {
      const bool copied = file.filename() == "tutorial.md" && fs::exists(kSource / "examples/tutorial" / target);
      EXPECT_TRUE(copied || fs::exists(kSource / target)) << file << " names " << target;
      ++names;
    }
  }
  EXPECT_GT(names, 50U);
}

// A folder that looks like the repository after ./run, but for the program: a script that notes how it ends, and sets a
// time limit in place of a reader's patience.
class Playground {
 public:
  Playground() {
    for (const std::string part : {"examples", "models"}) fs::create_symlink(kSource / part, folder_.path() / part);
    fs::create_directory(folder_.path() / "build");
    const fs::path program = folder_.write("build/parley", "#!/bin/sh\ntimeout 100 '" PARLEY_PROGRAM
                                                           "' \"$@\" --timeout 5\nstatus=$?\n"
                                                           "echo \"$status $*\" >>statuses.txt\nexit $status\n");
    fs::permissions(program, fs::perms::owner_all);
  }

  // What was run, a line each: exit status and arguments.
  std::vector<std::string> run(const std::string& script) {
    folder_.write("script.sh", script);
    const std::string folder = folder_.path().string();
    output_ = folder + "/output.txt";
    if (std::system(("cd '" + folder + "' && sh script.sh >output.txt 2>&1").c_str()) == -1) return {};
    std::vector<std::string> lines;
    std::istringstream in(read_text(folder + "/statuses.txt"));
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  std::string output() const { return read_text(output_); }

 private:
  TempFolder folder_;
  fs::path output_;
};

// Fixed ports are for people; tests run side by side.
std::string with_own_ports(const std::string& script) {
  static const std::regex port("127\\.0\\.0\\.1:1700([0-9])");
  return std::regex_replace(script, port, "127.0.0.1:" + std::to_string(1000 + getpid() % 2000) + "$1");
}

class DocumentedCommands : public testing::TestWithParam<fs::path> {};

TEST_P(DocumentedCommands, AreUnderstood) {
  Playground playground;
  const std::vector<std::string> runs = playground.run(with_own_ports(script_of(GetParam())));
  EXPECT_FALSE(runs.empty()) << playground.output();
  for (const std::string& run : runs) {
    const int status = std::stoi(run);
    EXPECT_TRUE(status == 0 || status == 1 || status == 3) << run << "\n" << playground.output();
  }
}

// All but those that build the project, or a protocol of the reader's.
std::vector<fs::path> documents_with_commands() {
  std::vector<fs::path> files = documents();
  std::erase_if(files, [](const fs::path& file) {
    const std::string script = script_of(file);
    return file.filename() == "tutorial.md" || script.find("build/parley ") == std::string::npos;
  });
  return files;
}

INSTANTIATE_TEST_SUITE_P(Docs, DocumentedCommands, testing::ValuesIn(documents_with_commands()),
                         [](const auto& document) { return document.param.stem().string(); });

}  // namespace
}  // namespace parley::cli
