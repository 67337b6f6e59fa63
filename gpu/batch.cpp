#include "gpu/batch.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "gpu/ed25519/key_registry.hpp"

namespace parley::gpu {

namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(std::string("batch: ") + what);
}

void check_messages(const MessageBatch& messages) {
  require(std::is_sorted(messages.ends.begin(), messages.ends.end()), "the ends of messages do not ascend");
  require(messages.ends.empty() || messages.ends.back() <= messages.bytes.size(), "a message ends behind the buffer");
}

struct Checker {
  void operator()(const DigestBatch& batch) const {
    check_messages(batch.messages);
    require(batch.digests.size() == batch.size() * digest_bytes(batch.hash), "digests are not one a message");
  }
  void operator()(const NodeBatch& batch) const {
    require(batch.hash != Hash::kSha512, "nodes have 32 bytes");
    require(batch.children.size() == 2 * batch.parents.size(), "children are not two a parent");
  }
  void operator()(const VerifyBatch& batch) const { check_signatures(batch); }
  void operator()(const RegisteredVerifyBatch& batch) const {
    check_signatures(batch);
    require(batch.registry != nullptr, "there is no registry of keys");
    const std::size_t known = batch.registry->size();
    require(std::all_of(batch.keys.begin(), batch.keys.end(), [&](std::uint32_t key) { return key < known; }),
            "a key is not registered");
  }
  void operator()(const MaskBatch& batch) const {
    require(batch.start.size() == batch.sum.size(), "the sum is not as long as what it starts from");
  }
  void operator()(const CodeBatch& batch) const {
    const bool wide = batch.field == CodeField::kBinary16;
    require(!wide || batch.length % 2 == 0, "a block ends within a symbol");
    require(wide || std::all_of(batch.coefficients.begin(), batch.coefficients.end(), [](auto c) { return c < 256; }),
            "a coefficient is not in the field");
    require(batch.columns > 0 && batch.coefficients.size() % batch.columns == 0, "the matrix is not rectangular");
    require(batch.input.size() == batch.columns * batch.length, "input blocks are not one a column");
    require(batch.output.size() == batch.rows() * batch.length, "output blocks are not one a row");
  }
  void operator()(const ReplicaBatch& batch) const {
    const auto* majority = std::get_if<Majority>(&batch.model);
    require(majority == nullptr || (majority->agents >= 2 && majority->agents <= (1U << 31)), "agents: 2 to 2^31");
    require(majority == nullptr || majority->x <= majority->agents, "more agents have an opinion than there are");
    const auto* race = std::get_if<Race>(&batch.model);
    require(race == nullptr || race->share < (1U << 31), "an attacker with half of the power or more needs no luck");
  }

 private:
  template <class Signatures>
  static void check_signatures(const Signatures& batch) {
    check_messages(batch.messages);
    require(batch.keys.size() == batch.size(), "keys are not one a signature");
    require(batch.messages.size() == batch.size(), "messages are not one a signature");
    require(batch.verdicts.size() == batch.size(), "verdicts are not one a signature");
  }
};

}  // namespace

void check_batch(const Batch& batch) {
  std::visit(Checker{}, batch);
}

}  // namespace parley::gpu
