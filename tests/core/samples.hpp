// RapidCheck's access to random values of Everything.
#pragma once

#include <cstdint>
#include <ostream>
#include <rapidcheck.h>

#include "protocols/core/print.hpp"
#include "tests/core/everything.hpp"

namespace parley::samples {

inline void showValue(const Everything& value, std::ostream& out) {
  out << to_text(value);
}

}  // namespace parley::samples

// A value is a function of one drawn seed: thousands of them cost little, and there is nothing in them worth shrinking.
template <>
struct rc::Arbitrary<parley::samples::Everything> {
  static Gen<parley::samples::Everything> arbitrary() {
    return gen::map(gen::noShrink(gen::resize(kNominalSize, gen::arbitrary<std::uint64_t>())),
                    [](std::uint64_t seed) { return parley::samples::Sampler(seed).everything(); });
  }
};
