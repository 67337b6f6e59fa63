// Signatures in groups: keys of any sort by one random linear combination, registered ones by their tables; where
// encodings are compared, a group shares one inversion.
#include <algorithm>

#include "gpu/arith/chacha20.hpp"
#include "gpu/cpu/kernels.hpp"
#include "gpu/ed25519/msm.hpp"

namespace parley::gpu::cpu {

namespace {

using F = Field51;

Message message_at(const MessageBatch& messages, std::size_t index) {
  const auto bytes = messages.message(index);
  return {bytes.data(), bytes.size()};
}

// A point [S]B - [k]A that waits for its encoding.
struct Candidate {
  std::size_t index;
  Bytes32 r;
  Point<F> point;
};

void settle(Rule rule, const std::vector<Candidate>& candidates, std::span<std::uint8_t> verdicts) {
  std::vector<F> inverses;
  for (const Candidate& each : candidates) inverses.push_back(each.point.z);
  std::vector<F> scratch(inverses.size());
  invert_all(inverses.data(), scratch.data(), inverses.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& each = candidates[i];
    const Bytes32 encoding = encode_with(to_projective(each.point), inverses[i]);
    verdicts[each.index] = matches(rule, each.point, encoding, each.r) ? 1 : 0;
  }
}

// What the random linear combination is made of.
struct Prepared {
  std::size_t index;
  SignatureParts parts;
  Scalar challenge;
  AffineCached<F> a;
  AffineCached<F> r;
};

// 128 bits each, from a hash of all that is verified (a challenge binds R, A and the message), so that runs replay and
// nobody can choose signatures after them. Odd, so that none is zero.
std::vector<Scalar> coefficients(std::span<const Prepared> group) {
  std::vector<std::uint8_t> transcript;
  for (const Prepared& each : group) {
    for (const Bytes32& part : {encode_scalar(each.challenge), encode_scalar(each.parts.s)})
      transcript.insert(transcript.end(), part.begin(), part.end());
  }
  const Bytes64 digest = sha512(Message{transcript.data(), transcript.size()});
  Bytes32 seed{};
  std::copy_n(digest.begin(), seed.size(), seed.begin());
  std::vector<Scalar> out(group.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto block = chacha20_block(chacha20_state(seed, i, 0));
    for (std::size_t word = 0; word < 4; ++word) out[i].limb[word] = block[word];
    out[i].limb[0] |= 1;
  }
  return out;
}

// [8] (sum z_i (S_i B - R_i - k_i A_i)) = 0 (Bernstein, Duif, Lange, Schwabe, Yang 2011, section 5, with ZIP 215's 8):
// wrong with probability 2^-128 if a signature is not valid. k_i needs no more than its residue: torsion is gone after
// the 8.
bool all_valid(const Context& context, std::span<const Prepared> group) {
  const std::vector<Scalar> z = coefficients(group);
  std::vector<Scalar> scalars;
  std::vector<AffineCached<F>> points;
  Scalar of_base;
  for (std::size_t i = 0; i < group.size(); ++i) {
    of_base = of_base + z[i] * group[i].parts.s;
    scalars.push_back(z[i]);
    points.push_back(negated(group[i].r));
    scalars.push_back(z[i] * group[i].challenge);
    points.push_back(negated(group[i].a));
  }
  scalars.push_back(of_base);
  points.push_back(context.base().front());
  return is_small_order(multiply_sum<F>(scalars, points));
}

// Halves until the bad ones stand alone: a single one is exact, its coefficient being prime to l.
void divide(const Context& context, std::span<const Prepared> group, std::span<std::uint8_t> verdicts) {
  if (group.empty()) return;
  if (all_valid(context, group)) {
    for (const Prepared& each : group) verdicts[each.index] = 1;
    return;
  }
  if (group.size() == 1) return;
  divide(context, group.first(group.size() / 2), verdicts);
  divide(context, group.subspan(group.size() / 2), verdicts);
}

void combined(const Context& context, const VerifyBatch& batch, std::size_t first, std::size_t last) {
  std::vector<Prepared> group;
  group.reserve(last - first);
  for (std::size_t i = first; i < last; ++i) {
    batch.verdicts[i] = 0;
    const SignatureParts parts = split_signature(batch.signatures[i]);
    if (!parts.canonical) continue;
    const Decoded<F> a = decode_point<F>(batch.keys[i]);
    const Decoded<F> r = decode_point<F>(parts.r);
    if (!a.valid || !r.valid) continue;
    const Scalar challenge = challenge_of(parts.r, batch.keys[i], message_at(batch.messages, i));
    group.push_back({i, parts, challenge, to_affine_cached(a.point), to_affine_cached(r.point)});
  }
  divide(context, group, batch.verdicts);
}

// One by one but for the inversion: libsodium's rule tells signatures apart that differ by torsion, which no random
// linear combination does, and for a few signatures a combination does not pay.
void separate(const Context& context, const VerifyBatch& batch, std::size_t first, std::size_t last) {
  std::vector<Candidate> candidates;
  for (std::size_t i = first; i < last; ++i) {
    batch.verdicts[i] = 0;
    const SignatureParts parts = split_signature(batch.signatures[i]);
    const DecodedKey<F> a = decode_key<F>(batch.rule, batch.keys[i]);
    if (!parts.canonical || !a.valid) continue;
    const Scalar challenge = challenge_of(parts.r, batch.keys[i], message_at(batch.messages, i));
    candidates.push_back({i, parts.r, combine(parts.s, challenge, a.point, context.base().data())});
  }
  settle(batch.rule, candidates, batch.verdicts);
}

constexpr std::size_t kGroup = 256;
constexpr std::size_t kWorthCombining = 4;

}  // namespace

void run(const Context& context, const VerifyBatch& batch, std::size_t first, std::size_t last) {
  for (; first < last; first += kGroup) {
    const std::size_t end = std::min(last, first + kGroup);
    const bool combining = batch.rule == Rule::kZip215 && end - first >= kWorthCombining;
    (combining ? combined : separate)(context, batch, first, end);
  }
}

void run(const Context& context, const RegisteredVerifyBatch& batch, std::size_t first, std::size_t last) {
  for (; first < last; first += kGroup) {
    const std::size_t end = std::min(last, first + kGroup);
    std::vector<Candidate> candidates;
    candidates.reserve(end - first);
    for (std::size_t i = first; i < end; ++i) {
      batch.verdicts[i] = 0;
      const SignatureParts parts = split_signature(batch.signatures[i]);
      if (!parts.canonical) continue;
      const std::uint32_t key = batch.keys[i];
      const Scalar k = challenge_of(parts.r, batch.registry->key(key), message_at(batch.messages, i));
      const Point<F> point = combine_registered(parts.s, k, batch.registry->table(key), context.base().data());
      candidates.push_back({i, parts.r, point});
    }
    settle(batch.rule, candidates, batch.verdicts);
  }
}

}  // namespace parley::gpu::cpu
