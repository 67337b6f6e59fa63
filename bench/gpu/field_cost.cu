// One product and one square of the field by themselves: bench/gpu/instruction_counts.py says what they compile to.
#include "gpu/arith/field32.hpp"

namespace parley::gpu::cuda {

__global__ void field_product(Field32* values) {
  values[0] = values[1] * values[2];
}
__global__ void field_square(Field32* values) {
  values[0] = values[1].squared();
}

}  // namespace parley::gpu::cuda
