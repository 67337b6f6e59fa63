// A broken invariant ends the process, in release builds too: continuing would turn a bug into a wrong verdict.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>
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

[[noreturn]] inline void broken_invariant(std::string_view what, std::source_location where) {
  const std::string_view run = RunLabel::current();
  std::fprintf(stderr, "parley: broken invariant in %s: %.*s (%.*s)\n", where.function_name(),
               static_cast<int>(what.size()), what.data(), static_cast<int>(run.size()), run.data());
  std::abort();
}

inline void check(bool holds, std::string_view what, std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    broken_invariant(what, where);
}

}  // namespace parley
