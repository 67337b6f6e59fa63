// From a functor over items to a grid of threads.
#pragma once

#include <cstddef>

namespace parley::gpu::cuda {

inline constexpr unsigned kThreadsPerBlock = 128;
// Blocks that a multiprocessor must be able to hold: 65,536 registers / (4 * 128) = 128 a thread. Said outright, for
// otherwise ptxas aims at 96 for some kernels, and spills.
inline constexpr unsigned kBlocksAtLeast = 4;

template <class Kernel>
__global__ void __launch_bounds__(kThreadsPerBlock, kBlocksAtLeast) over_items(Kernel kernel, std::size_t items) {
  const std::size_t step = static_cast<std::size_t>(gridDim.x) * blockDim.x;
  for (std::size_t item = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; item < items; item += step)
    kernel(item);
}

}  // namespace parley::gpu::cuda
