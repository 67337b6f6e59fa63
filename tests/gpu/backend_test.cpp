// Tickets, the dispatcher's choices, and what happens when an accelerator fails.
#include "gpu/backend.hpp"

#include <gtest/gtest.h>

#include "gpu/batcher.hpp"
#include "gpu/cost_model.hpp"
#include "gpu/dispatcher.hpp"
#include "gpu/workload.hpp"

namespace parley::gpu {
namespace {

// Stands in for an accelerator: computes on the CPU, and fails from the nth batch on, leaving rubbish behind.
class Fragile : public Backend {
 public:
  explicit Fragile(std::uint64_t good) : good_(good) { capabilities_.name = "fragile"; }

  const Capabilities& capabilities() const override { return capabilities_; }
  Ticket submit(const Batch& batch) override {
    ++batches;
    compute(*cpu_, batch);
    if (batches > good_) spoil(batch);
    return {batches};
  }
  Progress poll(Ticket ticket) override { return ticket.number > good_ ? Progress::kFailed : Progress::kDone; }
  Progress wait(Ticket ticket) override { return poll(ticket); }

  std::uint64_t batches = 0;

 private:
  static void spoil(const Batch& batch) {
    if (const auto* digests = std::get_if<DigestBatch>(&batch)) digests->digests[0] ^= 1;
    if (const auto* masks = std::get_if<MaskBatch>(&batch)) masks->sum[0] ^= 1;
  }
  std::uint64_t good_;
  std::unique_ptr<Backend> cpu_ = make_cpu_backend(1);
  Capabilities capabilities_;
};

Crossover always_accelerate() {
  Crossover crossover;
  crossover.least.fill(0);
  return crossover;
}

TEST(CpuBackend, GivesTheSameForEveryNumberOfThreads) {
  const auto one = make_cpu_backend(1);
  const auto three = make_cpu_backend(3);
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto operation = static_cast<Operation>(i);
    const Workload first(operation, 9'001);
    const Workload second(operation, 9'001);
    ASSERT_TRUE(compute(*one, first.batch()));
    ASSERT_TRUE(compute(*three, second.batch()));
    EXPECT_EQ(first.output(), second.output()) << to_string(operation);
  }
}

TEST(CpuBackend, FinishesWhatIsSubmittedInAnyOrder) {
  const auto cpu = make_cpu_backend(2);
  std::vector<std::unique_ptr<Workload>> workloads;
  std::vector<Ticket> tickets;
  for (std::size_t i = 0; i < 20; ++i) {
    workloads.push_back(std::make_unique<Workload>(Operation::kDigest, 10 + 500 * i));
    tickets.push_back(cpu->submit(workloads.back()->batch()));
    EXPECT_EQ(tickets.back().number, i + 1);
  }
  EXPECT_EQ(cpu->wait(tickets[7]), Progress::kDone);
  EXPECT_EQ(cpu->poll(tickets[7]), Progress::kDone);
  for (const Ticket ticket : tickets)
    while (cpu->poll(ticket) == Progress::kPending) cpu->wait(ticket);
  for (const auto& workload : workloads) {
    const auto& batch = std::get<DigestBatch>(workload->batch());
    const std::vector<std::uint8_t> all = workload->output();
    std::vector<std::uint8_t> last(32);
    const std::size_t ends = 100;
    ASSERT_TRUE(
        compute(*cpu, DigestBatch{Hash::kSha256, {batch.messages.message(batch.size() - 1), {&ends, 1}}, last}));
    EXPECT_TRUE(std::equal(last.begin(), last.end(), all.end() - 32));
  }
}

TEST(CpuBackend, RefusesBatchesThatDoNotFitTogether) {
  const auto cpu = make_cpu_backend(1);
  std::vector<std::uint8_t> bytes(10);
  const std::vector<std::size_t> falling{5, 3};
  const std::vector<std::size_t> beyond{5, 11};
  std::vector<std::uint8_t> digests(64);
  EXPECT_THROW(cpu->submit(DigestBatch{Hash::kSha256, {bytes, falling}, digests}), std::invalid_argument);
  EXPECT_THROW(cpu->submit(DigestBatch{Hash::kSha256, {bytes, beyond}, digests}), std::invalid_argument);
  EXPECT_THROW(cpu->submit(DigestBatch{Hash::kSha256, {}, digests}), std::invalid_argument);
  std::vector<Bytes32> nodes(4);
  EXPECT_THROW(cpu->submit(NodeBatch{Hash::kSha512, nodes, std::span(nodes).first(2)}), std::invalid_argument);
  EXPECT_THROW(cpu->submit(CodeBatch{CodeField::kBinary8, 0, 1, {}, {}, {}}), std::invalid_argument);
  EXPECT_THROW(cpu->submit(RegisteredVerifyBatch{}), std::invalid_argument);
  EXPECT_TRUE(compute(*cpu, DigestBatch{}));  // of nothing
}

TEST(Dispatcher, RedoesOnTheCpuWhatAnAcceleratorLost) {
  for (const std::uint64_t good : {0U, 1U, 3U}) {
    auto fragile = std::make_unique<Fragile>(good);
    const Fragile& accelerator = *fragile;
    Dispatcher dispatcher(make_cpu_backend(2), std::move(fragile), always_accelerate());
    for (std::uint64_t i = 0; i < 6; ++i) {
      const Operation operation = i % 2 == 0 ? Operation::kDigest : Operation::kMask;
      const Workload expected(operation, 300);
      const Workload workload(operation, 300);
      ASSERT_TRUE(compute(*make_cpu_backend(1), expected.batch()));
      EXPECT_TRUE(compute(dispatcher, workload.batch()));
      EXPECT_EQ(workload.output(), expected.output());
    }
    EXPECT_FALSE(dispatcher.accelerated());
    EXPECT_EQ(accelerator.batches, good + 1) << "a dead accelerator gets no more work";
  }
}

TEST(Dispatcher, ManyInFlightWhenItDies) {
  Dispatcher dispatcher(make_cpu_backend(2), std::make_unique<Fragile>(2), always_accelerate());
  const Workload expected(Operation::kMask, 1000);
  ASSERT_TRUE(compute(*make_cpu_backend(1), expected.batch()));
  std::vector<std::unique_ptr<Workload>> workloads;
  std::vector<Ticket> tickets;
  for (int i = 0; i < 8; ++i) {
    workloads.push_back(std::make_unique<Workload>(Operation::kMask, 1000));
    tickets.push_back(dispatcher.submit(workloads.back()->batch()));
  }
  for (const Ticket ticket : tickets) EXPECT_EQ(dispatcher.wait(ticket), Progress::kDone);
  for (const auto& workload : workloads) EXPECT_EQ(workload->output(), expected.output());
}

TEST(Dispatcher, KeepsSmallBatchesOnTheCpu) {
  auto fragile = std::make_unique<Fragile>(100);
  const Fragile& accelerator = *fragile;
  Crossover crossover;
  crossover.least[static_cast<std::size_t>(Operation::kDigest)] = 50;
  Dispatcher dispatcher(make_cpu_backend(1), std::move(fragile), crossover);
  compute(dispatcher, Workload(Operation::kDigest, 49).batch());
  compute(dispatcher, Workload(Operation::kMask, 4900).batch());
  EXPECT_EQ(accelerator.batches, 0U);
  compute(dispatcher, Workload(Operation::kDigest, 50).batch());
  EXPECT_EQ(accelerator.batches, 1U);
  EXPECT_TRUE(dispatcher.accelerated());
}

TEST(Dispatcher, WithoutAnAcceleratorIsTheCpu) {
  Dispatcher dispatcher(make_cpu_backend(1), nullptr, always_accelerate());
  EXPECT_FALSE(dispatcher.accelerated());
  EXPECT_EQ(dispatcher.capabilities().name, "cpu");
  EXPECT_TRUE(compute(dispatcher, Workload(Operation::kNode, 10).batch()));
}

TEST(Crossover, IsWhereTheAcceleratorWinsForGood) {
  EXPECT_EQ(crossover_of({}), Crossover::kNever);
  EXPECT_EQ(crossover_of({{32, 1, 5}, {64, 2, 5}, {128, 4, 5}}), Crossover::kNever);
  EXPECT_EQ(crossover_of({{32, 1, 5}, {64, 6, 5}, {128, 12, 5}}), 64U);
  EXPECT_EQ(crossover_of({{32, 6, 5}, {64, 4, 5}, {128, 12, 5}}), 128U) << "one lucky small batch says nothing";
}

TEST(Cuda, IsThereOrSaysWhatIsMissing) {
  EXPECT_EQ(cuda_absence().empty(), make_cuda_backend() != nullptr) << cuda_absence();
}

TEST(Batcher, FillsUpOrRunsOutOfPatience) {
  Batcher<int> batcher(3, 10);
  EXPECT_FALSE(batcher.deadline());
  EXPECT_FALSE(batcher.poll(1000));
  EXPECT_FALSE(batcher.add(1, 100));
  EXPECT_EQ(batcher.deadline(), 110U);
  EXPECT_FALSE(batcher.add(2, 105));
  EXPECT_EQ(batcher.add(3, 106), (std::vector{1, 2, 3}));
  EXPECT_FALSE(batcher.add(4, 107));
  EXPECT_EQ(batcher.deadline(), 117U) << "counted from the oldest that waits";
  EXPECT_FALSE(batcher.poll(116));
  EXPECT_EQ(batcher.poll(117), (std::vector{4}));
  EXPECT_FALSE(batcher.add(5, 200));
  EXPECT_EQ(batcher.add(6, 300), (std::vector{5, 6})) << "late, but not lost";
  EXPECT_EQ(batcher.waiting(), 0U);
}

TEST(CostModel, TimesDependOnBatchesAlone) {
  std::array<CostModel::Cost, kOperations> costs{};
  costs[static_cast<std::size_t>(Operation::kVerify)] = {5, 250};
  CostModel model(costs);
  EXPECT_EQ(model.completion(Operation::kVerify, 100, 1000), 1030U);
  EXPECT_EQ(model.completion(Operation::kVerify, 1, 1000), 1036U) << "behind the first";
  EXPECT_EQ(model.completion(Operation::kDigest, 7, 2000), 2000U);
}

}  // namespace
}  // namespace parley::gpu
