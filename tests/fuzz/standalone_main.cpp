// Runs a fuzz target without libFuzzer: a bounded, seeded campaign over random bytes and mutated seeds, so that the
// ordinary test suite covers every target.
//   fuzz_X [RUNS [SEED]]          the campaign; repeats exactly for the same seed
//   fuzz_X --write-seeds FOLDER   writes the seeds as a corpus for libFuzzer
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "tests/fuzz/seeds.hpp"

namespace parley::fuzz {
namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) {
  return static_cast<std::size_t>(random() % bound);
}

Input random_input(Random& random) {
  Input input(below(random, std::size_t{1} << below(random, 12)));
  for (std::byte& each : input) each = static_cast<std::byte>(random());
  return input;
}

// Integers at their edges are where length fields break.
void overwrite_word(Input& input, Random& random) {
  constexpr std::uint64_t kEdges[] = {0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0xffffffff, ~std::uint64_t{0}};
  const std::uint64_t word = kEdges[below(random, std::size(kEdges))];
  const std::size_t width = std::size_t{1} << below(random, 4);
  const std::size_t at = below(random, input.size());
  for (std::size_t i = 0; i < width && at + i < input.size(); ++i)
    input[at + i] = static_cast<std::byte>(word >> (8 * i));
}

void mutate(Input& input, Random& random) {
  const std::size_t at = input.empty() ? 0 : below(random, input.size());
  const auto position = input.begin() + static_cast<std::ptrdiff_t>(at);
  switch (below(random, 6)) {
    case 0:
      input.resize(at);
      break;
    case 1:
      input.insert(position, 1 + below(random, 16), static_cast<std::byte>(random()));
      break;
    case 2:
      if (!input.empty()) input.erase(position);
      break;
    case 3:
      if (!input.empty()) overwrite_word(input, random);
      break;
    case 4: {
      const Input copy(position, input.end());
      input.insert(input.end(), copy.begin(), copy.end());
      break;
    }
    default:
      if (!input.empty()) *position ^= static_cast<std::byte>(1U << below(random, 8));
  }
}

Input next_input(const std::vector<Input>& seeds, Random& random) {
  if (seeds.empty() || below(random, 4) == 0) return random_input(random);
  Input input = seeds[below(random, seeds.size())];
  for (std::size_t left = below(random, 6); left > 0; --left) mutate(input, random);
  if (input.size() > 1U << 16) input.resize(1U << 16);
  return input;
}

void run(const Input& input) {
  (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace
}  // namespace parley::fuzz

int main(int count, char** arguments) {
  using namespace parley::fuzz;
  const std::vector<Input> seeds = seeds_of_target();
  if (count == 3 && std::string_view(arguments[1]) == "--write-seeds") return write_seeds(arguments[2]);
  const std::uint64_t runs = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 20000;
  const std::uint64_t seed = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  std::printf("%s %llu %llu (%zu seeds)\n", arguments[0], static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(seed), seeds.size());
  Random random(seed);
  for (const Input& input : seeds) run(input);
  for (std::uint64_t i = 0; i < runs; ++i) run(next_input(seeds, random));
  return 0;
}
