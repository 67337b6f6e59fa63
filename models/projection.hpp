// What ties an implementation to its model: a run of the protocol, seen through one projection (a value, a term), is a
// sequence of moves between locations of the model.
//
// A model map is the specialisation ModelMap<P> in models/maps/<protocol>.hpp. It offers
//   kModels                              the names of the automata it maps to, as in `skel NAME`
//   projections(config, correct, steps)  one Projection for each thing of the run that the model speaks of
//   kSettings                            may be absent: a JSON object, the protocol's parameters (beside n and t) of an
//                                        instance that can do what the model can
// and is the only place that knows both sides; checker/conform knows neither.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace parley {

template <class P>
struct ModelMap;  // no map: the protocol has no model

// One process changing its location in one step of the run.
struct Move {
  std::size_t step = 0;  // of the trace, from 0
  std::uint32_t process = 0;
  std::string to;
  // What the process itself has received and sent after the step, by shared variable of the model, faulty senders
  // included. A guard must hold on this evidence too (with no allowance for faults): it is what the process knew,
  // while the model's own counter says what was sent anywhere.
  std::map<std::string, std::int64_t> evidence;
};

struct Projection {
  std::string label;                                // "value 7"
  std::map<std::string, std::int64_t> parameters;   // all of the model's
  std::map<std::uint32_t, std::string> initial;     // location of each process the model counts
  std::vector<Move> moves;                          // in the order of the run
};

}  // namespace parley
