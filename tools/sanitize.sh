#!/usr/bin/env bash
# Sanitizers and fuzzers, for whoever changes handlers, codecs or the socket layer:
#   tools/sanitize.sh asan    address and undefined behaviour: contract, protocols, explorer, faults, wire, socket layer
#   tools/sanitize.sh tsan    threads: socket layer, campaigns, simulator, explorer
#   tools/sanitize.sh fuzz [SECONDS]   every fuzz target under libFuzzer, 20 seconds each by default (needs clang)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# sanitized PRESET FOLDER TEST...: builds and runs the given test programs.
sanitized() {
  local preset=$1 folder=$2 test
  shift 2
  cmake --preset "$preset" >/dev/null
  for test in "$@"; do
    ninja -C "$folder" -j "$(nproc)" "$test"
    "$folder/$test" --gtest_brief=1
  done
}

fuzzed() {
  local seconds=$1 source target
  cmake --preset fuzz >/dev/null
  for source in tests/fuzz/fuzz_*.cpp; do
    target=$(basename "$source" .cpp)
    ninja -C build-fuzz -j "$(nproc)" "$target"
    "build-fuzz/$target" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0
  done
}

case "${1:-}" in
  asan) sanitized asan-ubsan build-asan test_core test_bracha test_wire test_tcp test_raft test_faults test_explore ;;
  tsan) sanitized tsan build-tsan test_tcp test_campaign test_sim test_explore ;;
  fuzz) fuzzed "${2:-20}" ;;
  *)
    sed -n '2,5p' "${BASH_SOURCE[0]}" | cut -c3-
    exit 2
    ;;
esac
