// Looks for labellings of one graph that all nodes accept, over all labellings: exhaustive, with whole branches of
// labellings left out only where a node already rejects all of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "protocols/local/refix/verifier.hpp"

namespace parley::refix {

// Whether `node` accepts; it may look at nothing but what its view of the radius told below holds.
using Accepts = std::function<bool(Node node, const Labels& labels)>;

class LabellingSearch {
 public:
  // `graph` must outlive the search.
  LabellingSearch(const Graph& graph, std::uint32_t label_count, std::uint32_t radius, Accepts accepts)
      : graph_(graph), label_count_(label_count), radius_(radius), accepts_(std::move(accepts)) {}

  std::function<bool()> is_stopped = {};  // asked every 256 steps; may be empty

  std::uint64_t steps = 0;     // labels tried
  std::uint64_t accepted = 0;  // labellings that all nodes accept, as far as looked at
  bool stopped = false;

  // The lexicographically first labelling that all accept. The time is up to label_count^n, in practice far less:
  // node v is asked as soon as the last node within its radius has a label.
  std::optional<Labels> first();
  // Of all labellings, how many all accept.
  std::uint64_t count();

 private:
  bool extend(Labels& labels, std::size_t node, bool count_all);
  void prepare();

  const Graph& graph_;
  std::uint32_t label_count_;
  std::uint32_t radius_;
  Accepts accepts_;
  std::vector<Nodes> asked_after_ = {};  // the nodes whose views end with this one
};

// The same with a verifier on its own views.
std::optional<Labels> first_accepted(const Verifier& verifier, const Graph& graph);

}  // namespace parley::refix
