// Each strategy does what its name says, and a list of them works from the process outwards.
#include <gtest/gtest.h>

#include "tests/faults/rig.hpp"

namespace parley::faults {
namespace {

using chatter::Hello;
using chatter::Question;

const Chatty::Timer kAgain = FaceTimer<Chatter>{0, {1}};

TEST(Strategies, without_any_the_process_is_honest) {
  Rig rig({});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> all", "Greeting 10 of 2 -> 3"}));
  EXPECT_EQ(rig.timers().size(), 1U);
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 7 -> 0"}));
  EXPECT_EQ(rig.fire(kAgain), (Said{"Hello 11 -> all"}));
}

TEST(Strategies, crash_is_silent_and_deaf_from_its_step_on) {
  Rig rig({Crash{1}});
  EXPECT_EQ(rig.start().size(), 2U);
  EXPECT_TRUE(rig.receive(0, Question{7}).empty());
  EXPECT_TRUE(rig.receive(0, Hello{7}).empty());
  EXPECT_TRUE(rig.fire(kAgain).empty());
  EXPECT_EQ(rig.state().honest.heard, 0U);
  EXPECT_EQ(rig.state().honest.greetings, 1U);
}

TEST(Strategies, crash_at_step_zero_never_speaks) {
  Rig rig({Crash{0}});
  EXPECT_TRUE(rig.start().empty());
  EXPECT_TRUE(rig.timers().empty());
}

TEST(Strategies, mute_listens_but_says_nothing) {
  Rig rig({Mute{}});
  EXPECT_TRUE(rig.start().empty());
  EXPECT_TRUE(rig.receive(0, Question{7}).empty());
  EXPECT_TRUE(rig.receive(0, Hello{7}).empty());
  EXPECT_EQ(rig.state().honest.heard, 1U);
}

TEST(Strategies, mute_leaves_other_kinds_alone) {
  Rig rig({Mute{{"Hello", "Answer"}}});
  EXPECT_EQ(rig.start(), (Said{"Greeting 10 of 2 -> 3"}));
  EXPECT_TRUE(rig.receive(0, Question{7}).empty());
}

TEST(Strategies, delay_holds_back_until_its_timer) {
  Rig rig({Delay{5, {}, {"Hello"}}});
  EXPECT_EQ(rig.start(), (Said{"Greeting 10 of 2 -> 3"}));
  ASSERT_EQ(rig.timers().size(), 2U);
  const Chatty::Timer alarm = rig.timers()[1];
  EXPECT_EQ(rig.fire(kAgain), Said{});
  EXPECT_EQ(rig.fire(alarm), (Said{"Hello 10 -> all"}));
  EXPECT_EQ(rig.fire(alarm), Said{}) << "what was released is gone";
}

TEST(Strategies, delay_with_a_probability_draws_for_each_payload) {
  Rig rig({Delay{5, {500}, {}}}, {0, 1});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> all"}));
  EXPECT_EQ(rig.timers().size(), 2U);
}

TEST(Strategies, drop_to_some_withholds_from_the_receivers) {
  Rig rig({DropToSome{ProcessSet{ProcessId{0}, ProcessId{3}}, {}, {}}});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 1"}));
}

TEST(Strategies, drop_to_some_draws_for_each_receiver) {
  Rig rig({DropToSome{std::nullopt, {500}, {"Hello"}}}, {1, 0, 1});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 1", "Greeting 10 of 2 -> 3"}));
}

TEST(Strategies, replay_repeats_what_was_heard_as_its_own) {
  Rig rig({Replay{1, {1000}, {"Question"}}});
  EXPECT_EQ(rig.start().size(), 2U) << "nothing heard yet";
  // The memory holds one message: choice 0 takes it, choice 2 of the three others is process 3.
  rig.choose({0, 2});
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 7 -> 0", "Question 7 -> 3"}));
  EXPECT_EQ(rig.receive(1, Question{8}), (Said{"Answer 8 -> 1", "Question 8 -> 3"})) << "the oldest is forgotten";
}

TEST(Strategies, replay_remembers_no_more_than_told) {
  Rig rig({Replay{3, {0}, {}}});
  rig.start();
  for (std::uint64_t number = 0; number < 20; ++number) rig.receive(0, Question{number});
  EXPECT_EQ(rig.state().byzantine.front().layers.front().held.size(), 3U);
}

TEST(Strategies, equivocate_renames_what_the_second_face_says) {
  Rig rig({Equivocate{ProcessSet{ProcessId{1}}, SecondFace::kRename, {}}});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 0 3", "Greeting 10 of 2 -> 3", "Hello 11 -> 1"}));
  EXPECT_EQ(rig.receive(1, Question{7}), (Said{"Answer 6 -> 1"}));
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 7 -> 0"}));
}

TEST(Strategies, equivocate_can_run_the_second_face_on_other_inputs) {
  Rig rig({Equivocate{ProcessSet{ProcessId{3}}, SecondFace::kConfig, {}}});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 0 1", "Hello 110 -> 3", "Greeting 110 of 2 -> 3"}));
}

TEST(Strategies, the_faces_have_states_and_timers_of_their_own) {
  Rig rig({Equivocate{ProcessSet{ProcessId{1}}, SecondFace::kRename, {}}});
  rig.start();
  ASSERT_EQ(rig.timers().size(), 2U);
  EXPECT_EQ(rig.fire(rig.timers()[1]), (Said{"Hello 10 -> 1"}));
  EXPECT_EQ(rig.state().honest.greetings, 1U);
  EXPECT_EQ(rig.state().byzantine.front().second.front().greetings, 2U);
}

TEST(Strategies, equivocate_speaks_to_the_upper_half_by_default) {
  Rig rig({Equivocate{}});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 0 1", "Hello 11 -> 3", "Greeting 10 of 2 -> 3"}));
}

TEST(Strategies, mutate_changes_one_field_of_a_payload) {
  Rig rig({Mutate{{1000}, false, {"Answer"}, {"number"}, {}}});
  rig.start();
  rig.choose({0, 1});
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 6 -> 0"}));
  rig.choose({0, 2});
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 0 -> 0"}));
}

TEST(Strategies, mutate_takes_values_in_play) {
  Rig rig({Mutate{{1000}, false, {"Answer"}, {"number"}, {99}}});
  rig.start();
  rig.choose({0, 3});
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 99 -> 0"}));
}

TEST(Strategies, mutate_can_change_the_kind) {
  Rig rig({Mutate{{1000}, false, {"Answer"}, {}, {}}});
  rig.start();
  rig.choose({0, 0});
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Hello 7 -> 0"})) << "of the same shape";
}

TEST(Strategies, mutate_per_receiver_changes_some_copies) {
  Rig rig({Mutate{{500}, true, {"Hello"}, {"value"}, {}}});
  // Receivers 0, 1 and 3: the first and last are left alone.
  rig.choose({0, 1, 0, 0, 0});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 0 3", "Greeting 10 of 2 -> 3", "Hello 11 -> 1"}));
}

TEST(Strategies, a_list_works_from_the_process_outwards) {
  const Mute mute{{"Hello"}};
  const Mutate hello_to_question{{1000}, false, {"Hello"}, {}, {}};
  Rig changed_first({hello_to_question, mute});
  changed_first.choose({0, 0});
  EXPECT_EQ(changed_first.start(), (Said{"Question 10 -> all", "Greeting 10 of 2 -> 3"}));
  Rig muted_first({mute, hello_to_question});
  EXPECT_EQ(muted_first.start(), (Said{"Greeting 10 of 2 -> 3"}));
}

TEST(Strategies, what_is_released_passes_only_the_strategies_outside) {
  Rig rig({Mute{{"Greeting"}}, Delay{3, {}, {}}, DropToSome{ProcessSet{ProcessId{0}}, {}, {}}});
  EXPECT_EQ(rig.start(), Said{});
  ASSERT_EQ(rig.timers().size(), 2U);
  EXPECT_EQ(rig.fire(rig.timers()[1]), (Said{"Hello 10 -> 1 3"}));
}

TEST(Strategies, a_protocol_attack_stands_inside_the_others) {
  const ProtocolAttack flatter{"flatter", {{"value", 5}, {"whom", 1}}};
  Rig rig({Mute{{"Greeting"}}, flatter});
  ASSERT_FALSE(rig.problem());
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> all", "Hello 5 -> 1"}));
}

TEST(Strategies, choice_zero_is_harmless) {
  const std::vector<StrategySpec> drawn{DropToSome{std::nullopt, {250}, {}}, Delay{3, {100}, {}},
                                        Mutate{{500}, true, {}, {}, {}}, Mutate{{500}, false, {}, {}, {}},
                                        Replay{8, {250}, {}}};
  Rig honest({});
  Rig rig(drawn);
  EXPECT_EQ(rig.start(), honest.start());
  EXPECT_EQ(rig.receive(0, Question{7}), honest.receive(0, Question{7}));
}

TEST(Chance, draws_with_the_smallest_bound) {
  Choices choices(std::vector<std::uint64_t>{3});
  EXPECT_TRUE((Chance{250}.happens(choices)));
  EXPECT_EQ(choices.taken().size(), 1U);
  Rng rng(5);
  Choices random(rng);
  std::uint32_t happened = 0;
  for (int draw = 0; draw < 10'000; ++draw) happened += Chance{125}.happens(random) ? 1U : 0U;
  EXPECT_NEAR(happened, 1250, 150);
}

}  // namespace
}  // namespace parley::faults
