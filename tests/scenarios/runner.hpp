// Runs text scenarios of any protocol in the world, and holds what happens against the text.
//
// A scenario opens with its story in lines that start with #. Then come paragraphs: one command, and below it what it
// prints. Commands:
//   config n 4 t 1 ...         parameters of the instance (the protocol's test says which); first of all
//   faulty 3                   these processes are not observed, and their own handlers never run
//   start 0 | start all        first step of a process
//   deliver 0#1 -> 2           the payload that 0 sent as its number 1 reaches process 2; `all` for every receiver
//   inject 3 -> 1 Echo 7       a message that 3 makes up
//   timer 1 Election           the armed timer of process 1 whose text starts so goes off
//   crash 1, restart 1         loses all but what is durable; comes back
//   states                     the states of all that are up
//   settle                     everything in flight to the correct is delivered, in order, until nothing is left
// A step prints what it sent, set and emitted. After every step the `always` properties are checked, and a violation is
// printed, so that a scenario about a violation shows where it happens. The environment variable
// PARLEY_REWRITE_SCENARIOS=1 writes what happened into the file; such a change is to be reviewed like code.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "net/world/world.hpp"
#include "protocols/core/error.hpp"
#include "protocols/core/print.hpp"
#include "tests/source_dir.hpp"

namespace parley::scenarios {

// What a protocol's test adds: how its parameters and the messages of faulty processes are written.
template <Process P>
struct Language {
  // Sets parameter `name`; false when there is none of that name.
  std::function<bool(typename P::Config&, const std::string& name, std::uint64_t value)> configure;
  // The message that words[from], ... spell; none when they spell none.
  std::function<std::optional<typename P::Message>(const std::vector<std::string>& words, std::size_t from)> message;
};

inline std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

template <Process P>
class Scenario {
 public:
  using Event = world::Event<P>;

  Scenario(std::string file, Language<P> language) : file_(std::move(file)), language_(std::move(language)) {}

  // Runs one command and returns what it prints. Throws InputError where it makes no sense.
  std::string run(const std::string& line) {
    out_.clear();
    words_ = words_of(line);
    line_ = line;
    const std::string& verb = words_.at(0);
    if (verb == "config") return configure();
    if (verb == "faulty") return mark_faulty();
    if (!world_) world_ = std::make_unique<world::World<P>>(config_, correct());
    if (verb == "start" || verb == "crash" || verb == "restart") return for_each_target(verb);
    if (verb == "deliver") return deliver();
    if (verb == "inject") return inject();
    if (verb == "timer") return fire();
    if (verb == "states") return states();
    if (verb == "settle") return settle();
    fail("a command of tests/scenarios/runner.hpp");
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const { throw InputError(file_, line_, "expected " + expected); }

  const std::string& word(std::size_t index) const {
    if (index >= words_.size()) fail("more words");
    return words_[index];
  }
  std::uint64_t number(const std::string& text) const {
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos) fail("a number");
    return std::stoull(text);
  }
  ProcessId process(const std::string& text) const {
    const std::uint64_t id = number(text);
    if (id >= process_count(config_)) fail("a process");
    return ProcessId{static_cast<std::uint32_t>(id)};
  }
  ProcessSet correct() const {
    ProcessSet correct = ProcessSet::first(process_count(config_));
    faulty_.for_each([&](ProcessId id) { correct.erase(id); });
    return correct;
  }

  std::string configure() {
    for (std::size_t index = 1; index < words_.size(); index += 2)
      if (!language_.configure(config_, word(index), number(word(index + 1)))) fail("a parameter");
    return {};
  }
  std::string mark_faulty() {
    for (std::size_t index = 1; index < words_.size(); ++index) faulty_.insert(process(word(index)));
    return {};
  }

  // The processes that a word names; `all` are the correct ones that `keep` accepts.
  template <class Keep>
  std::vector<ProcessId> targets(const std::string& text, Keep keep) const {
    std::vector<ProcessId> ids;
    if (text != "all") return {process(text)};
    correct().for_each([&](ProcessId id) {
      if (keep(id)) ids.push_back(id);
    });
    return ids;
  }

  std::string for_each_target(const std::string& verb) {
    const world::EventKind kind = verb == "start"   ? world::EventKind::kStart
                                  : verb == "crash" ? world::EventKind::kCrash
                                                    : world::EventKind::kRestart;
    for (const ProcessId id : targets(word(1), [](ProcessId) { return true; })) step({kind, id, {}, {}, {}, {}});
    return std::move(out_);
  }

  std::string deliver() {
    const std::string& key_text = word(1);
    const std::size_t hash = key_text.find('#');
    if (hash == std::string::npos || word(2) != "->") fail("deliver FROM#NUMBER -> TO");
    const world::MessageKey key{process(key_text.substr(0, hash)),
                                static_cast<std::uint32_t>(number(key_text.substr(hash + 1)))};
    const auto addressed = [&](ProcessId id) {
      return world_->refusal({world::EventKind::kDeliver, id, key, {}, {}, {}}) == world::Refusal::kNone;
    };
    for (const ProcessId id : targets(word(3), addressed)) step({world::EventKind::kDeliver, id, key, {}, {}, {}});
    return std::move(out_);
  }

  std::string inject() {
    if (word(2) != "->") fail("inject FROM -> TO MESSAGE");
    const std::optional<typename P::Message> message = language_.message(words_, 4);
    if (!message) fail("a message of the protocol");
    const ProcessId from = process(word(1));
    for (const ProcessId id : targets(word(3), [&](ProcessId to) { return to != from; }))
      step({world::EventKind::kInject, id, {from, 0}, message, {}, {}});
    return std::move(out_);
  }

  std::string fire() {
    const ProcessId id = process(word(1));
    for (const typename P::Timer& timer : world_->armed(id)) {
      if (!to_text(timer).starts_with(word(2))) continue;
      step({world::EventKind::kTimer, id, {}, {}, typename P::Timer(timer), {}});
      return std::move(out_);
    }
    fail("an armed timer");
  }

  std::string states() {
    for (std::uint32_t id = 0; id < world_->size(); ++id)
      if (world_->local(ProcessId{id}).up) print(ProcessId{id}, to_text(world_->local(ProcessId{id}).state));
    return std::move(out_);
  }

  std::string settle() {
    for (bool moved = true; moved;) {
      moved = false;
      for (const Event& event : world_->enabled()) {
        if (event.kind != world::EventKind::kDeliver || faulty_.contains(event.process)) continue;
        if (world_->sent(event.key.from)[event.key.sequence].delivered.contains(event.process)) continue;
        step(event);
        moved = true;
      }
    }
    for (std::size_t index = 0; index < P::Problem::kProperties.size(); ++index)
      if (world_->monitor().unfulfilled().contains(index))
        out_.append("unfulfilled: ").append(P::Problem::kProperties[index].name) += '\n';
    return std::move(out_);
  }

  void step(const Event& event) {
    const world::Refusal refusal = world_->refusal(event);
    if (refusal != world::Refusal::kNone) return print(event.process, std::string(to_string(refusal)));
    std::size_t sequence = world_->sent(event.process).size();
    bool silent = true;
    for (const Effect<P>& effect : world_->apply(event)) {
      print(event.process, describe(effect, event.process, sequence));
      silent = false;
    }
    if (silent && event.kind != world::EventKind::kCrash) print(event.process, "nothing");
    report_violations();
  }

  void report_violations() {
    const PropertySet broken = world_->monitor().broken();
    for (std::size_t index = 0; index < P::Problem::kProperties.size(); ++index)
      if (broken.contains(index) && !reported_.contains(index))
        out_.append("violated: ").append(P::Problem::kProperties[index].name) += '\n';
    reported_ = reported_ | broken;
  }

  static std::string describe(const Effect<P>& effect, ProcessId self, std::size_t& sequence) {
    const auto key = [&] { return std::to_string(self.value) + "#" + std::to_string(sequence++) + " "; };
    if (const auto* send = std::get_if<Send<P>>(&effect))
      return "sends " + key() + to_text(send->message) + " to " + to_text(send->to);
    if (const auto* broadcast = std::get_if<Broadcast<P>>(&effect))
      return "broadcasts " + key() + to_text(broadcast->message);
    if (const auto* multicast = std::get_if<Multicast<P>>(&effect))
      return "sends " + key() + to_text(multicast->message) + " to " + to_text(multicast->to);
    if (const auto* set = std::get_if<SetTimer<P>>(&effect)) return "sets " + to_text(set->timer);
    if (const auto* cancel = std::get_if<CancelTimer<P>>(&effect)) return "cancels " + to_text(cancel->timer);
    if (const auto* persist = std::get_if<Persist<P>>(&effect)) return "persists " + to_text(persist->record);
    return "emits " + to_text(std::get<Emit<P>>(effect).output);
  }

  void print(ProcessId id, const std::string& text) { out_.append(to_text(id)).append(": ").append(text) += '\n'; }

  std::string file_;
  Language<P> language_;
  typename P::Config config_{};
  ProcessSet faulty_;
  std::unique_ptr<world::World<P>> world_;
  PropertySet reported_;
  std::vector<std::string> words_;
  std::string line_;
  std::string out_;
};

// The text with every paragraph's output replaced by what its command prints now.
template <Process P>
std::string replay_text(const std::string& file, const std::string& text, const Language<P>& language) {
  Scenario<P> scenario(file, language);
  std::string out;
  bool wants_command = true;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) {
      out += line + '\n';
      wants_command = true;
    } else if (wants_command) {
      out += line + '\n' + scenario.run(line);
      wants_command = false;
    }
  }
  return out;
}

struct Outcome {
  std::string file;
  std::string expected;
  std::string actual;
};

// Runs all scenarios of tests/`folder`, rewriting them where asked to; at least one must be there.
template <Process P>
std::vector<Outcome> run_folder(const std::string& folder, const Language<P>& language) {
  const std::filesystem::path root = std::filesystem::path(source_dir()) / "tests" / folder;
  std::vector<Outcome> outcomes;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream in(entry.path());
    std::string text{std::istreambuf_iterator<char>(in), {}};
    std::string actual = replay_text(entry.path().filename().string(), text, language);
    if (std::getenv("PARLEY_REWRITE_SCENARIOS") != nullptr) std::ofstream(entry.path()) << actual;
    outcomes.push_back({entry.path().filename().string(), std::move(text), std::move(actual)});
  }
  check(!outcomes.empty(), "a folder of scenarios holds some");
  std::sort(outcomes.begin(), outcomes.end(), [](const Outcome& a, const Outcome& b) { return a.file < b.file; });
  return outcomes;
}

}  // namespace parley::scenarios
