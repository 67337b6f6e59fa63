// Experiments that the tests of the command line start from.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace parley::cli {

// Every section with every member, so that each can be broken in turn. Needs a file model.ta beside it.
inline nlohmann::json full_document() {
  return nlohmann::json::parse(R"json({
    "description": "everything that can be said",
    "protocol": "bracha", "n": 4, "t": 1,
    "parameters": {"sender": 3, "value": 1, "echo_quorum": 3},
    "topology": {"type": "complete"},
    "network": {"scheduler": "events", "latency": {"type": "uniform", "min": 1, "max": 20},
                "loss": 0.1, "duplication": 0.1, "reordering": 0.1,
                "partitions": [{"from_tick": 5, "until_tick": 50, "groups": [[0, 1], [2]]}]},
    "faults": {"byzantine": [{"process": 3, "strategies": [{"type": "equivocate", "second_face_to": [1]},
                                                           {"type": "mutate", "probability": 0.5}]}],
               "crashes": [{"process": 2, "at_tick": 10, "restart_at_tick": 20}]},
    "explore": {"values": [0, 1], "crashes": 1, "losses": 1, "max_states": 1000},
    "attack": {"faulty": 1, "strategies": ["mute"], "crashes": 1, "loss": false, "duplication": true, "max_steps": 9},
    "verify": {"models": ["model.ta"], "resilience": "n > 3*t"},
    "deploy": {"tick_ms": 5, "seconds": 5,
               "kills": [{"on_output": "BroadcastDelivered", "after_ms": 10, "restart_after_ms": 20}]},
    "properties": ["agreement"],
    "runs": 10, "max_ticks": 1000, "seed": 1
  })json");
}

// Small enough for every verb within a moment: a Byzantine sender with two faces, one value for the explorer.
inline nlohmann::json small_document() {
  return nlohmann::json::parse(R"json({
    "protocol": "bracha", "n": 4, "t": 1,
    "parameters": {"sender": 3, "value": 1},
    "network": {"scheduler": "events", "latency": {"type": "uniform", "min": 1, "max": 20}},
    "faults": {"byzantine": [{"process": 3, "strategies": [{"type": "delay", "ticks": 3}]}]},
    "explore": {"values": [1]},
    "attack": {"faulty": 1},
    "deploy": {"tick_ms": 1, "seconds": 30},
    "runs": 50, "max_ticks": 10000
  })json");
}

}  // namespace parley::cli
