// The engines by name, and which of them look at a specification.
#pragma once

#include <string>
#include <vector>

#include "checker/smt/limits.hpp"
#include "checker/smt/system.hpp"
#include "checker/smt/verify.hpp"

namespace parley {

// Decides with the engine named, one of engine_names().
SpecResult decide(const std::string& engine, const System& system, const Specification& specification,
                  const Limits& limits);

}  // namespace parley
