// expect: ok
#include <map>
#include <string>
#include <vector>

#include "tests/compile_fail/protocol.hpp"

struct Part {
  std::array<int, 3> numbers{};
};
struct Good {
  std::map<parley::ProcessId, std::vector<Part>> parts;
  std::string name;
};

static_assert(parley::Process<snippet::Protocol<Good, snippet::Empty>>);
