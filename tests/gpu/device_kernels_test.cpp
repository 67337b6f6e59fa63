// The device's kernels, looped over on the host, against the CPU backend: the logic of both is tested without a GPU.
#include <gtest/gtest.h>

#include "gpu/backend.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/workload.hpp"

namespace parley::gpu {
namespace {

using cuda::DeviceField;
using cuda::run_on_host;

cuda::Messages pointers(const MessageBatch& batch) {
  return {batch.bytes.data(), batch.ends.data()};
}

class DeviceKernels : public testing::Test {
 protected:
  // `emulate` writes what the device would; the CPU's answer must be the same bytes.
  template <class Emulate>
  void check(Operation operation, std::size_t size, const WorkloadOptions& options, const Emulate& emulate) {
    const Workload expected(operation, size, options);
    const Workload emulated(operation, size, options);
    ASSERT_TRUE(compute(*cpu_, expected.batch()));
    emulate(emulated.batch());
    EXPECT_EQ(emulated.output(), expected.output()) << to_string(operation) << " " << size;
  }

  template <Hash hash>
  void check_hash() {
    for (const std::size_t bytes : {0U, 55U, 100U, 128U, 300U}) {
      check(Operation::kDigest, 57, {.hash = hash, .message_bytes = bytes}, [](const Batch& batch) {
        const auto& digests = std::get<DigestBatch>(batch);
        run_on_host(cuda::DigestKernel<hash>{pointers(digests.messages), digests.digests.data()}, digests.size());
      });
    }
    if constexpr (hash != Hash::kSha512) {
      check(Operation::kNode, 57, {.hash = hash}, [](const Batch& batch) {
        const auto& nodes = std::get<NodeBatch>(batch);
        run_on_host(cuda::NodeKernel<hash>{nodes.children.data(), nodes.parents.data()}, nodes.size());
      });
    }
  }

  template <class G>
  void check_masks(Group group) {
    for (const std::size_t size : {1U, 8U, 83U}) {
      check(Operation::kMask, size, {.group = group}, [](const Batch& batch) {
        const auto& masks = std::get<MaskBatch>(batch);
        const cuda::MaskKernel<G> kernel{masks.masks.data(), masks.masks.size(), masks.start.data(), masks.sum.data(),
                                         masks.size()};
        run_on_host(kernel, kernel.items(masks.size()));
      });
    }
  }

  std::unique_ptr<Backend> cpu_ = make_cpu_backend(1);
  std::vector<AffineCached<DeviceField>> base_ = base_table<DeviceField>();
};

TEST_F(DeviceKernels, Hashes) {
  check_hash<Hash::kSha256>();
  check_hash<Hash::kSha512>();
  check_hash<Hash::kBlake2b256>();
}

TEST_F(DeviceKernels, Masks) {
  check_masks<Modulo64>(Group::kModulo64);
  check_masks<Modulo61>(Group::kModulo61);
  check_masks<Modulo32>(Group::kModulo32);
}

TEST_F(DeviceKernels, Codes) {
  for (const CodeField field : {CodeField::kBinary8, CodeField::kBinary16}) {
    for (const std::size_t size : {2U, 4U, 66U}) {
      check(Operation::kCode, size, {.field = field}, [](const Batch& batch) {
        const auto& code = std::get<CodeBatch>(batch);
        const cuda::CodeKernel kernel{code.field,        code.columns,      code.length, code.coefficients.data(),
                                      code.input.data(), code.output.data()};
        run_on_host(kernel, kernel.items(code.rows(), code.length));
      });
    }
  }
}

TEST_F(DeviceKernels, Replicas) {
  check(Operation::kReplica, 300, {}, [](const Batch& batch) {
    const auto& replicas = std::get<ReplicaBatch>(batch);
    const Race race = std::get<Race>(replicas.model);
    run_on_host(cuda::ReplicaKernel<Race>{race, replicas.seed, replicas.first, replicas.results.data()},
                replicas.size());
  });
}

// Every fifth signature is spoilt.
void spoil(std::span<const Bytes64> signatures, std::vector<Bytes64>& out) {
  out.assign(signatures.begin(), signatures.end());
  for (std::size_t i = 0; i < out.size(); i += 5) out[i][i % 64] ^= 1;
}

TEST_F(DeviceKernels, Signatures) {
  for (const Rule rule : {Rule::kZip215, Rule::kLibsodium}) {
    const Workload workload(Operation::kVerify, 61, {.rule = rule});
    auto batch = std::get<VerifyBatch>(workload.batch());
    std::vector<Bytes64> signatures;
    spoil(batch.signatures, signatures);
    batch.signatures = signatures;
    ASSERT_TRUE(compute(*cpu_, batch));
    const std::vector<std::uint8_t> expected = workload.output();
    EXPECT_EQ(std::count(expected.begin(), expected.end(), 0), 13);
    run_on_host(cuda::VerifyKernel{rule, batch.keys.data(), signatures.data(), pointers(batch.messages), base_.data(),
                                   batch.verdicts.data()},
                batch.size());
    EXPECT_EQ(workload.output(), expected);
  }
}

TEST_F(DeviceKernels, SignaturesUnderRegisteredKeys) {
  for (const Rule rule : {Rule::kZip215, Rule::kLibsodium}) {
    const Workload workload(Operation::kVerifyRegistered, 61, {.rule = rule, .keys = 7});
    auto batch = std::get<RegisteredVerifyBatch>(workload.batch());
    std::vector<Bytes64> signatures;
    spoil(batch.signatures, signatures);
    batch.signatures = signatures;
    ASSERT_TRUE(compute(*cpu_, batch));
    const std::vector<std::uint8_t> expected = workload.output();
    std::vector<Bytes32> keys;
    std::vector<AffineCached<DeviceField>> tables;
    for (std::uint32_t i = 0; i < batch.registry->size(); ++i) {
      keys.push_back(batch.registry->key(i));
      for (std::size_t entry = 0; entry < kKeyWindows * kKeyRow; ++entry)
        tables.push_back(converted<DeviceField>(batch.registry->table(i)[entry]));
    }
    const std::size_t items = cuda::RegisteredVerifyKernel::items(batch.size());
    const cuda::RegisteredVerifyKernel kernel{rule,
                                              batch.size(),
                                              items,
                                              keys.data(),
                                              tables.data(),
                                              batch.keys.data(),
                                              signatures.data(),
                                              pointers(batch.messages),
                                              base_.data(),
                                              batch.verdicts.data()};
    run_on_host(kernel, items);
    EXPECT_EQ(workload.output(), expected);
  }
}

}  // namespace
}  // namespace parley::gpu
