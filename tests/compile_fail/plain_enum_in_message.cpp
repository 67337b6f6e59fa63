// expect: Parley: an enumeration needs a fixed underlying type
#include "tests/compile_fail/protocol.hpp"

enum Plain { kNone, kSome };
struct Bad {
  Plain plain = kNone;
};

static_assert(parley::Process<snippet::Protocol<snippet::Empty, Bad>>);
