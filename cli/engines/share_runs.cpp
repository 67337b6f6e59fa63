#include "cli/engines/share_runs.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace parley::cli {

namespace {

// Both ends are the same program, so values go as they lie in memory.
template <class T>
void put(const T& value, std::string& bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
void get(T& value, std::string_view& bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
}

template <class Run, class Each>
void walk_run(Run& run, const Each& each) {
  each(run.ending);
  each(run.counters);
  each(run.warm_up);
  each(run.broken);
  each(run.witnessed);
  each(run.unfulfilled);
  each(run.trace_hash);
  each(run.state_hash);
  each(run.next_draw);
}

void put_run(const sim::RunResult& run, std::string& bytes) {
  walk_run(run, [&bytes](const auto& member) { put(member, bytes); });
  put(run.measures.size(), bytes);
  for (const auto& [name, value] : run.measures) {
    put(name.size(), bytes);
    bytes += name;
    put(value, bytes);
  }
}

sim::RunResult get_run(std::string_view& bytes) {
  sim::RunResult run;
  walk_run(run, [&bytes](auto& member) { get(member, bytes); });
  std::size_t measures = 0;
  get(measures, bytes);
  for (; measures > 0; --measures) {
    std::size_t length = 0;
    get(length, bytes);
    auto& [name, value] = run.measures.emplace_back();
    name = bytes.substr(0, length);
    bytes.remove_prefix(length);
    get(value, bytes);
  }
  return run;
}

}  // namespace

void share_runs(Ranks& ranks, std::uint64_t done, std::vector<sim::RunResult>& runs) {
  std::string own;
  put(done, own);
  for (std::uint64_t index = 0; index < done; ++index) put_run(runs[ranks.rank() + index * ranks.size()], own);
  const std::vector<std::string> all = ranks.gather(own);
  std::uint64_t whole = runs.size();
  for (unsigned rank = 0; rank < all.size(); ++rank) {
    std::string_view bytes = all[rank];
    std::uint64_t made = 0;
    get(made, bytes);
    for (std::uint64_t index = 0; index < made; ++index) runs[rank + index * all.size()] = get_run(bytes);
    whole = std::min(whole, rank + made * all.size());
  }
  runs.resize(whole);
}

}  // namespace parley::cli
