// The properties of single rounds, gathered over many.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocols/overlay/torrent/cases.hpp"

namespace parley::torrent {

struct Utilisation {
  double mean = 0;
  double least = 0;
  double tenth_lowest = 0;  // a tenth of the slots are below
};
// Transfers over the bound, of slots in which anything can move.
Utilisation utilisation_of(const std::vector<SlotUse>& use);

class Checks {
 public:
  Checks(const Parameters& parameters, const StudyConditions& conditions)
      : parameters_(parameters), conditions_(conditions) {}

  // complete (of whole rounds), eligible, neighbours_only, bounded, below_flow.
  void round(std::uint32_t peers, std::uint64_t run, const Round& round, bool whole);
  void flow(const Round& round);
  // The tracker's bytes over the data's, for tracker_light.
  double tracker(const Round& round);
  // Which of them are broken.
  std::vector<std::string> broken() const;
  const std::string& why(const std::string& property) const { return broken_.at(property); }
  void report(Findings& findings) const;

 private:
  void fail(const std::string& property, const std::string& why, std::uint32_t peers, std::uint64_t run);

  const Parameters& parameters_;
  const StudyConditions& conditions_;
  std::uint64_t rounds_ = 0;
  std::map<std::string, std::string> broken_ = {};
  std::map<std::string, bool> looked_at_ = {};
  std::vector<StudyCounterexample<Parameters>> cases_ = {};
};

}  // namespace parley::torrent
