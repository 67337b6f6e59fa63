// A payload in pieces under a root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/broadcast/avid/avid.hpp"

namespace parley::avid {

struct Dispersal {
  Digest root;
  std::vector<Piece> pieces;  // by process
};

Dispersal disperse(const Config& config, std::string_view payload);

// The pieces of processes below n/2 are those of `low`, the others' those of `high`, all under one root: no codeword
// where the payloads differ. Where n/2 > t, either half of the processes can decode, and they decode different
// payloads.
Dispersal disperse_torn(const Config& config, std::string_view low, std::string_view high);

// Whether `piece` has the length of this instance's fragments and stands under `root` at the place of `owner`.
bool is_piece(const Config& config, const Digest& root, ProcessId owner, const Piece& piece);

}  // namespace parley::avid
