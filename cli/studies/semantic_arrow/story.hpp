// A violating run of the explorer, told line by line.
#pragma once

#include <string>
#include <vector>

#include "checker/explore/options.hpp"

namespace parley::semantic_arrow {

// Of the first `always` property that is violated, else of the first `eventually` property; empty if none is. Nodes are
// p0, the initiator, p1, the responder, and p2.
std::vector<std::string> story_of(const explore::ExploreResult& result);

}  // namespace parley::semantic_arrow
