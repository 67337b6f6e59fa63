// What ptxas said of every kernel when the CUDA backend was built: no register spills, and registers and stack within
// a budget. There is a lower bound, too: nvcc silently drops what calls a function of the host, and a kernel that has
// lost its body needs no registers. Skipped where the backend is not built.
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <string>
#include <string_view>

namespace parley::gpu {
namespace {

struct Use {
  int stack = 0;
  int spills = 0;
  int registers = 0;
};

// By architecture and mangled name.
std::map<std::pair<std::string, std::string>, Use> read_log(const char* path) {
  static const std::regex entry(R"(Compiling entry function '(\w+)' for '(\w+)')");
  static const std::regex memory(R"((\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads)");
  static const std::regex registers(R"(Used (\d+) registers)");
  std::map<std::pair<std::string, std::string>, Use> all;
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  Use* current = nullptr;
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, entry)) {
      current = &all[{match[2], match[1]}];
    } else if (current != nullptr && std::regex_search(line, match, memory)) {
      current->stack = std::stoi(match[1]);
      current->spills = std::stoi(match[2]) + std::stoi(match[3]);
    } else if (current != nullptr && std::regex_search(line, match, registers)) {
      current->registers = std::stoi(match[1]);
    }
  }
  return all;
}

// Stack is for arrays that are indexed by data: tables, digits, candidates.
struct Budget {
  const char* name;
  int least_registers;
  int most_registers;
  int most_stack;
};
constexpr Budget kBudgets[] = {
    {"DigestKernelILNS0_4HashE0E", 40, 80, 512},  // 74 by nvcc 13.0; the device hands them out by eights
    {"DigestKernelILNS0_4HashE1E", 60, 128, 1024},
    {"DigestKernelILNS0_4HashE2E", 60, 128, 512},
    {"10NodeKernelILNS0_4HashE0E", 40, 72, 512},
    {"10NodeKernelILNS0_4HashE2E", 40, 128, 512},
    {"12VerifyKernelE", 64, 128, 3072},
    {"22RegisteredVerifyKernelE", 64, 128, 3072},
    {"MaskKernelINS0_8Modulo64E", 40, 80, 64},
    {"MaskKernelINS0_8Modulo61E", 40, 80, 64},
    {"MaskKernelINS0_8Modulo32E", 40, 80, 64},
    {"CodeKernelE", 24, 64, 64},
    {"ReplicaKernelINS0_4RaceE", 12, 48, 64},
    {"ReplicaKernelINS0_8MajorityE", 12, 64, 64},
};

TEST(CudaBudget, NoKernelSpillsOrOutgrowsItsRegisters) {
  if (std::string_view(PARLEY_PTXAS_LOG).empty()) GTEST_SKIP() << "the CUDA backend is not built";
  const auto uses = read_log(PARLEY_PTXAS_LOG);
  for (const char* architecture : {"sm_80", "sm_90"}) {
    for (const Budget& budget : kBudgets) {
      std::size_t found = 0;
      for (const auto& [kernel, use] : uses) {
        if (kernel.first != architecture || kernel.second.find(budget.name) == std::string::npos) continue;
        ++found;
        EXPECT_EQ(use.spills, 0) << budget.name << " " << architecture;
        EXPECT_LE(use.registers, budget.most_registers) << budget.name << " " << architecture;
        EXPECT_GE(use.registers, budget.least_registers) << budget.name << " " << architecture << " lost its body";
        EXPECT_LE(use.stack, budget.most_stack) << budget.name << " " << architecture;
      }
      EXPECT_EQ(found, 1U) << budget.name << " " << architecture;
    }
  }
  EXPECT_EQ(uses.size(), 2 * std::size(kBudgets)) << "a kernel has no budget";
}

}  // namespace
}  // namespace parley::gpu
