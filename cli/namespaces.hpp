// Network namespaces for the processes of a local cluster: one each, joined by a bridge in a namespace of its own, so
// that nothing of the host's network is touched. Made with iproute2's `ip`; needs root.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace parley::cli {

class Namespaces {
 public:
  // Throws EnvironmentError, which says what to do, and leaves nothing behind.
  explicit Namespaces(std::uint32_t count);
  ~Namespaces();
  Namespaces(const Namespaces&) = delete;
  Namespaces& operator=(const Namespaces&) = delete;

  // The words before a command that is to run there.
  std::vector<std::string> enter(std::uint32_t index) const;
  std::string host(std::uint32_t index) const;  // its address, 10.77.0.1 for the first

 private:
  std::string name(std::uint32_t index) const;
  void join(std::uint32_t index);
  void remove();

  std::string prefix_;  // of names, with the id of this process
  std::uint32_t count_;
  std::uint32_t made_ = 0;  // namespaces of processes, after that of the bridge
};

}  // namespace parley::cli
