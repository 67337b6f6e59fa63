// The optimistic path: shares of echoes and readies go to the sender, and its certificates come back with later blocks.
// A certificate does at once what the votes of all would have done in time; votes go on beneath it, so that what one
// process delivers by a certificate everybody delivers, whatever becomes of the sender.
#include <algorithm>
#include <utility>

#include "protocols/broadcast/amortized/handlers.hpp"
#include "protocols/broadcast/amortized/rules.hpp"

namespace parley::amortized {

namespace {

template <class Certificate>
Height height_of(const Certificate& certificate) {
  return certificate.empty() ? 0 : certificate.front().statement().height;
}

// By ascending identity, one a process. Returns whether a quorum is complete now, and was not before.
template <class Certificate, class Share>
bool add_share(const Config& config, Certificate& certificate, const Share& share) {
  if (certificate.size() >= certificate_quorum(config)) return false;
  auto place = std::find_if(certificate.begin(), certificate.end(),
                            [&](const Share& other) { return other.signer() >= share.signer(); });
  if (place != certificate.end() && place->signer() == share.signer()) return false;
  certificate.insert(place, share);
  return certificate.size() == certificate_quorum(config);
}

void add_echo(const Step& step, const Signed<Echoed>& share) {
  Sending& own = step.state.sending;
  const Height height = share.statement().height;
  if (height <= own.echo_certified || !add_share(step.config, own.shares[height].echoes, share)) return;
  own.echo_certified = height;
  own.echoes = own.shares[height].echoes;
  for (auto box = own.shares.begin(); box != own.shares.upper_bound(height); ++box) box->second.echoes.clear();
  learn(step, own.echoes, {});
}

void add_ready(const Step& step, const Signed<Readied>& share) {
  Sending& own = step.state.sending;
  const Height height = share.statement().height;
  if (height <= own.ready_certified || height > own.echo_certified) return;
  if (!add_share(step.config, own.shares[height].readies, share)) return;
  own.ready_certified = height;
  own.readies = own.shares[height].readies;
  own.shares.erase(own.shares.begin(), own.shares.upper_bound(height));
  learn(step, {}, own.readies);
}

void share_ready(const Step& step, Height height) {
  if (height <= step.chain.shared) return;
  step.chain.shared = height;
  const auto share = step.context.sign(Readied{step.sender, height, step.chain.readied[height - 1]});
  step.self() == step.sender ? add_ready(step, share) : step.context.send(step.sender, ReadyShare{share});
}

// Ready for the accepted blocks up to `height`, unless it is already. Returns whether it is now ready for that block.
bool make_ready(Chain& chain, Height height, const Digest& block) {
  if (holds_at(chain.readied, height, block)) return true;
  if (!holds_at(chain.accepted, height, block) || !agree(chain)) return false;
  for (Height next = chain.readied.size(); next < height; ++next) chain.readied.push_back(chain.accepted[next]);
  return true;
}

bool is_about_own_chain(const Step& step, ProcessId from, ProcessId signer, Height height, const Digest& block) {
  return step.config.optimistic && from == signer && from != step.self() &&
         holds_at(step.chain.accepted, height, block);
}

}  // namespace

void share_echo(const Step& step, Height height) {
  if (!step.config.optimistic) return;
  const auto share = step.context.sign(Echoed{step.sender, height, step.chain.accepted[height - 1]});
  step.self() == step.sender ? add_echo(step, share) : step.context.send(step.sender, EchoShare{share});
}

void learn(const Step& step, const EchoCertificate& echoes, const ReadyCertificate& readies) {
  Chain& chain = step.chain;
  if (!step.config.optimistic) return;
  if (height_of(echoes) > std::max(height_of(chain.echoes), chain.shared) &&
      valid_certificate(step.config, step.sender, echoes))
    chain.echoes = echoes;
  if (height_of(readies) > std::max(height_of(chain.readies), chain.certified) &&
      valid_certificate(step.config, step.sender, readies))
    chain.readies = readies;
}

void apply_certificates(const Step& step) {
  Chain& chain = step.chain;
  if (!chain.echoes.empty()) {
    const Echoed about = chain.echoes.front().statement();
    if (make_ready(chain, about.height, about.block)) {
      chain.echoes.clear();
      share_ready(step, about.height);
    }
  }
  if (!chain.readies.empty()) {
    const Readied about = chain.readies.front().statement();
    if (!make_ready(chain, about.height, about.block)) return;
    chain.readies.clear();
    chain.certified = std::max(chain.certified, about.height);
  }
}

void on_echo_share(const Step& step, ProcessId from, const EchoShare& message) {
  const Echoed& about = message.share.statement();
  if (about.sender == step.self() && is_about_own_chain(step, from, message.share.signer(), about.height, about.block))
    add_echo(step, message.share);
}

void on_ready_share(const Step& step, ProcessId from, const ReadyShare& message) {
  const Readied& about = message.share.statement();
  if (about.sender == step.self() && is_about_own_chain(step, from, message.share.signer(), about.height, about.block))
    add_ready(step, message.share);
}

}  // namespace parley::amortized
