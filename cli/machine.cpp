#include "cli/machine.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace parley::cli {

std::uint64_t memory_bytes() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_size = sysconf(_SC_PAGESIZE);
  std::uint64_t bytes =
      pages > 0 && page_size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_size) : 0;
  for (const char* limit : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::uint64_t allowed = 0;  // "max" reads as none
    if (std::ifstream(limit) >> allowed && allowed > 0) bytes = bytes == 0 ? allowed : std::min(bytes, allowed);
  }
  return bytes;
}

}  // namespace parley::cli
