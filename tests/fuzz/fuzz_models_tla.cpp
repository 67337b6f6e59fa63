// Any text as a module of TLA+: an automaton whose formulas have values, or an InputError.
#include "models/ta_writer.hpp"
#include "models/tla_reader.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/automaton.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

constexpr std::string_view kModule = R"(---- MODULE Fuzz ----
EXTENDS Integers, FiniteSets
CONSTANTS Processes, NbOfCorrProc, N, T, F  \* a comment
ASSUME NbOfCorrProc = N - F /\ N > 3 * T /\ T >= F
VARIABLES ProcessesLocations, sent
vars == <<ProcessesLocations, sent>>
Quorum == (N + T + 1) / 2 - F
TypeOk == /\ sent \in Nat
          /\ ProcessesLocations \in [Processes -> {"idle", "told", "done"}]
Init == ProcessesLocations \in [Processes -> {"idle", "told"}] /\ sent = 0
Tell(p) == ProcessesLocations[p] = "told" (* (* nested *) *)
  /\ ProcessesLocations' = [ProcessesLocations EXCEPT ![p] = "done"] /\ sent' = sent + 1
Hear(p) ==
  /\ ProcessesLocations[p] = "idle" /\ sent >= Quorum /\ ~(sent < 1)
  /\ ProcessesLocations' = [ProcessesLocations EXCEPT ![p] = "done"] /\ UNCHANGED sent
Next == \E p \in Processes : Tell(p) \/ Hear(p)
Spec == Init /\ [][Next]_vars /\ WF_vars(Next)
Idle == Cardinality({p \in Processes : ProcessesLocations[p] \in {"idle", "told"}})
safe == Idle = 0 => [](\A p \in Processes : ProcessesLocations[p] /= "idle")
live == <>[](Idle = 0) => (sent # 0 ~> \E p \in Processes : ProcessesLocations[p] = "done")
====
)";

}  // namespace

std::vector<parley::fuzz::Input> parley::fuzz::fuzz_seeds() {
  return {input_of(kModule)};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  try {
    const ThresholdAutomaton automaton = read_tla(fuzz::text_of(data, size), "fuzz");
    fuzz::evaluate_all(automaton);
    check(!write_dot(automaton).empty(), "it can be drawn");
  } catch (const InputError& error) {
    check(error.file() == "fuzz" && !error.expectation().empty(), "the error names file and expectation");
  }
  return 0;
}
