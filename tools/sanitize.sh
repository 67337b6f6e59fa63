#!/usr/bin/env bash
# Sanitizers and fuzzers, for whoever changes handlers, codecs, readers, engines or the socket layer:
#   tools/sanitize.sh asan [TEST...]   address and undefined behaviour: every test program, or the given ones
#   tools/sanitize.sh tsan [TEST...]   threads: socket layer, campaigns, simulator, explorer, verification
#   tools/sanitize.sh fuzz [SECONDS]   every fuzz target under libFuzzer, 20 seconds each by default (needs clang)
# JOBS=2 bounds the compilers that run at once; the default is one a processor.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=${JOBS:-$(nproc)}

# What threads share; the parts of a test program that matter, where all of it takes long.
tsan_tests=(test_tcp test_explore test_campaign test_sim test_smt)
declare -A tsan_filter=([test_smt]='*Threads*')

# Only findings inside of libz3 are passed over.
suppressions=$PWD/tools/sanitizers
export LSAN_OPTIONS=suppressions=$suppressions/leaks.txt TSAN_OPTIONS=suppressions=$suppressions/threads.txt

# sanitized PRESET FOLDER TEST...: builds and runs the given test programs.
sanitized() {
  local preset=$1 folder=$2 test filter
  shift 2
  cmake --preset "$preset" >/dev/null
  for test in "$@"; do
    ninja -C "$folder" -j "$jobs" "$test"
    filter='*'
    [[ $preset == tsan ]] && filter=${tsan_filter[$test]:-*}
    timeout 1800 "$folder/$test" --gtest_brief=1 --gtest_filter="$filter"
  done
}

all_tests() {
  local folder
  for folder in tests/*/; do
    compgen -G "${folder}*_test.cpp" >/dev/null && echo "test_$(basename "$folder")"
  done
}

fuzzed() {
  local seconds=$1 source target corpus
  cmake --preset fuzz >/dev/null
  for source in tests/fuzz/fuzz_*.cpp; do
    target=$(basename "$source" .cpp)
    corpus=build-fuzz/corpus/$target
    mkdir -p "$corpus"
    ninja -C build-fuzz -j "$jobs" "$target"
    "build-fuzz/$target" --write-seeds "$corpus"
    "build-fuzz/$target" "$corpus" -max_total_time="$seconds" -max_len=16384 -rss_limit_mb=2048 -timeout=20 \
      -artifact_prefix=build-fuzz/ -verbosity=0
  done
}

verb=${1:-}
[[ $# -gt 0 ]] && shift
case $verb in
  asan)
    [[ $# -gt 0 ]] || mapfile -t all < <(all_tests)
    sanitized asan-ubsan build-asan "${@:-${all[@]}}"
    ;;
  tsan) sanitized tsan build-tsan "${@:-${tsan_tests[@]}}" ;;
  fuzz) fuzzed "${1:-20}" ;;
  *)
    sed -n '2,6p' "${BASH_SOURCE[0]}" | cut -c3-
    exit 2
    ;;
esac
