// Beside libFuzzer's own main, so that its campaigns can start from the target's seeds:
//   fuzz_X --write-seeds FOLDER
#include <cstdlib>
#include <string_view>

#include "tests/fuzz/seeds.hpp"

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  if (*count == 3 && std::string_view((*arguments)[1]) == "--write-seeds")
    std::exit(parley::fuzz::write_seeds((*arguments)[2]));
  return 0;
}
