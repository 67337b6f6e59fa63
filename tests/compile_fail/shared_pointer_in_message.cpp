// expect: Parley: a state, message, timer, output or record must be a plain aggregate
#include <memory>

#include "tests/compile_fail/protocol.hpp"

struct Bad {
  std::shared_ptr<int> shared;
};

static_assert(parley::Process<snippet::Protocol<snippet::Empty, Bad>>);
