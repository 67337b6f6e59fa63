// Process 2 of the triangle. The verdict is commit iff the responder reports that it has applied the value; that report
// comes after it has frozen, so it cannot change. The initiator's report is its status: that it is in doubt.
#include "protocols/link/reflecting_link/ends.hpp"

namespace parley::reflecting_link {

namespace {

std::uint32_t reports_needed(const Config& config) {
  return config.reports_needed != 0 ? config.reports_needed : 2;
}

void give_verdict(const Config& config, State& state, const Question& question, bool applied,
                  Context<Protocol>& context) {
  const Word verdict{Topic::kVerdict, problems::kInitiator, question.transfer, question.probe, applied};
  send_word(config, state, verdict, context);
}

}  // namespace

// Words that went both ways come twice: the second time they are left alone. With too few reports asked for, it takes
// the initiator's confirmation for the outcome.
void on_status(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  const Question question{word.transfer, word.probe};
  if (question == state.asked) return;
  state.asked = question;
  if (reports_needed(config) < 2) return give_verdict(config, state, question, true, context);
  send_word(config, state, Word{Topic::kAsk, problems::kResponder, word.transfer, word.probe, false}, context);
}

void on_report(const Config& config, State& state, const Word& word, Context<Protocol>& context) {
  const Question question{word.transfer, word.probe};
  if (question == state.answered) return;
  state.answered = question;
  give_verdict(config, state, question, word.applied, context);
}

}  // namespace parley::reflecting_link
