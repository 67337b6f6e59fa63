// expect: Parley: std::vector<bool>
#include <vector>

#include "tests/compile_fail/protocol.hpp"

struct Bad {
  std::vector<bool> seen;
};

static_assert(parley::Process<snippet::Protocol<Bad, snippet::Empty>>);
