// Weaker guarantees of registers that are put and got, where every value is put
// at most once for each key, and never 0, which is what a register holds
// before. Then it is known which put a get has read.
//
// Causal consistency by bad patterns (A. Bouajjani, C. Enea, R. Guerraoui, J.
// Hamza, "On verifying causal consistency", POPL 2017, section 5): CC and CCv.
// Session guarantees after D. Terry et al., "Session guarantees for weakly
// consistent replicated data", PDIS 1994, as constraints on an order of the
// puts of each key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/registers.hpp"

namespace parley::history {

enum class CausalModel : std::uint8_t {
  kConsistency,  // CC: what an operation sees is explained by its causal past,
                 // for each operation by another order
  kConvergence,  // CCv: by one order of all operations
};

enum class SessionGuarantee : std::uint8_t {
  kReadYourWrites,
  kMonotonicReads,
  kMonotonicWrites,
  kWritesFollowReads,
};

std::string_view to_string(SessionGuarantee guarantee);

// Why a history does not have the guarantee, for people; empty when it has.
// Operations that did not return are left out unless somebody has read what
// they put. REQUIRES: calls are put and get; values as above
// (is_differentiated).
std::optional<std::string> causal_violation(const RegisterHistory& history, CausalModel model);
std::optional<std::string> session_violation(const RegisterHistory& history, SessionGuarantee guarantee);

bool is_differentiated(const RegisterHistory& history);

}  // namespace parley::history
