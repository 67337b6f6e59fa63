#include "cli/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "protocols/core/error.hpp"

extern char** environ;

namespace parley::cli {

namespace {

[[noreturn]] void refuse(const char* what, int error) {
  throw EnvironmentError(std::string("cannot start a process: ") + what + ": " + std::strerror(error));
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments, const std::vector<std::string>& runner,
             const std::filesystem::path& errors) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) refuse("pipe", errno);
  std::error_code unknown;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
  std::vector<std::string> words = runner;
  words.push_back(runner.empty() ? "parley" : self);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (!errors.empty())
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  // A group of its own: Ctrl-C reaches the parent alone, which ends its children in order.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;  // blocked here, see interrupt.hpp, but not there
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  const char* program = runner.empty() ? "/proc/self/exe" : runner.front().c_str();
  const int error = posix_spawnp(&pid_, program, &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    refuse("spawn", error);
  }
  output_ = ends[0];
  fcntl(output_, F_SETFL, O_NONBLOCK);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      partial_(std::move(other.partial_)),
      status_(other.status_) {}

Child::~Child() {
  if (pid_ > 0 && !status_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) close(output_);
}

std::vector<std::string> Child::read_lines() {
  std::vector<std::string> lines;
  std::array<char, 4096> buffer{};
  while (output_ >= 0) {
    const ssize_t got = read(output_, buffer.data(), buffer.size());
    if (got > 0) {
      partial_.append(buffer.data(), static_cast<std::size_t>(got));
      continue;
    }
    if (got == 0) {
      close(output_);
      output_ = -1;
    }
    break;
  }
  for (std::size_t end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
    lines.push_back(partial_.substr(0, end));
    partial_.erase(0, end + 1);
  }
  return lines;
}

void Child::send_signal(int signal) const {
  if (pid_ > 0 && !status_) kill(pid_, signal);
}

std::optional<int> Child::poll_exit() {
  if (status_ || pid_ <= 0) return status_;
  int raw = 0;
  if (waitpid(pid_, &raw, WNOHANG) == pid_) status_ = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
  return status_;
}

}  // namespace parley::cli
