// expect: Parley: an aggregate must not hold a built-in array
#include "tests/compile_fail/protocol.hpp"

struct Bad {
  int before = 0;
  int numbers[3]{};
};

static_assert(parley::Process<snippet::Protocol<snippet::Empty, Bad>>);
