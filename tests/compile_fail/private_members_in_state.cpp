// expect: Parley: a state, message, timer, output or record must be a plain aggregate
#include "tests/compile_fail/protocol.hpp"

class Bad {
 public:
  int value() const { return value_; }

 private:
  int value_ = 0;
};

static_assert(parley::Process<snippet::Protocol<Bad, snippet::Empty>>);
