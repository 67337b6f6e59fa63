#include "gpu/cpu/kernels.hpp"

namespace parley::gpu::cpu {

void run([[maybe_unused]] const Context& context, const ReplicaBatch& batch, std::size_t first, std::size_t last) {
  const auto run_all = [&](const auto& model) {
    for (std::size_t i = first; i < last; ++i) batch.results[i] = model.run({batch.seed, batch.first + i});
  };
  std::visit(run_all, batch.model);
}

}  // namespace parley::gpu::cpu
