#include "tests/source_dir.hpp"

namespace parley {

std::string source_dir() {
  return PARLEY_SOURCE_DIR;
}

}  // namespace parley
