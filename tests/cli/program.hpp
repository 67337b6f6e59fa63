// Runs the built program as a user would: arguments in; exit status, standard output and error out.
#pragma once

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/cli/temp_folder.hpp"

extern char** environ;

namespace parley::cli {

struct Finished {
  int status = -1;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

// Far beyond what any run here takes: a program that hangs fails its test instead of stopping all.
inline constexpr std::chrono::seconds kPatience{120};

// Looks every millisecond; false when it does not come true in time.
template <class Condition>
bool wait_until(Condition&& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    poll(nullptr, 0, 1);
  }
  return true;
}

class Program {
 public:
  // Its streams go to files in `folder`, so that no pipe can fill up.
  Program(const std::filesystem::path& folder, const std::vector<std::string>& arguments)
      : out_(folder / "stdout.txt"), err_(folder / "stderr.txt") {
    std::vector<std::string> words{PARLEY_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), kFlags, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_.c_str(), kFlags, 0600);
    const int error = posix_spawn(&pid_, PARLEY_PROGRAM, &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " PARLEY_PROGRAM);
    process_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    if (process_ < 0) throw std::runtime_error("no pidfd_open on this system");
  }
  ~Program() {
    if (process_ >= 0) close(process_);
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send_signal(int signal) const { kill(pid_, signal); }

  // Until the program waits for `signal` in a way of its own, so has it blocked elsewhere, or the file exists; false
  // when it ends or hangs before.
  bool wait_for_watch(int signal) const {
    return wait_for([&] {
      const std::string status = read_text("/proc/" + std::to_string(pid_) + "/status");
      const std::size_t at = status.find("SigBlk:");
      return at != std::string::npos && (std::stoull(status.substr(at + 7), nullptr, 16) >> (signal - 1) & 1U) != 0;
    });
  }
  bool wait_for_file(const std::filesystem::path& file) const {
    return wait_for([&] { return std::filesystem::exists(file); });
  }

  Finished wait() {
    if (!ends_within(kPatience)) throw std::runtime_error("the program hangs");
    int raw = 0;
    waitpid(std::exchange(pid_, -1), &raw, 0);
    return {WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw), read_text(out_), read_text(err_)};
  }

 private:
  // Looks whenever a millisecond has passed in which the program did not end.
  template <class Condition>
  bool wait_for(Condition&& condition) const {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition())
      if (ends_within(std::chrono::milliseconds(1)) || std::chrono::steady_clock::now() > deadline) return false;
    return true;
  }

  bool ends_within(std::chrono::milliseconds limit) const {
    pollfd watched{process_, POLLIN, 0};
    return poll(&watched, 1, static_cast<int>(limit.count())) > 0;
  }

  pid_t pid_ = -1;
  int process_ = -1;  // a descriptor that becomes readable when the program has ended
  std::filesystem::path out_;
  std::filesystem::path err_;
};

}  // namespace parley::cli
