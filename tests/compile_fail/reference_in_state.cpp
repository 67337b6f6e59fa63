// expect: Parley: a state, message, timer, output or record must be default-constructible and assignable
#include "tests/compile_fail/protocol.hpp"

struct Bad {
  int& shared;
};

static_assert(parley::Process<snippet::Protocol<Bad, snippet::Empty>>);
