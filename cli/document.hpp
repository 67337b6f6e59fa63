// The documents that verbs read. Errors name the file, the path in it and what was expected there.
#pragma once

#include "faults/document_file.hpp"
#include "faults/place.hpp"

namespace parley::cli {

using faults::kMostWhole;
using faults::Place;
using faults::read_file;
using faults::read_json_file;

}  // namespace parley::cli
