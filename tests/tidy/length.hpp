// Lengths of files and functions, with a ratchet: what is longer than the limit stands in a table with its length, and
// the table may only shrink.
#pragma once

#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source.hpp"

namespace parley::tidy {

struct Function {
  std::string path;
  std::string name;
  std::size_t first = 0;
  std::size_t lines = 0;
};

// Finds function definitions by their braces: a block whose head has a parameter list and which stands directly in a
// namespace or a class. Lambdas count as part of the function around them.
class FunctionFinder {
 public:
  explicit FunctionFinder(const Source& source) : source_(source) {}

  std::vector<Function> operator()() {
    for (line_ = 0; line_ < source_.code.size(); ++line_) {
      const std::string& text = source_.code[line_];
      if (text.starts_with("#")) continue;
      for (const char c : text) next(c);
      head_ += ' ';
    }
    return std::move(found_);
  }

 private:
  enum class Block { kScope, kFunction, kOther };
  struct Open {
    Block block;
    std::size_t first;
    std::string name;
  };

  void next(char c) {
    if (c == '{') return open();
    if (c == '}') return close();
    if (c == ';') return reset();
    if (head_.find_first_not_of(' ') == std::string::npos && c != ' ') head_line_ = line_;
    head_ += c;
  }
  void reset() { head_.clear(); }

  void open() {
    const bool in_scope = open_.empty() || open_.back().block == Block::kScope;
    const Block block = in_scope ? classify() : Block::kOther;
    open_.push_back({block, head_line_, name()});
    reset();
  }
  void close() {
    reset();
    if (open_.empty()) return;
    const Open last = open_.back();
    open_.pop_back();
    if (last.block == Block::kFunction)
      found_.push_back({source_.path, last.name, last.first + 1, line_ - last.first + 1});
  }

  Block classify() const {
    static const std::regex scope(
        R"(^\s*(template\s*<.*>\s*)?(requires.*\s)?(inline\s+)?(namespace|class|struct|union|extern)\b[^()]*$)");
    static const std::regex other(R"(\b(enum|concept)\b|=\s*$)");
    if (std::regex_search(head_, scope)) return Block::kScope;
    if (std::regex_search(head_, other) || head_.find('(') == std::string::npos) return Block::kOther;
    return Block::kFunction;
  }
  std::string name() const {
    static const std::regex before_parameters(R"(([\w~:]+|operator\S+)\s*\()");
    std::smatch match;
    return std::regex_search(head_, match, before_parameters) ? match[1].str() : std::string();
  }

  const Source& source_;
  std::size_t line_ = 0;
  std::size_t head_line_ = 0;
  std::string head_;
  std::vector<Open> open_;
  std::vector<Function> found_;
};

inline std::vector<Function> functions_of(const Source& source) {
  return FunctionFinder(source)();
}

using Lengths = std::map<std::string, std::size_t>;

// Holds `measured` (what exceeds the limit) against `table`; the table must state every length exactly.
inline Findings check_ratchet(const Lengths& measured, const Lengths& table, std::string_view limit) {
  Findings findings;
  for (const auto& [name, length] : measured) {
    const auto listed = table.find(name);
    if (listed == table.end() || length > listed->second)
      findings.push_back({name, length, "lines: longer than " + std::string(limit) + "; divide it"});
    else if (length < listed->second)
      findings.push_back({name, length, "lines: shorter than its entry in the table; lower that"});
  }
  for (const auto& [name, length] : table)
    if (!measured.contains(name))
      findings.push_back({name, length, "needs its entry in the table no longer; remove it"});
  return findings;
}

}  // namespace parley::tidy
