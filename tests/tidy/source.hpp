// The project's files as the tidy tests see them: text, and the same text with comments and literals blanked.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/source_dir.hpp"

namespace parley::tidy {

// `path` is relative to the root of the repository, with forward slashes.
struct Source {
  std::string path;
  std::string text;
  std::vector<std::string> lines;
  std::vector<std::string> code;  // comments, strings and characters blanked, line for line
};

struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string what;
};

inline std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << finding.path << ':' << finding.line << ": " << finding.what;
}

using Findings = std::vector<Finding>;

inline std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

// Blanks what is not code. States: code, line comment, block comment, or the delimiter of an open literal.
class Blanker {
 public:
  std::string operator()(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) out += next(text, at);
    return out;
  }

 private:
  static bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  char next(std::string_view text, std::size_t& at) {
    const char c = text[at];
    const std::string_view two = text.substr(at, 2);
    if (state_ == '/') return c == '\n' ? (state_ = ' ', c) : ' ';
    if (state_ == '*') return two == "*/" ? (state_ = ' ', ++at, ' ') : (c == '\n' ? c : ' ');
    if (state_ != ' ') return in_literal(text, at);
    if (two == "//" || two == "/*") {
      state_ = two[1];
      return ' ';
    }
    if (text.substr(at, 3) == "R\"(") return skip_raw(text, at);
    const bool separator = c == '\'' && at > 0 && is_word(text[at - 1]);  // 1'000
    if ((c == '"' || c == '\'') && !separator) state_ = c;
    return c;
  }
  char in_literal(std::string_view text, std::size_t& at) {
    if (text[at] == '\\') {
      ++at;
      return ' ';
    }
    if (text[at] != state_) return text[at] == '\n' ? (state_ = ' ', '\n') : ' ';
    return std::exchange(state_, ' ');
  }
  static char skip_raw(std::string_view text, std::size_t& at) {
    const std::size_t end = text.find(")\"", at);
    at = end == std::string_view::npos ? text.size() - 1 : end + 1;
    return ' ';
  }

  char state_ = ' ';
};

// Include paths stay readable in `code`, although they look like literals.
inline Source make_source(std::string path, std::string text) {
  Source source{std::move(path), std::move(text), {}, {}};
  source.lines = split_lines(source.text);
  source.code = split_lines(Blanker()(source.text));
  source.code.resize(source.lines.size());
  for (std::size_t line = 0; line < source.lines.size(); ++line)
    if (source.lines[line].starts_with("#include")) source.code[line] = source.lines[line];
  return source;
}

inline bool is_code(const Source& source) {
  return source.path.ends_with(".hpp") || source.path.ends_with(".cpp") || source.path.ends_with(".cu");
}

inline std::vector<Source> read_tree(const std::filesystem::path& root) {
  std::vector<Source> sources;
  const auto add = [&](const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    sources.push_back(make_source(path.lexically_relative(root).generic_string(), std::move(text)));
  };
  for (const char* folder : {"protocols", "models", "checker", "net", "faults", "gpu", "cli", "tests", "bench", "docs",
                             "examples", "tools", "cmake", ".ci"}) {
    if (!std::filesystem::exists(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file()) add(entry.path());
  }
  for (const auto& entry : std::filesystem::directory_iterator(root))
    if (entry.is_regular_file()) add(entry.path());
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

inline const std::vector<Source>& project() {
  static const std::vector<Source> sources = read_tree(source_dir());
  return sources;
}

}  // namespace parley::tidy
