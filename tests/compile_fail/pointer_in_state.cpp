// expect: Parley: a state, message, timer, output or record must not hold a pointer
#include "tests/compile_fail/protocol.hpp"

struct Bad {
  int* cursor = nullptr;
};

static_assert(parley::Process<snippet::Protocol<Bad, snippet::Empty>>);
