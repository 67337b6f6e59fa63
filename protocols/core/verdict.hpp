// What an engine says of one property.
#pragma once

#include <string_view>

namespace parley {

enum class Verdict { kHolds, kViolated, kUnknown };

constexpr std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kViolated:
      return "violated";
    case Verdict::kUnknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace parley
