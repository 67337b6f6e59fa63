// expect: Parley: a state, message, timer, output or record must not hold a floating-point number
#include <vector>

#include "tests/compile_fail/protocol.hpp"

struct Bad {
  std::vector<float> averages;
};

static_assert(parley::Process<snippet::Protocol<snippet::Empty, Bad>>);
