#include "gpu/cpu/masks.hpp"

#include <algorithm>

namespace parley::gpu::cpu {

namespace {

template <class G>
void add_masks(const MaskBatch& batch, std::size_t first, std::size_t last) {
  for (const Mask& mask : batch.masks) add_mask<G>(mask, batch.sum, first, last);
}

}  // namespace

void run([[maybe_unused]] const Context& context, const MaskBatch& batch, std::size_t first, std::size_t last) {
  const auto begin = static_cast<std::ptrdiff_t>(first);
  std::copy(batch.start.begin() + begin, batch.start.begin() + static_cast<std::ptrdiff_t>(last),
            batch.sum.begin() + begin);
#if defined(__x86_64__)
  if (context.features.avx2) first = add_masks_avx2(batch, first, last);
#endif
  switch (batch.group) {
    case Group::kModulo64:
      return add_masks<Modulo64>(batch, first, last);
    case Group::kModulo61:
      return add_masks<Modulo61>(batch, first, last);
    case Group::kModulo32:
      return add_masks<Modulo32>(batch, first, last);
  }
}

}  // namespace parley::gpu::cpu
