// Certificates: the one query whose unsatisfiability proves that a specification holds, as SMT-LIB 2 text that any
// other solver for linear integer arithmetic can confirm.
//
// What a certificate certifies is the query, which names what it stands for in its comments; that the query follows
// from the automaton is argued in bound.hpp.
#pragma once

#include <string>
#include <variant>

#include "checker/smt/verify.hpp"
#include "models/threshold_automaton.hpp"

namespace parley {

struct Certificate {
  std::string step;  // of the proof, in words
  std::string smt2;  // standalone: declarations, assertions, (check-sat); the answer is unsat
};

struct NoCertificate {
  std::string reason;
};

// For a specification that was found to hold. `segments` is SpecResult::segments, where to look first. The query is
// built anew and checked before it is returned. Nothing is returned for proofs by the abstraction engines that no
// single query replaces. Of the options count the seconds, the end and the stop.
// REQUIRES: `specification` is the automaton's. Thread-safe.
std::variant<Certificate, NoCertificate> certify(const ThresholdAutomaton& automaton,
                                                 const Specification& specification, std::size_t segments,
                                                 const VerifyOptions& options);

}  // namespace parley
