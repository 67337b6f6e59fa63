// Ways to add up the inputs of K users, told as linear algebra: the inputs W_k and the random symbols are variables
// over F_q, and whatever a user holds or hears is a linear form of them (L = 1; longer inputs repeat it symbol by
// symbol).
//
// Z. Zhang, Z. Li, X. Li, K. Wan, D. W. K. Ng, G. Caire, "information-theoretic decentralized secure aggregation"
// (arXiv 2508.00596): each user must learn the sum of all inputs, and together with T colluders nothing else.
//
//   plain        X_k = W_k
//   dealer       keys N_1..N_{K-1} uniform, Z_k = N_k, Z_K = -(N_1 + ... + N_{K-1}); X_k = W_k + Z_k  (RECON: card 2)
//   pairwise     a seed s_kj of each two users; Z_k = sum_{j>k} s_kj - sum_{j<k} s_kj; X_k = W_k + Z_k  (K. Bonawitz et
//                al., CCS 2017; a generator of random numbers is taken as ideal, so a seed is a uniform symbol)
//   recovery     pairwise, and the last user is gone before its message: the others tell the sum of their seeds with
//   it,
//                Y_k = Z_k's part with the last user, and add up what remains
//   double_mask  recovery with X_k = W_k + Z_k + b_k, where b_k is shared with degree t, and the message of the last
//                user comes late, after it was given up; of the survivors' b only the sum is opened (RECON: card 1
//                names a version with two rounds, its rate R2 >= 1/(U-T-1) is not reached: one symbol is sent)
//   shamir       each user shares W_k with degree t among all; shares are summed and told to all (Ben-Or, Goldwasser,
//                Wigderson, STOC 1988)
//   ring         W_0 + r goes round, each adding its input; user 0 takes r away and tells the sum
//
// Sizes: dealer 2K-1 variables, pairwise K(K+1)/2, shamir K(t+1), double_mask K(K+1)/2 + K(t+1), ring K+1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/rows.hpp"

namespace parley::secure_aggregation {

enum class SchemeKind : std::uint8_t { kPlain, kDealer, kPairwise, kRecovery, kDoubleMask, kShamir, kRing };

// Mistakes, each in one scheme (mutated_kind).
enum class Mutant : std::uint8_t {
  kNone,
  kOneKeyShort,    // dealer: K-2 source symbols, the last user unmasked
  kRepeatedKey,    // dealer: two users have the same key
  kBiasedKey,      // dealer: the key of user 1 is never 0
  kWrongSign,      // dealer: Z_K = +(N_1 + ... + N_{K-1}); no mistake over F_2
  kReusedKeys,     // dealer: two epochs with the same keys
  kLateMessage,    // recovery: the message of the user that was given up comes after all
  kForgottenSeed,  // recovery: user 0 does not tell its seed
  kLowDegree,      // shamir: degree t-1
};

SchemeKind mutated_kind(Mutant mutant);

struct SchemeSpec {
  SchemeKind kind = SchemeKind::kDealer;
  std::uint32_t users = 3;   // K
  std::uint64_t field = 2;   // q, prime
  std::uint32_t degree = 1;  // t of shamir and double_mask
  Mutant mutant = Mutant::kNone;
  bool dropout = false;  // the last user is gone from the start (recovery and double_mask have it gone always)
};

inline constexpr std::uint32_t kEverybody = ~std::uint32_t{0};

struct Message {
  std::uint32_t sender = 0;
  std::uint32_t receiver = kEverybody;
  std::uint32_t round = 1;
  Row row = {};
};

// How a user finds a sum: a combination of messages (by index), and one of its own input and keys.
struct Recipe {
  Row of_messages = {};
  Row own = {};
};

// Invariants: (1) variables 0 .. epochs * users - 1 are the inputs, epoch by epoch; (2) all variables are independent
// and uniform, but those in `never_zero`, which are uniform over the rest.
struct LinearScheme {
  SchemeSpec spec = {};
  std::uint32_t epochs = 1;
  std::vector<std::string> names = {};      // of variables
  std::vector<std::vector<Row>> keys = {};  // by user: random symbols it holds, as forms
  std::vector<Message> messages = {};
  std::vector<Row> targets = {};                   // by epoch: the sum to be learnt
  std::vector<std::vector<Recipe>> decoders = {};  // by user, one an epoch; empty: it is gone or cannot
  std::vector<std::uint32_t> never_zero = {};
  std::uint32_t private_up_to = 0;  // size of a coalition that is claimed to learn nothing but the sum

  Field field() const { return {spec.field}; }
  std::uint32_t variables() const { return static_cast<std::uint32_t>(names.size()); }
};

// Shamir's sharing needs K different points that are not 0.
bool needs_large_field(SchemeKind kind);

// REQUIRES: 3 <= users; field prime, above users where needs_large_field; degree < users - 1; the mutant none or of
// kind.
LinearScheme build(const SchemeSpec& spec);

// What the recipe comes to, as a form of the variables.
Row decoded_row(const LinearScheme& scheme, const Recipe& recipe);

// What it comes to in numbers, from the messages as they were sent.
std::uint64_t decoded_value(const LinearScheme& scheme, const Recipe& recipe,
                            std::span<const std::uint64_t> message_values, std::span<const std::uint64_t> values);

// Every message, for these values of all variables.
std::vector<std::uint64_t> message_values(const LinearScheme& scheme, std::span<const std::uint64_t> values);

// The form in words: "W0 + 2*N1".
std::string text_of(const LinearScheme& scheme, const Row& row);

}  // namespace parley::secure_aggregation
