// What Byzantine processes may say in an exploration: values in play are editions of payloads, of which each height has
// one in each edition, and a chain may change its edition at any height. Left out: what a correct process refuses
// whatever its state is, certificates of lower quorums than are asked for among them; and questions (Ask, Pull), which
// are answered and change nothing else.
#include <algorithm>
#include <map>

#include "protocols/broadcast/amortized/rules.hpp"
#include "protocols/core/enumerate.hpp"

namespace parley::amortized {

namespace {

// One sender's chains.
class Adversary {
 public:
  Adversary(const Config& config, const Domain& domain, ProcessId sender)
      : config_(config), domain_(domain), sender_(sender), names_(config.payloads) {}

  void speak(std::vector<Protocol::Message>& messages) {
    messages_ = &messages;
    grow(1, Digest{});
    for (Height height = 0; height <= config_.payloads; ++height)
      for (const Digest& block : height == 0 ? std::vector<Digest>{Digest{}} : names_[height - 1]) vote(height, block);
    state_names();
    certify();
  }

 private:
  void say(Protocol::Message message) { messages_->push_back(std::move(message)); }

  void grow(Height height, const Digest& parent) {
    if (height > config_.payloads) return;
    for (const std::uint64_t edition : domain_.values) {
      const std::string payload = broadcast::payload_of(sender_, height, config_.payload_bytes, edition);
      const Digest name = name_of(sender_, height, parent, broadcast::sha256(payload));
      names_[height - 1].push_back(name);
      if (domain_.signers.contains(sender_)) say(Block{height, parent, payload, {}, {}});
      say(Supply{sender_, height, payload});
      share(height, name);
      grow(height + 1, name);
    }
  }

  void share(Height height, const Digest& name) {
    if (!config_.optimistic) return;
    for (const auto& echo : signed_by_adversary(domain_, Echoed{sender_, height, name})) say(EchoShare{echo});
    for (const auto& ready : signed_by_adversary(domain_, Readied{sender_, height, name})) say(ReadyShare{ready});
  }

  // Ready for what it echoed, up to any height, or for any other block.
  void vote(Height height, const Digest& block) {
    for (Height ready = 0; ready <= height && height > 0; ++ready)
      say(Vote{sender_, height, block, ready, std::nullopt});
    for (Height ready = 1; ready <= config_.payloads; ++ready)
      for (const Digest& other : names_[ready - 1])
        if (other != block) say(Vote{sender_, height, block, ready, other});
  }

  void state_names() {
    for (Height height = 1; height <= config_.payloads; ++height)
      for (const Digest& name : names_[height - 1]) say(Stand{sender_, height, {name}});
  }

  // Of a Byzantine sender, of all shares that it has seen and can make.
  void certify() {
    if (!config_.optimistic || !domain_.signers.contains(sender_)) return;
    for (const EchoCertificate& echoes : certificates<Echoed>()) say(Certificates{echoes, {}});
    for (const ReadyCertificate& readies : certificates<Readied>()) say(Certificates{{}, readies});
  }

  template <class Statement>
  std::vector<std::vector<Signed<Statement>>> certificates() {
    std::vector<std::vector<Signed<Statement>>> complete;
    for (Height height = 1; height <= config_.payloads; ++height) {
      for (const Digest& name : names_[height - 1]) {
        std::map<ProcessId, Signed<Statement>> known;
        const Statement about{sender_, height, name};
        for (const auto& own : signed_by_adversary(domain_, about)) known.emplace(own.signer(), own);
        for (const auto& seen : seen_by_adversary<Statement>(domain_))
          if (seen.statement() == about) known.emplace(seen.signer(), seen);
        std::vector<Signed<Statement>> certificate;
        for (const auto& [who, share] : known)
          if (certificate.size() < certificate_quorum(config_)) certificate.push_back(share);
        if (certificate.size() == certificate_quorum(config_)) complete.push_back(std::move(certificate));
      }
    }
    return complete;
  }

  const Config& config_;
  const Domain& domain_;
  ProcessId sender_;
  std::vector<std::vector<Digest>> names_;  // by height - 1
  std::vector<Protocol::Message>* messages_ = nullptr;
};

}  // namespace

std::vector<Protocol::Message> Protocol::alphabet(const Config& config, const Domain& domain) {
  std::vector<Message> messages;
  for (std::uint32_t id = 0; id < config.senders; ++id) Adversary(config, domain, ProcessId{id}).speak(messages);
  return messages;
}

}  // namespace parley::amortized
