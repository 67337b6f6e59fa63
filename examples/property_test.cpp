// A property test of one's own: a protocol, how many may be faulty, and what has to hold. RapidCheck draws instances,
// fault plans and schedules, and shrinks what fails. Build it like any program that links parley_campaign, the
// protocol's family and rapidcheck.
#include "faults/campaign/generators.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"

int main() {
  using namespace parley;
  const bool holds = rc::check("Bracha's broadcast keeps its promises whatever t processes do", [] {
    const auto config = *faults::generate::instance<bracha::Protocol>({}, 7);
    faults::CampaignOptions options;
    options.faulty = config.t;
    const auto trial = *faults::generate::trial<bracha::Protocol>(config, options);
    RC_ASSERT(faults::carry_out<bracha::Protocol>(config, trial).violated().empty());
  });
  return holds ? 0 : 1;
}
