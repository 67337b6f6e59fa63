// refix: a verifier of radius d becomes one that survives up to i wrong labels, with a view of d + 2 i hops.
// [RECON, section 5 of the card]
//
// At v: a change of the labels of at most i nodes is a *fix* if the base verifier accepts, on the changed labels, at
// every node within 2 i of v. v accepts iff there is a fix; all it looks at lies within d + 2 i of it.
// Complete: the honest labels are a fix of what has at most i errors in the ball. Sound where fixes of neighbours agree
// on what both see: proved for 2-colourings (two of them differ in all nodes of a connected ball or in none); for the
// others checked by exhaustion on small graphs only.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "protocols/local/refix/verifier.hpp"

namespace parley::refix {

// Which property the labels are to prove. kAll: every one in turn.
enum class Claim : std::uint8_t { kAll, kBipartite, kCycleAbsent, kCycleExists };

// The base verifier: Colouring, RootDistance with `distances` labels, ThreeLabels. REQUIRES: claim != kAll.
std::unique_ptr<Verifier> base_verifier(Claim claim, std::uint32_t distances);

class Repair {
 public:
  // Checks within `zone` = 2 i of each node, less for a mutant. `graph` and `base` must outlive it.
  Repair(const Verifier& base, const Graph& graph, std::uint32_t budget, std::uint32_t zone);

  std::uint32_t radius() const { return base_.radius() + zone_; }
  // Whether the node accepts. By branching: where a node of the zone rejects, every fix changes a label that it sees,
  // so at most ((D + 1) (k - 1))^i label changes are tried for degree D, d = 1 and k labels. `labels` come back as they
  // were.
  bool accepts(Node node, Labels& labels) const;
  bool all_accept(Labels& labels) const;

 private:
  bool mend(const Nodes& zone, Labels& labels, std::uint32_t budget, Nodes& changed) const;

  const Verifier& base_;
  std::uint32_t budget_;
  std::uint32_t zone_;
  std::vector<View> views_;
  std::vector<Nodes> zones_;
};

}  // namespace parley::refix
