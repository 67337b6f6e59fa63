#include "cli/namespaces.hpp"

#include <csignal>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocols/core/error.hpp"

extern char** environ;

namespace parley::cli {
namespace {

// The exit status; 127 where the program does not exist. What it has to say goes to standard error.
int run_program(const std::vector<std::string>& words) {
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawnattr_t attributes;  // in a group of its own, so that Ctrl-C does not stop it half-way
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv.front(), nullptr, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return 127;
  int status = 0;
  while (waitpid(pid, &status, 0) == -1 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void demand(const std::vector<std::string>& words) {
  const int status = run_program(words);
  if (status != 0)
    throw EnvironmentError(
        fmt::format("`{}` ended with status {}: --netns needs root, iproute2, and a kernel with "
                    "network namespaces, veth and bridges",
                    fmt::join(words, " "), status));
}

constexpr std::uint32_t kMostNamespaces = 60'000;  // addresses of 10.77.0.0/16

}  // namespace

Namespaces::Namespaces(std::uint32_t count) : prefix_(fmt::format("parley-{}", getpid())), count_(count) {
  if (count > kMostNamespaces)
    throw EnvironmentError(fmt::format("--netns takes at most {} processes, found {}", kMostNamespaces, count));
  if (geteuid() != 0) throw EnvironmentError("--netns makes network namespaces: run it as root, or leave it out");
  demand({"ip", "netns", "add", prefix_});
  try {
    demand({"ip", "-n", prefix_, "link", "add", "bridge0", "type", "bridge"});
    demand({"ip", "-n", prefix_, "link", "set", "bridge0", "up"});
    for (std::uint32_t index = 0; index < count_; ++index) join(index);
  } catch (const EnvironmentError&) {
    remove();
    throw;
  }
}

Namespaces::~Namespaces() {
  remove();
}

std::vector<std::string> Namespaces::enter(std::uint32_t index) const {
  return {"ip", "netns", "exec", name(index)};
}

std::string Namespaces::host(std::uint32_t index) const {
  return fmt::format("10.77.{}.{}", (index + 1) / 256, (index + 1) % 256);
}

std::string Namespaces::name(std::uint32_t index) const {
  return fmt::format("{}-{}", prefix_, index);
}

void Namespaces::join(std::uint32_t index) {
  const std::string own = name(index);
  const std::string port = fmt::format("port{}", index);
  demand({"ip", "netns", "add", own});
  ++made_;
  demand({"ip", "-n", prefix_, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", own});
  demand({"ip", "-n", prefix_, "link", "set", port, "master", "bridge0", "up"});
  demand({"ip", "-n", own, "addr", "add", host(index) + "/16", "dev", "eth0"});
  demand({"ip", "-n", own, "link", "set", "eth0", "up"});
  demand({"ip", "-n", own, "link", "set", "lo", "up"});
}

// Their links go with them.
void Namespaces::remove() {
  for (std::uint32_t index = 0; index < made_; ++index) run_program({"ip", "netns", "del", name(index)});
  run_program({"ip", "netns", "del", prefix_});
  made_ = 0;
}

}  // namespace parley::cli
