// A broken invariant ends the process, in release builds too: continuing would turn a bug into a wrong verdict.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace parley {

// Called before a broken invariant aborts; the program installs one that prints seed and version. Thread-local,
// because runs of different seeds proceed in parallel.
struct RunLabel {
  static std::string_view& current() {
    thread_local std::string_view label = "no seed set";
    return label;
  }
};

[[noreturn]] inline void broken_invariant(std::string_view what, const char* file, int line) {
  const std::string_view run = RunLabel::current();
  std::fprintf(stderr, "parley: broken invariant at %s:%d: %.*s (%.*s)\n", file, line, static_cast<int>(what.size()),
               what.data(), static_cast<int>(run.size()), run.data());
  std::abort();
}

inline void check(bool holds, std::string_view what, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (!holds) [[unlikely]]
    broken_invariant(what, file, line);
}

}  // namespace parley
