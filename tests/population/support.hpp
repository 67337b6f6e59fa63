// What the tests of the population study share: covers from text, and a for_each on threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "protocols/local/population/monomial.hpp"

namespace parley::population {

inline Cover cover_of_texts(const std::vector<const char*>& texts, std::string_view alphabet) {
  Cover cover;
  std::string problem;
  for (const char* text : texts) cover.push_back(parse_monomial(text, alphabet, problem).value());
  return cover;
}

inline void for_each_threaded(std::uint64_t count, const std::function<void(std::uint64_t)>& body) {
  std::atomic<std::uint64_t> next{0};
  std::vector<std::thread> threads;
  for (int index = 0; index < 3; ++index)
    threads.emplace_back([&] {
      for (std::uint64_t at = next++; at < count; at = next++) body(at);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace parley::population
