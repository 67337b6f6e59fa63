#include "cli/ranks.hpp"

#include <cstdlib>
#include <string_view>

#include "protocols/core/error.hpp"

#ifdef PARLEY_MPI
#include <cstddef>
#include <mpi.h>
#endif

namespace parley::cli {

namespace {

// How many ranks the launchers of Open MPI, MPICH and Slurm say there are.
bool is_launched_as_several() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_SIZE"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && std::string_view(value) != "1") return true;
  }
  return false;
}

#ifdef PARLEY_MPI

// Counts and offsets are MPI_Aint-sized in no portable call, so large messages go in parts.
constexpr std::size_t kPart = std::size_t{1} << 28;

class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm machine = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &here_);
    MPI_Comm_free(&machine);
  }
  ~MpiRanks() override { MPI_Finalize(); }

  unsigned rank() const override { return static_cast<unsigned>(rank_); }
  unsigned size() const override { return static_cast<unsigned>(size_); }
  unsigned here() const override { return static_cast<unsigned>(here_); }

  std::vector<std::string> exchange(const std::vector<std::string>& outgoing) override {
    std::vector<unsigned long long> sizes(size());
    for (unsigned to = 0; to < size(); ++to) sizes[to] = outgoing[to].size();
    std::vector<unsigned long long> coming(size());
    MPI_Alltoall(sizes.data(), 1, MPI_UNSIGNED_LONG_LONG, coming.data(), 1, MPI_UNSIGNED_LONG_LONG, MPI_COMM_WORLD);
    std::vector<std::string> incoming(size());
    std::vector<MPI_Request> requests;
    for (unsigned other = 0; other < size(); ++other) {
      incoming[other].resize(coming[other]);
      for (std::size_t at = 0; at < incoming[other].size(); at += kPart)
        MPI_Irecv(incoming[other].data() + at, part(incoming[other].size() - at), MPI_CHAR, static_cast<int>(other), 0,
                  MPI_COMM_WORLD, &requests.emplace_back());
    }
    for (unsigned other = 0; other < size(); ++other)
      for (std::size_t at = 0; at < outgoing[other].size(); at += kPart)
        MPI_Isend(outgoing[other].data() + at, part(outgoing[other].size() - at), MPI_CHAR, static_cast<int>(other), 0,
                  MPI_COMM_WORLD, &requests.emplace_back());
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
    return incoming;
  }

 private:
  static int part(std::size_t left) { return static_cast<int>(left < kPart ? left : kPart); }

  int rank_ = 0;
  int size_ = 1;
  int here_ = 1;
};

std::unique_ptr<Ranks> join() {
  return std::make_unique<MpiRanks>();
}

#else

std::unique_ptr<Ranks> join() {
  throw EnvironmentError("started as several ranks, but built without MPI; install libopenmpi-dev and build again");
}

#endif

}  // namespace

Ranks* ranks() {
  static const std::unique_ptr<Ranks> joined = is_launched_as_several() ? join() : nullptr;
  return joined.get();
}

}  // namespace parley::cli
