// expect: Parley: a state, message, timer, output or record must not hold a floating-point number
#include "tests/compile_fail/protocol.hpp"

struct Bad {
  double average = 0;
};

static_assert(parley::Process<snippet::Protocol<snippet::Empty, Bad>>);
