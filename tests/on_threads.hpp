// Conditions under which a study computes on several threads, for tests that its findings do not depend on them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "protocols/core/study.hpp"

namespace parley {

inline StudyConditions on_threads(unsigned count_of_threads = 3) {
  StudyConditions conditions;
  conditions.for_each = [count_of_threads](std::uint64_t count, const std::function<void(std::uint64_t)>& body) {
    std::atomic<std::uint64_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < count_of_threads; ++thread)
      threads.emplace_back([&] {
        for (std::uint64_t index = next++; index < count; index = next++) body(index);
      });
    for (std::thread& thread : threads) thread.join();
  };
  return conditions;
}

}  // namespace parley
