// expect: Parley: a state, message, timer, output or record must not hold an unordered container
#include <unordered_map>

#include "tests/compile_fail/protocol.hpp"

struct Bad {
  std::unordered_map<int, int> votes;
};

static_assert(parley::Process<snippet::Protocol<snippet::Empty, Bad>>);
