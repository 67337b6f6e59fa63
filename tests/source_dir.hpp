// Where the checkout lies that the tests read their data from. One source alone is compiled with the path in it, so
// that all other objects of the tests are the same in every checkout.
#pragma once

#include <string>

namespace parley {

std::string source_dir();

}  // namespace parley
