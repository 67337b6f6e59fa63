// `list --kernels`: each batch kernel, its backends, and the rate they reach here and now.
#pragma once

#include "cli/result.hpp"

namespace parley::cli {

VerbResult measure_kernels(unsigned threads);

}  // namespace parley::cli
