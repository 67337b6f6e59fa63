// Rules on single lines and files: what is not to be called, and what to call instead; width; openings.
#pragma once

#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source.hpp"

namespace parley::tidy {

// `pattern` is searched in code, without comments and literals. It applies to paths that start with one of `where`
// (none: everywhere) and with none of `but`, the exceptions: that list may only shrink.
struct Ban {
  std::string_view name;
  std::regex pattern;
  std::string_view instead;
  std::vector<std::string_view> where;
  std::vector<std::string_view> but;
};

inline std::regex word(const char* pattern) {
  return std::regex(pattern, std::regex::ECMAScript | std::regex::optimize);
}

inline const std::vector<Ban> kBans{
    {"rand", word(R"(\bs?rand\s*\()"), "draw from parley::Rng, which is seeded and portable", {}, {}},
    {"random engine",
     word(R"(\b(mt19937(_64)?|random_device|default_random_engine|minstd_rand0?)\b)"),
     "draw from parley::Rng; for secrets use libsodium's randombytes_buf",
     {},
     {"net/tcp/dialer.cpp", "tests/tcp/", "tests/smt/random_automaton.hpp", "tests/fuzz/standalone_main.cpp"}},
    {"distribution",
     word(R"(\b(uniform_(int|real)|normal|exponential)_distribution\b)"),
     "the standard's distributions differ between libraries: use parley::Rng",
     {},
     {"tests/smt/random_automaton.hpp"}},
    {"wall clock",
     word(R"(\b(system_clock|gettimeofday|clock_gettime)\b|\btime\s*\(\s*(nullptr|NULL|0)\s*\))"),
     "time is ticks in a run; measure durations with steady_clock",
     {},
     {}},
    {"any clock", word(R"(\bstd::chrono\b)"), "a protocol has no clock: ticks come as timers", {"protocols/"}, {}},
    {"sleep",
     word(R"(\b(sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\s*\()"),
     "wait for the event itself, with a deadline",
     {},
     {}},
    {"standard output",
     word(R"(\bstd::cout\b|(^|[^n\w])printf\s*\()"),
     "libraries return values; only the program and its tests print",
     {"protocols/", "models/", "checker/", "net/", "faults/", "gpu/"},
     {}},
    {"assert", word(R"((^|[^_\w])assert\s*\()"), "use parley::check, which stays on in release builds", {}, {}},
    {"unbounded C string",
     word(R"(\b(gets|v?sprintf|strcpy|strcat|strtok|alloca)\s*\()"),
     "use std::string, std::string_view or fmt",
     {},
     {}},
    {"unchecked conversion",
     word(R"(\b(ato[ifl]|atoll|scanf|sscanf)\s*\()"),
     "use std::from_chars",
     {},
     {"tests/tcp/kill_test.cpp"}},
    {"using namespace std", word(R"(\busing\s+namespace\s+std\s*;)"), "name what is used", {}, {}},
    {"macro", word(R"(^\s*#\s*define\b)"), "use a constant, a template or a function", {}, {}},
    {"new", word(R"((^|[^\w.>])new\s+[\w:(<])"), "use a value, a container or std::make_unique", {}, {}},
    {"delete", word(R"((^|[^=\s])\s*\bdelete(\s*\[\s*\])?\s+[\w*(])"), "let an owner destroy it", {}, {}},
    {"malloc",
     word(R"(\b(malloc|calloc|realloc)\s*\()"),
     "use a container",
     {},
     {"tests/allocations.hpp"}},
    {"thread-local variable",
     word(R"(\bthread_local\b)"),
     "pass the state, or keep it in an object that is passed",
     {},
     {"protocols/core/check.hpp", "faults/mixed.hpp", "checker/explore/model_system.hpp"}},
    {"mutable static variable",
     word(R"(^\s*static\s+(?!const\b|constexpr\b|consteval\b|constinit const\b|inline const))"
          R"([^()]*[\w>*&]\s+\w+\s*(=|;|\{))"),
     "no global state: pass it",
     {},
     {"bench/"}},
    {"const_cast", word(R"(\bconst_cast\b)"), "take what you write by reference", {}, {}},
    {"goto", word(R"(\bgoto\b)"), "return from a function", {}, {}},
    {"forged signature",
     word(R"(\bSignatureAccess\b)"),
     "sign with Context::sign: who could make one could forge one",
     {},
     {"protocols/core/", "net/", "tests/"}},
};

inline bool starts_with_any(std::string_view path, const std::vector<std::string_view>& prefixes) {
  for (const std::string_view prefix : prefixes)
    if (path.starts_with(prefix)) return true;
  return false;
}

inline Findings check_bans(const Source& source) {
  Findings findings;
  if (!is_code(source) || source.path.starts_with("tests/compile_fail/")) return findings;
  for (const Ban& ban : kBans) {
    if (!ban.where.empty() && !starts_with_any(source.path, ban.where)) continue;
    if (starts_with_any(source.path, ban.but)) continue;
    for (std::size_t line = 0; line < source.code.size(); ++line)
      if (std::regex_search(source.code[line], ban.pattern))
        findings.push_back({source.path, line + 1, std::string(ban.name) + ": " + std::string(ban.instead)});
  }
  return findings;
}

// Columns, not bytes: continuation bytes of UTF-8 do not count.
inline std::size_t columns(std::string_view line) {
  std::size_t count = 0;
  for (const char c : line) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return count;
}

inline Findings check_width(const Source& source) {
  Findings findings;
  if (!is_code(source) && !source.path.ends_with(".cmake") && !source.path.ends_with(".sh")) return findings;
  for (std::size_t line = 0; line < source.lines.size(); ++line) {
    const std::string& text = source.lines[line];
    if (columns(text) > 120 && !text.starts_with("static_assert(") && text.find("https://") == std::string::npos)
      findings.push_back({source.path, line + 1, "wider than 120 columns: break the line"});
    if (text.ends_with(' ') || text.find('\t') != std::string::npos)
      findings.push_back({source.path, line + 1, "trailing space or tab: run clang-format"});
  }
  return findings;
}

// A header says what it is for before anything else, and is included once.
inline Findings check_opening(const Source& source) {
  Findings findings;
  const bool header = source.path.ends_with(".hpp");
  if (!header) return findings;
  const bool once =
      source.text.starts_with("#pragma once\n") || source.text.find("\n#pragma once\n") != std::string::npos;
  if (header && !once) findings.push_back({source.path, 1, "a header needs #pragma once"});
  if (!source.text.starts_with("// ")) findings.push_back({source.path, 1, "open with a comment: what is this for?"});
  return findings;
}

// Absolute paths into somebody's own folders mean nothing to a reader, and break on every other machine.
inline Findings check_private_paths(const Source& source) {
  static const std::regex pattern(R"((^|[\s"'(=`])/(home|root|work|mnt|Users)/\w)", std::regex::optimize);
  Findings findings;
  for (std::size_t line = 0; line < source.lines.size(); ++line)
    if (source.lines[line].size() < 2000 && std::regex_search(source.lines[line], pattern))
      findings.push_back({source.path, line + 1, "names a path of one machine: use a relative one"});
  return findings;
}

}  // namespace parley::tidy
