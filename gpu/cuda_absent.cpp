// In place of the CUDA backend where it is not built.
#include "gpu/backend.hpp"
#include "gpu/cuda/timing.hpp"

namespace parley::gpu {

std::string cuda_absence() {
  return "not built";
}
std::unique_ptr<Backend> make_cuda_backend() {
  return nullptr;
}
std::optional<double> time_on_cuda([[maybe_unused]] const Batch& batch, [[maybe_unused]] int launches) {
  return std::nullopt;
}

}  // namespace parley::gpu
