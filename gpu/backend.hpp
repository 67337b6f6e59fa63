// Where batches are computed. The CPU backend is always there and is the oracle for all others; an accelerator's is
// there when it was built and a device is found at run time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gpu/batch.hpp"

namespace parley::gpu {

struct Capabilities {
  std::string name;              // of the backend: "cpu", "cuda"
  std::string device;            // and of what it runs on
  std::string detail;            // instruction sets, architecture
  unsigned lanes = 0;            // threads of the CPU, multiprocessors of a device
  std::size_t memory_bytes = 0;  // of a device; 0 for the host's
};

// Tickets of one backend are numbered from 1 in the order of submission.
struct Ticket {
  std::uint64_t number = 0;
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

enum class Progress : std::uint8_t {
  kPending,
  kDone,    // the outputs are complete
  kFailed,  // the backend is broken; the outputs are worth nothing
};

// Thread safety: all members may be called concurrently.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const Capabilities& capabilities() const = 0;
  // Starts the batch and returns at once. What it refers to stays alive and untouched until the ticket is no longer
  // pending. Throws std::invalid_argument when the batch's lengths do not fit together.
  virtual Ticket submit(const Batch& batch) = 0;
  // A ticket that has been reported as done or failed may be asked for again; a failure stays one.
  virtual Progress poll(Ticket ticket) = 0;
  virtual Progress wait(Ticket ticket) = 0;
};

// The whole of a batch, now. False when the backend failed.
inline bool compute(Backend& backend, const Batch& batch) {
  return backend.wait(backend.submit(batch)) == Progress::kDone;
}

// Runs on `threads` threads of its own (at least one). Never fails.
std::unique_ptr<Backend> make_cpu_backend(unsigned threads);

// The same kernels on the thread that submits: every ticket is done when submit returns. For batches that are smaller
// than what it costs to wake another thread. Not thread-safe. Never fails.
std::unique_ptr<Backend> make_inline_backend();

// What stands in the way of an accelerator: "not built", "no driver", "no device", or empty when there is one.
std::string cuda_absence();
// Null when cuda_absence() is not empty.
std::unique_ptr<Backend> make_cuda_backend();

}  // namespace parley::gpu
