// Single steps: what a process takes from its sender and from others, what it asks for when things were kept from it,
// and that a liar's flood finds no place to stay.
#include <gtest/gtest.h>

#include "protocols/core/codec.hpp"
#include "tests/amortized/fixture.hpp"

namespace parley::amortized {
namespace {

using testing::all_sent;
using testing::chain;
using testing::chain_of;
using testing::kSender;
using testing::name;
using testing::Process;
using testing::vote_for;

const Config kFour{.n = 4, .t = 1, .payloads = 3};
const VoteDue kDue{kSender};

TEST(AmortizedSteps, TheFirstBlockOfAHeightStays) {
  Process process(kFour, ProcessId{3});
  const Block block = chain_of(kFour, 1).front();
  const Block other = chain_of(kFour, 1, 1).front();
  EXPECT_EQ(all_sent<Vote>(process.receive(kSender, block)).size(), 1U);
  EXPECT_TRUE(process.receive(kSender, other).empty());
  EXPECT_TRUE(process.receive(ProcessId{1}, block).empty());  // of a chain that is none
  EXPECT_EQ(chain(process).accepted, std::vector<Digest>{name(block)});
  Config careless = kFour;
  careless.accept_again = true;
  Process gullible(careless, ProcessId{3});
  gullible.receive(kSender, block);
  EXPECT_EQ(all_sent<Vote>(gullible.receive(kSender, other)).size(), 1U);
  EXPECT_EQ(chain(gullible).accepted, std::vector<Digest>{name(other)});
}

TEST(AmortizedSteps, BlocksWaitForTheirPredecessors) {
  Process process(kFour, ProcessId{3});
  const auto blocks = chain_of(kFour, 3);
  EXPECT_TRUE(all_sent<Vote>(process.receive(kSender, blocks[2])).empty());
  EXPECT_TRUE(all_sent<Vote>(process.receive(kSender, blocks[1])).empty());
  const auto votes = all_sent<Vote>(process.receive(kSender, blocks[0]));
  ASSERT_EQ(votes.size(), 1U);
  EXPECT_EQ(votes[0].message.height, 3U);
  EXPECT_EQ(votes[0].message.block, name(blocks[2]));
  // Of another chain: it names another parent.
  const auto fork = chain_of(kFour, 2, 1);
  Process second(kFour, ProcessId{3});
  second.receive(kSender, blocks[0]);
  EXPECT_TRUE(second.receive(kSender, fork[1]).empty());
  EXPECT_EQ(chain(second).accepted.size(), 1U);
}

TEST(AmortizedSteps, AStandingIsToldUntilEverybodyKnowsIt) {
  Process process(kFour, ProcessId{3});
  ProcessSet met;
  const auto first = process.receive(kSender, chain_of(kFour, 1).front());
  ASSERT_EQ(all_sent<Vote>(first).size(), 1U);
  all_sent<Vote>(first)[0].to.for_each([&](ProcessId id) { met.insert(id); });
  for (int round = 0; round < 2; ++round)
    all_sent<Vote>(process.fire(kDue)).at(0).to.for_each([&](ProcessId id) { met.insert(id); });
  EXPECT_EQ(met, (ProcessSet{ProcessId{0}, ProcessId{1}, ProcessId{2}}));
  EXPECT_FALSE(chain(process).timing);
  EXPECT_TRUE(process.fire(kDue).empty());
}

TEST(AmortizedSteps, WhoContradictsItselfIsNotHeardAgain) {
  Process process(kFour, ProcessId{3});
  const auto blocks = chain_of(kFour, 2);
  for (const Block& block : blocks) process.receive(kSender, block);
  process.receive(ProcessId{1}, vote_for(blocks[0], 0));
  process.receive(ProcessId{1}, vote_for(chain_of(kFour, 1, 1).front(), 0));
  process.receive(ProcessId{1}, vote_for(blocks[1], 0));
  EXPECT_TRUE(chain(process).voters[ProcessId{1}].contradicted);
  EXPECT_EQ(chain(process).voters[ProcessId{1}].echoed, 1U);
  // Overtaken votes are no contradiction.
  process.receive(ProcessId{2}, vote_for(blocks[1], 1));
  process.receive(ProcessId{2}, vote_for(blocks[0], 0));
  EXPECT_FALSE(chain(process).voters[ProcessId{2}].contradicted);
  EXPECT_EQ(chain(process).voters[ProcessId{2}].echoed, 2U);
}

// Nothing came from the sender: names from those who are ready, the payload from them too, and then an echo.
TEST(AmortizedSteps, WhatWasWithheldIsAskedForAndPulled) {
  Process process(kFour, ProcessId{3});
  const Block block = chain_of(kFour, 1).front();
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, vote_for(block, 1));
  EXPECT_TRUE(chain(process).readied.empty());
  const auto asked = all_sent<Ask>(process.fire(kDue));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].to.size(), 3U);
  EXPECT_EQ(asked[0].message.from, 1U);
  process.receive(ProcessId{0}, Stand{kSender, 1, {name(block)}});
  EXPECT_TRUE(chain(process).readied.empty());
  // t + 1 make it ready, and with its own ready that is a delivery quorum.
  const auto pulled = all_sent<Pull>(process.receive(ProcessId{1}, Stand{kSender, 1, {name(block)}}));
  EXPECT_EQ(chain(process).readied.size(), 1U);
  ASSERT_EQ(pulled.size(), 1U);
  EXPECT_EQ(pulled[0].to.size(), 2U);
  EXPECT_EQ(chain(process).delivered, 0U);
  // Another payload, and the right one from somebody who was not asked.
  process.receive(ProcessId{0}, Supply{kSender, 1, chain_of(kFour, 1, 1).front().payload});
  process.receive(ProcessId{2}, Supply{kSender, 1, block.payload});
  EXPECT_EQ(chain(process).delivered, 0U);
  const auto done = process.receive(ProcessId{0}, Supply{kSender, 1, block.payload});
  EXPECT_EQ(chain(process).delivered, 1U);
  EXPECT_EQ(chain(process).accepted, std::vector<Digest>{name(block)});
  ASSERT_EQ(all_sent<Vote>(done).size(), 1U);
  EXPECT_EQ(all_sent<Vote>(done)[0].message.ready, 1U);
}

// The others are asked as well where the first do not answer.
TEST(AmortizedSteps, APullGoesOnToEverybody) {
  Process process(kFour, ProcessId{3});
  const Block block = chain_of(kFour, 1).front();
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, vote_for(block, 1));
  process.fire(kDue);
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, Stand{kSender, 1, {name(block)}});
  for (int round = 0; round < 2; ++round) EXPECT_TRUE(all_sent<Pull>(process.fire(kDue)).empty());
  const auto more = all_sent<Pull>(process.fire(kDue));  // its standing was told to all
  ASSERT_EQ(more.size(), 1U);
  EXPECT_EQ(more[0].to, ProcessSet{ProcessId{2}});
}

// On the wrong branch: it echoed one block, and is ready for another by the word of t + 1.
TEST(AmortizedSteps, AForkedProcessJoinsTheOthers) {
  Process process(kFour, ProcessId{3});
  const Block mine = chain_of(kFour, 1, 1).front();
  const Block block = chain_of(kFour, 1).front();
  process.receive(kSender, mine);
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, vote_for(block, 1));
  process.fire(kDue);
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, Stand{kSender, 1, {name(block)}});
  EXPECT_EQ(chain(process).readied, std::vector<Digest>{name(block)});
  const auto votes = all_sent<Vote>(process.fire(kDue));
  ASSERT_EQ(votes.size(), 1U);
  EXPECT_EQ(votes[0].message.block, name(mine));
  EXPECT_EQ(votes[0].message.ready_block, name(block));
  process.receive(ProcessId{0}, Supply{kSender, 1, block.payload});
  EXPECT_EQ(chain(process).delivered, 1U);
  EXPECT_EQ(chain(process).accepted, std::vector<Digest>{name(mine)});  // it cannot take its echo back
}

TEST(AmortizedSteps, QuestionsAreAnsweredOnce) {
  Process process(kFour, ProcessId{3});
  const Block block = chain_of(kFour, 1).front();
  process.receive(kSender, block);
  const Pull pull{kSender, 1, name(block)};
  EXPECT_TRUE(process.receive(ProcessId{1}, Ask{kSender, 1}).empty());  // it is not ready yet
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, vote_for(block, 0));
  EXPECT_EQ(all_sent<Stand>(process.receive(ProcessId{1}, Ask{kSender, 1})).size(), 1U);
  EXPECT_TRUE(all_sent<Stand>(process.receive(ProcessId{1}, Ask{kSender, 1})).empty());
  EXPECT_EQ(all_sent<Stand>(process.receive(ProcessId{2}, Ask{kSender, 1})).size(), 1U);
  EXPECT_TRUE(all_sent<Stand>(process.receive(ProcessId{2}, Ask{kSender, ~std::uint64_t{0}})).empty());
  Process other(kFour, ProcessId{3});
  other.receive(kSender, block);
  EXPECT_EQ(all_sent<Supply>(other.receive(ProcessId{1}, pull)).size(), 1U);
  EXPECT_TRUE(other.receive(ProcessId{1}, pull).empty());
  EXPECT_TRUE(other.receive(ProcessId{2}, Pull{kSender, 1, Digest{}}).empty());
  EXPECT_TRUE(other.receive(ProcessId{2}, Pull{kSender, 9, name(block)}).empty());
}

TEST(AmortizedSteps, PayloadsEverybodyHasAreForgotten) {
  Process process(kFour, ProcessId{3});
  const Block block = chain_of(kFour, 1).front();
  process.receive(kSender, block);
  for (const std::uint32_t id : {0U, 1U}) process.receive(ProcessId{id}, vote_for(block, 1));
  EXPECT_EQ(chain(process).delivered, 1U);
  EXPECT_EQ(chain(process).blocks.size(), 1U);
  process.receive(ProcessId{2}, vote_for(block, 0));
  EXPECT_TRUE(chain(process).blocks.empty());
}

Digest any_name(Rng& rng) {
  return broadcast::sha256(std::to_string(rng.below(1000)));
}

Protocol::Message any_message(Rng& rng, const std::vector<Block>& blocks) {
  const Height height = rng.chance(0.1) ? rng.next() : rng.below(6);
  const Block& block = blocks[rng.below(blocks.size())];
  const Digest known = rng.chance(0.5) ? name(block) : any_name(rng);
  switch (rng.below(7)) {
    case 0:
      return Block{height, rng.chance(0.5) ? block.parent : any_name(rng), block.payload, {}, {}};
    case 1:
      return Vote{kSender, height, known, rng.below(6), std::nullopt};
    case 2:
      return Vote{ProcessId{static_cast<std::uint32_t>(rng.below(9))}, height, known, rng.below(6), any_name(rng)};
    case 3:
      return Ask{kSender, height};
    case 4:
      return Stand{kSender, height, std::vector<Digest>(rng.below(100), known)};
    case 5:
      return Pull{kSender, height, known};
    default:
      return Supply{kSender, height, std::string(rng.below(200), 'x')};
  }
}

// A Byzantine sender with an accomplice: 20,000 messages take no more room than 2,000.
TEST(AmortizedSteps, AFloodFindsNoPlace) {
  const Config config{.n = 7, .t = 2, .payloads = 5};
  std::vector<Block> blocks = chain_of(config, 5);
  for (const Block& block : chain_of(config, 5, 1)) blocks.push_back(block);
  Rng rng(7);
  Process process(config, ProcessId{6});
  const auto flood = [&](int messages) {
    for (int count = 0; count < messages; ++count)
      process.receive(ProcessId{static_cast<std::uint32_t>(rng.below(2))}, any_message(rng, blocks));
    return encode(process.state()).size();
  };
  flood(2'000);
  EXPECT_LT(flood(18'000), 8'000U);
  EXPECT_LE(chain(process).early.size() + chain(process).blocks.size(), 10U);
  EXPECT_EQ(process.state().chains.size(), 1U);
}

}  // namespace
}  // namespace parley::amortized
