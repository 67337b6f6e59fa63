// expect: Parley: a state, message, timer, output or record must not hold a union
#include "tests/compile_fail/protocol.hpp"

union Either {
  int number;
  char letter;
};
struct Bad {
  Either either{};
};

static_assert(parley::Process<snippet::Protocol<Bad, snippet::Empty>>);
