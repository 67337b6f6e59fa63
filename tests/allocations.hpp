// Counts allocations, for tests and benchmarks of code that must not make any. It replaces the global operators, so
// exactly one source of a program may include it, and it counts for the whole program.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace parley::test {

inline std::atomic<std::uint64_t> allocation_count{0};  // global, as the operators that count are

// Allocations so far, by all threads. Above 0 before main: a difference says something, a 0 means nothing counts.
inline std::uint64_t allocations() {
  return allocation_count.load(std::memory_order_relaxed);
}

}  // namespace parley::test

// Not inlined: the compiler must not pair a malloc it sees with a delete it does not.
[[gnu::noinline]] void* operator new(std::size_t size) {
  parley::test::allocation_count.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  parley::test::allocation_count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
