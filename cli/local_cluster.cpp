#include "cli/local_cluster.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "cli/cluster_folder.hpp"
#include "net/sim/churn.hpp"
#include "net/tcp/cluster.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

// All lines that are complete.
std::string read_complete_lines(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  std::string lines = text.str();
  const std::size_t end = lines.rfind('\n');
  lines.resize(end == std::string::npos ? 0 : end + 1);
  return lines;
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  descriptor_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0) throw EnvironmentError("cannot make " + folder.string() + ": choose another folder with --out");
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  close(descriptor_);
  throw EnvironmentError("another cluster runs in " + folder.string() + ": choose another folder with --out");
}

FolderLock::~FolderLock() {
  close(descriptor_);
}

LocalCluster::LocalCluster(const Experiment& experiment, std::uint32_t processes, std::filesystem::path folder,
                           std::uint64_t seed, const LocalClusterOptions& options)
    : experiment_(experiment),
      folder_(std::move(folder)),
      lock_(std::filesystem::absolute(folder_).parent_path()),
      seed_(seed),
      options_(options),
      processes_(processes),
      kill_armed_(experiment.deploy.kills.size(), true) {
  if (options_.netns) namespaces_ = std::make_unique<Namespaces>(processes);
  make_cluster_folder(experiment_, processes, addresses(), folder_, seed_);
}

std::vector<tcp::Address> LocalCluster::addresses() const {
  if (!namespaces_) return loopback_addresses(experiment_.n);
  constexpr std::uint16_t kPort = 7000;
  std::vector<tcp::Address> result;
  for (std::uint32_t id = 0; id < experiment_.n; ++id) result.push_back({namespaces_->host(id), kPort});
  return result;
}

void LocalCluster::plan_crashes() {
  const auto at = [&](Ticks tick) {
    return begin_ + std::chrono::milliseconds(tick.count * experiment_.deploy.tick_ms);
  };
  for (const faults::CrashFault& crash : experiment_.faults.crashes) {
    due_.push_back({at(crash.at_tick), crash.process.value, false, {}});
    if (crash.restart_at_tick) due_.push_back({at(*crash.restart_at_tick), crash.process.value, true, {}});
  }
  for (const sim::Join& join : experiment_.joins)
    due_.push_back({at(Ticks{join.at_tick}), join.process.value, true, {}});
  plan_churn(at);
}

// For as long as the cluster may run; who comes and goes keeps no cluster up.
template <class At>
void LocalCluster::plan_churn(const At& at) {
  if (!experiment_.churn) return;
  const std::uint64_t last = experiment_.deploy.seconds * 1000 / experiment_.deploy.tick_ms;
  sim::ChurnClock clock(*experiment_.churn, experiment_.joins, Rng::stream(seed_, 2));
  while (clock.next_tick() <= last) {
    const sim::Agenda::Plan plan = clock.take();
    churn_.push_back({at(Ticks{plan.tick}), plan.process.value, plan.kind == sim::Agenda::Kind::kRestart, {}});
  }
}

void LocalCluster::start() {
  begin_ = Clock::now();
  plan_crashes();
  ProcessSet later;
  for (const sim::Join& join : experiment_.joins) later.insert(join.process);
  for (std::uint32_t id = 0; id < processes_.size(); ++id)
    if (!later.contains(ProcessId{id})) spawn(id);
}

void LocalCluster::spawn(std::uint32_t id) {
  const std::uint64_t seed = Rng::stream(seed_, id).next();
  processes_[id].expected_down = false;
  std::vector<std::string> words{"node",
                                 "--cluster",
                                 (folder_ / "cluster.json").string(),
                                 "--id",
                                 std::to_string(id),
                                 "--out",
                                 folder_.string(),
                                 "--seed",
                                 std::to_string(seed == 0 ? 1 : seed),
                                 "--with-parent",
                                 std::to_string(getpid())};
  if (options_.metrics) {
    tcp::Address metrics = *options_.metrics;
    metrics.port = static_cast<std::uint16_t>(metrics.port + id);
    words.insert(words.end(), {"--metrics", tcp::to_text(metrics)});
  }
  processes_[id].child.emplace(words, namespaces_ ? namespaces_->enter(id) : std::vector<std::string>{},
                               folder_ / fmt::format("node-{}.err", id));
}

void LocalCluster::pump(std::chrono::milliseconds limit) {
  std::vector<pollfd> watched;
  for (const Process& process : processes_)
    if (process.child && process.child->output() >= 0) watched.push_back({process.child->output(), POLLIN, 0});
  ::poll(watched.data(), watched.size(), static_cast<int>(limit.count()));
  for (std::uint32_t id = 0; id < processes_.size(); ++id) read_outputs(id);
  std::vector<Due> ready;
  const auto now = Clock::now();
  std::copy_if(due_.begin(), due_.end(), std::back_inserter(ready), [&](const Due& due) { return due.at <= now; });
  std::erase_if(due_, [&](const Due& due) { return due.at <= now; });
  for (; churned_ < churn_.size() && churn_[churned_].at <= now; ++churned_) ready.push_back(churn_[churned_]);
  for (const Due& due : ready) carry_out(due);
  watch_exits();
}

void LocalCluster::read_outputs(std::uint32_t id) {
  if (!processes_[id].child) return;
  for (const std::string& line : processes_[id].child->read_lines())
    if (line.starts_with("output ")) on_output(id, line.substr(7));
}

void LocalCluster::on_output(std::uint32_t id, const std::string& text) {
  ++outputs_;
  for (std::size_t index = 0; index < kill_armed_.size(); ++index) {
    const Kill& kill = experiment_.deploy.kills[index];
    if (!kill_armed_[index] || !text.starts_with(kill.on_output)) continue;
    kill_armed_[index] = false;
    due_.push_back({Clock::now() + std::chrono::milliseconds(kill.after_ms), id, false, kill.restart_after_ms});
  }
}

void LocalCluster::carry_out(const Due& due) {
  Process& process = processes_[due.process];
  if (due.restart) {
    if (!process.child || !process.child->running()) spawn(due.process);
    return;
  }
  if (!process.child || !process.child->running()) return;
  process.expected_down = true;
  process.child->send_signal(SIGKILL);
  ++kills_done_;
  if (due.restart_after_ms)
    due_.push_back({Clock::now() + std::chrono::milliseconds(*due.restart_after_ms), due.process, true, {}});
}

// What it said on standard error, its last line without the program's name.
std::string LocalCluster::last_words(std::uint32_t id) const {
  std::ifstream in(folder_ / fmt::format("node-{}.err", id));
  std::string last;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) last = line;
  constexpr std::string_view kName = "parley: ";
  return last.starts_with(kName) ? last.substr(kName.size()) : last;
}

void LocalCluster::watch_exits() {
  for (std::uint32_t id = 0; id < processes_.size(); ++id) {
    Process& process = processes_[id];
    if (!process.child || !process.child->running()) continue;
    const std::optional<int> status = process.child->poll_exit();
    if (!status || process.expected_down || !failure_.empty()) continue;
    failure_ = fmt::format("process {} ended by itself with status {}", id, *status);
    if (const std::string words = last_words(id); !words.empty()) failure_ += ": " + words;
  }
}

void LocalCluster::stop() {
  for (Process& process : processes_) {
    process.expected_down = true;
    if (process.child) process.child->send_signal(SIGTERM);
  }
  const auto limit = Clock::now() + std::chrono::seconds(5);
  const auto any_running = [&] {
    return std::any_of(processes_.begin(), processes_.end(),
                       [](Process& process) { return process.child && !process.child->poll_exit(); });
  };
  while (any_running() && Clock::now() < limit) pump(std::chrono::milliseconds(10));
  for (Process& process : processes_) process.child.reset();
}

double LocalCluster::seconds() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

bool LocalCluster::has_plans() const {
  return !due_.empty() || std::find(kill_armed_.begin(), kill_armed_.end(), true) != kill_armed_.end();
}

std::filesystem::path LocalCluster::trace_path(std::uint32_t id) const {
  return folder_ / fmt::format("node-{}.trace.jsonl", id);
}

tcp::MergedTrace LocalCluster::merged() const {
  std::vector<world::Trace> traces;
  for (std::uint32_t id = 0; id < processes_.size(); ++id) {
    std::istringstream lines(read_complete_lines(trace_path(id)));
    if (lines.str().empty()) continue;
    traces.push_back(world::parse_trace(lines, trace_path(id).string()));
  }
  tcp::MergedTrace merged = tcp::merge_traces(traces);
  merged.trace.protocol = experiment_.protocol;
  merged.trace.engine = "node";
  merged.trace.seed = seed_;
  merged.trace.experiment = experiment_.document;
  return merged;
}

std::vector<NodeReport> LocalCluster::reports() const {
  std::vector<NodeReport> reports;
  for (std::uint32_t id = 0; id < processes_.size(); ++id) {
    std::ifstream in(folder_ / fmt::format("node-{}.result", id));
    const nlohmann::json document = nlohmann::json::parse(in, nullptr, false);
    if (!document.is_object()) continue;  // killed and not restarted
    reports.push_back({id, document.value("latencies_us", std::vector<std::uint64_t>{}),
                       document.value("metrics", nlohmann::json::object())});
  }
  return reports;
}

}  // namespace parley::cli
