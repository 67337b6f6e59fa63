// Processes of one program on one or several machines that share the work (`mpirun -n K parley ...`, MPI): all compute,
// rank 0 speaks and stores.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace parley::cli {

// All calls but rank() and size() are collective: every rank makes the same ones in the same order, from one thread.
class Ranks {
 public:
  Ranks() = default;
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
  virtual ~Ranks() = default;

  virtual unsigned rank() const = 0;
  virtual unsigned size() const = 0;
  // How many of them run on this machine.
  virtual unsigned here() const = 0;

  // outgoing[k] goes to rank k; what comes from rank k is [k] of the result. REQUIRES: size() entries.
  virtual std::vector<std::string> exchange(const std::vector<std::string>& outgoing) = 0;

  // What each rank gave, by rank.
  std::vector<std::string> gather(const std::string& own) { return exchange(std::vector<std::string>(size(), own)); }

  // Whether it is true of any rank.
  bool any(bool own) {
    for (const std::string& answer : gather(own ? "y" : "n"))
      if (answer == "y") return true;
    return false;
  }
};

// The ranks that this program was started as, for its life; null when it was started alone. Throws EnvironmentError
// when it was started as several and was built without MPI.
Ranks* ranks();

}  // namespace parley::cli
