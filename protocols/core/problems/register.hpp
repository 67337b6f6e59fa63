// The operations on a set of registers that clients of replicated state machines ask for. A register that was never
// written holds 0.
#pragma once

#include <cstdint>

namespace parley::problems {

enum class RegisterCall : std::uint8_t { kPut, kGet, kCompareAndSet };

// `value` is what a put or a compare-and-set writes, `expected` what a compare-and-set wants to find; otherwise 0.
struct RegisterOperation {
  RegisterCall call = RegisterCall::kPut;
  std::uint32_t key = 0;
  std::uint64_t value = 0;
  std::uint64_t expected = 0;
  friend bool operator==(const RegisterOperation&, const RegisterOperation&) = default;
};

// `value` is the register's after the operation; `done` is false only for a compare-and-set that found another value.
struct RegisterResult {
  bool done = false;
  std::uint64_t value = 0;
  friend bool operator==(const RegisterResult&, const RegisterResult&) = default;
};

}  // namespace parley::problems
