// expect: Parley: an aggregate must not have a base class
#include "tests/compile_fail/protocol.hpp"

struct Base {
  int inherited = 0;
};
struct Bad : Base {
  int own = 0;
};

static_assert(parley::Process<snippet::Protocol<Bad, snippet::Empty>>);
