#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "gpu/cpu/kernels.hpp"

namespace parley::gpu::cpu {

namespace {

Features ask_processor() {
  Features features;
#if defined(__x86_64__)
  features.avx2 = __builtin_cpu_supports("avx2") != 0;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  const bool leaf = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0;
  features.sha = leaf && (b >> 29 & 1) != 0 && __builtin_cpu_supports("sse4.1") != 0;
#endif
  return features;
}

}  // namespace

// Asked once: on a virtual machine the question takes microseconds.
Features detect_features() {
  static const Features features = ask_processor();
  return features;
}

}  // namespace parley::gpu::cpu
