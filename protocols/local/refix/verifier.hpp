// A locally checkable proof: a prover labels the nodes of a graph that has the property, and every node accepts or
// rejects what it sees within `radius` hops. All accept: the property is taken to hold.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/local/refix/graph.hpp"

namespace parley::refix {

class Verifier {
 public:
  virtual ~Verifier() = default;
  virtual std::uint32_t radius() const = 0;
  virtual std::uint32_t label_count() const = 0;
  // Whether the centre of the view accepts. REQUIRES: the view has radius(); labels are below label_count().
  virtual bool accepts(const View& view, const Labels& labels) const = 0;
  // For repair, where the centre of `view` rejects: the labels that node view.node[entry] can have in a labelling that
  // the centre accepts and that agrees with `labels` at the centre, if entry > 0. Never too few; its own is left out.
  virtual void candidates(const View& view, const Labels& labels, std::size_t entry, Labels& result) const;
  virtual bool has_property(const Graph& graph) const = 0;
  // REQUIRES: has_property(graph), and label_count() is enough for this graph.
  virtual Labels prove(const Graph& graph) const = 0;
};

// "A cycle exists", 3 labels, 1 hop. Prover: a shortest cycle gets 0, a node at distance k from it k mod 3. Label 1
// needs a neighbour 0; 2 a neighbour 1; 0 a neighbour 2 or two neighbours 0. [RECON, section 3 of the card] A walk
// along these witnesses never has to go back over the edge it came by, so no finite tree is accepted.
class ThreeLabels : public Verifier {
 public:
  std::uint32_t radius() const override { return 1; }
  std::uint32_t label_count() const override { return 3; }
  bool accepts(const View& view, const Labels& labels) const override;
  bool has_property(const Graph& graph) const override { return has_cycle(graph); }
  Labels prove(const Graph& graph) const override;
};

// "The graph is bipartite": the labels are a 2-colouring.
class Colouring : public Verifier {
 public:
  std::uint32_t radius() const override { return 1; }
  std::uint32_t label_count() const override { return 2; }
  bool accepts(const View& view, const Labels& labels) const override;
  bool has_property(const Graph& graph) const override { return two_colouring(graph).has_value(); }
  Labels prove(const Graph& graph) const override;
};

// "There is no cycle": the labels are distances to a root. Label 0 has no neighbour with a smaller label (so none with
// its own); l > 0 has exactly one neighbour l - 1, all others are l + 1. [RECON, section 5] The largest label on a
// cycle would have two neighbours that are not larger.
class RootDistance : public Verifier {
 public:
  explicit RootDistance(std::uint32_t label_count) : label_count_(label_count) {}
  std::uint32_t radius() const override { return 1; }
  std::uint32_t label_count() const override { return label_count_; }
  bool accepts(const View& view, const Labels& labels) const override;
  void candidates(const View& view, const Labels& labels, std::size_t entry, Labels& result) const override;
  bool has_property(const Graph& graph) const override { return !has_cycle(graph); }
  // From node 0. REQUIRES: no node is label_count() or more away from it.
  Labels prove(const Graph& graph) const override;

 private:
  std::uint32_t label_count_;
};

// The first node that rejects; nothing where all accept. `views` has one of each node, of the verifier's radius.
std::optional<Node> first_rejecting(const Verifier& verifier, const std::vector<View>& views, const Labels& labels);

}  // namespace parley::refix
