#include "net/tcp/wal.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include "net/tcp/group_commit.hpp"
#include "protocols/core/error.hpp"
#include "tests/tcp/temp_folder.hpp"

namespace parley::tcp::wal_testing {
namespace {

using test::TempFolder;

const WalIdentity kOwner{"cluster", 3};

std::string text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::string> texts(const std::vector<Bytes>& entries) {
  std::vector<std::string> result;
  for (const Bytes& entry : entries) result.push_back(text(entry));
  return result;
}

Bytes contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return Bytes(as_bytes(all).begin(), as_bytes(all).end());
}

void overwrite(const std::string& path, ByteView bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text(bytes);
}

std::string error_of(const std::string& folder, const WalIdentity& identity = kOwner) {
  WalRecovery recovery;
  try {
    const WalFile file(folder, identity, recovery);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

// A log of a few batches as a file would hold it.
struct Image {
  Bytes bytes;
  std::vector<std::string> entries;
  std::vector<std::size_t> entry_ends;   // file size after each entry
  std::vector<std::size_t> batch_sizes;  // file size after each batch (durable points), header included

  std::size_t entries_within(std::size_t size) const {
    return static_cast<std::size_t>(std::upper_bound(entry_ends.begin(), entry_ends.end(), size) - entry_ends.begin());
  }
  std::size_t last_batch_start() const { return batch_sizes[batch_sizes.size() - 2]; }
};

Image make_image(const std::vector<std::vector<std::string>>& batches) {
  Image image;
  WalRecovery recovery;
  recovery.salt.fill(std::byte{7});
  WalEncoder encoder(kOwner, recovery);
  append_wal_header({kOwner, recovery.salt, 1}, image.bytes);
  image.batch_sizes.push_back(image.bytes.size());
  for (const auto& batch : batches) {
    for (const std::string& entry : batch) {
      (void)encoder.append(as_bytes(entry));
      image.entries.push_back(entry);
      const std::size_t before = image.entry_ends.empty() ? image.bytes.size() : image.entry_ends.back();
      image.entry_ends.push_back(before + kWalRecordHeader + entry.size());
    }
    append(image.bytes, encoder.take().bytes);
    if (image.bytes.size() > image.batch_sizes.back()) image.batch_sizes.push_back(image.bytes.size());
  }
  return image;
}

std::vector<std::string> scanned(const WalScan& scan) {
  std::vector<std::string> result;
  for (const ByteView entry : scan.entries) result.push_back(text(entry));
  return result;
}

bool is_prefix(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

const Image& sample() {
  static const Image kImage =
      make_image({{"first", "", "third entry"}, {std::string(70, 'x')}, {"a", "bc", "def"}, {"last", "batch"}});
  return kImage;
}

TEST(Wal, ACutAtEveryByteRecoversExactlyTheWholeRecordsBeforeIt) {
  const Image& image = sample();
  for (std::size_t cut = 0; cut <= image.bytes.size(); ++cut) {
    const WalScan scan = scan_wal(ByteView(image.bytes).first(cut), kOwner);
    if (cut < kWalHeaderSize) {
      EXPECT_EQ(scan.fault, WalFault::kNoLog);
      continue;
    }
    EXPECT_EQ(scan.fault, WalFault::kNone) << cut;
    EXPECT_EQ(scan.entries.size(), image.entries_within(cut)) << cut;
    EXPECT_TRUE(is_prefix(scanned(scan), image.entries));
    EXPECT_EQ(scan.next_sequence, scan.entries.size() + 1);
  }
}

// Damage anywhere either is refused, or lies in the last batch and costs at most records of that batch.
TEST(Wal, AFlippedBitAtEveryByteInventsNothingAndLosesNoDurableBatchSilently) {
  const Image& image = sample();
  for (std::size_t at = 0; at < image.bytes.size(); ++at) {
    Bytes damaged = image.bytes;
    damaged[at] ^= std::byte{0x10};
    const WalScan scan = scan_wal(damaged, kOwner);
    if (at < image.last_batch_start()) {
      EXPECT_NE(scan.fault, WalFault::kNone) << at;
      continue;
    }
    EXPECT_EQ(scan.fault, WalFault::kNone) << at;
    EXPECT_TRUE(is_prefix(scanned(scan), image.entries));
    EXPECT_GE(scan.entries.size(), image.entries_within(image.last_batch_start()));
  }
}

// A crash may write any part of the last batch: every durable record is there, and nothing that was not appended.
RC_GTEST_PROP(Wal, ATornLastBatchCostsOnlyItself, (const std::vector<std::vector<std::string>>& batches)) {
  const Image image = make_image(batches);
  RC_PRE(image.batch_sizes.size() >= 2U);
  Bytes torn = image.bytes;
  for (std::size_t at = image.last_batch_start(); at < torn.size();) {
    const auto run = *rc::gen::inRange<std::size_t>(1, 60);
    const bool lost = *rc::gen::arbitrary<bool>();
    for (std::size_t i = at; i < std::min(torn.size(), at + run); ++i) {
      if (lost) torn[i] = std::byte{0};
    }
    at += run;
  }
  const WalScan scan = scan_wal(torn, kOwner);
  RC_ASSERT(scan.fault == WalFault::kNone);
  RC_ASSERT(is_prefix(scanned(scan), image.entries));
  RC_ASSERT(scan.entries.size() >= image.entries_within(image.last_batch_start()));
}

TEST(Wal, RecordsOfAnOlderFileAreNotTakenForItsTail) {
  const Image& image = sample();
  Bytes fresh;
  WalSalt other{};
  append_wal_header({kOwner, other, 1}, fresh);
  append(fresh, ByteView(image.bytes).subspan(kWalHeaderSize));
  EXPECT_TRUE(scan_wal(fresh, kOwner).entries.empty());
}

TEST(WalFile, RecoversWhatWasCommittedAndCutsATornTail) {
  const TempFolder folder;
  WalRecovery recovery;
  {
    Wal wal(folder.path(), kOwner, recovery);
    EXPECT_TRUE(recovery.entries.empty());
    EXPECT_EQ(wal.append(as_bytes("one")), 1U);
    EXPECT_EQ(wal.append(as_bytes("two")), 2U);
    EXPECT_EQ(wal.durable(), 0U);
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
    EXPECT_EQ(wal.durable(), 2U);
    (void)wal.append(as_bytes("never committed"));
  }
  const std::string path = folder.file("wal.log");
  Bytes bytes = contents(path);
  append(bytes, as_bytes("half a rec"));
  overwrite(path, bytes);
  {
    Wal wal(folder.path(), kOwner, recovery);
    EXPECT_EQ(texts(recovery.entries), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(recovery.cut_bytes, 10U);
    EXPECT_EQ(wal.append(as_bytes("three")), 3U);
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
  }
  const Wal wal(folder.path(), kOwner, recovery);
  EXPECT_EQ(texts(recovery.entries), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(recovery.cut_bytes, 0U);
}

TEST(WalFile, ASnapshotReplacesWhatCameBefore) {
  const TempFolder folder;
  WalRecovery recovery;
  {
    Wal wal(folder.path(), kOwner, recovery);
    for (int i = 0; i < 1000; ++i) (void)wal.append(as_bytes("entry " + std::to_string(i)));
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
    const auto before = std::filesystem::file_size(folder.file("wal.log"));
    (void)wal.append(as_bytes("part of the snapshot, never on disk by itself"));
    EXPECT_EQ(wal.snapshot(as_bytes("state")), 1002U);
    EXPECT_EQ(wal.append(as_bytes("after")), 1003U);
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
    EXPECT_LT(std::filesystem::file_size(folder.file("wal.log")), before);
  }
  overwrite(folder.file("wal.log.new"), as_bytes("an unfinished replacement"));
  {
    Wal wal(folder.path(), kOwner, recovery);
    EXPECT_FALSE(std::filesystem::exists(folder.file("wal.log.new")));
    ASSERT_TRUE(recovery.snapshot.has_value());
    EXPECT_EQ(text(*recovery.snapshot), "state");
    EXPECT_EQ(texts(recovery.entries), std::vector<std::string>{"after"});
    EXPECT_EQ(wal.append(as_bytes("later")), 1004U);
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
  }
  const Wal wal(folder.path(), kOwner, recovery);
  EXPECT_EQ(texts(recovery.entries), (std::vector<std::string>{"after", "later"}));
}

TEST(WalFile, RefusesForeignAndCorruptLogsInOneLine) {
  const TempFolder folder;
  WalRecovery recovery;
  {
    Wal wal(folder.path(), kOwner, recovery);
    for (int i = 0; i < 3; ++i) {
      (void)wal.append(as_bytes("an entry of some length"));
      ASSERT_EQ(wal.commit(), WalStatus::kOk);
    }
    EXPECT_NE(error_of(folder.path()).find("another process"), std::string::npos) << "the log is locked";
  }
  EXPECT_NE(error_of(folder.path(), {"other", 3}).find("another cluster"), std::string::npos);
  EXPECT_NE(error_of(folder.path(), {"cluster", 4}).find("another node"), std::string::npos);
  const std::string path = folder.file("wal.log");
  const Bytes sound = contents(path);
  const auto error_with = [&](std::size_t at) {
    Bytes bytes = sound;
    bytes[at] ^= std::byte{1};
    overwrite(path, bytes);
    const std::string error = error_of(folder.path());
    EXPECT_EQ(error.find('\n'), std::string::npos);
    return error;
  };
  EXPECT_NE(error_with(0).find("not a write-ahead log"), std::string::npos);
  EXPECT_NE(error_with(8).find("incompatible release"), std::string::npos);
  EXPECT_NE(error_with(20).find("header is damaged"), std::string::npos);
  EXPECT_NE(error_with(kWalHeaderSize + 50).find("was durable"), std::string::npos);
  overwrite(path, {});
  EXPECT_NE(error_of(folder.path()).find("not a write-ahead log"), std::string::npos) << "an emptied file is no log";
}

// Limits the size of files of this process for a while.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : previous_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &previous_);
    const rlimit limit{bytes, previous_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &previous_);
    std::signal(SIGXFSZ, previous_handler_);
  }

 private:
  rlimit previous_{};
  void (*previous_handler_)(int);
};

TEST(WalFile, AFullDiskIsAStatusAndTheLogGoesOnWhenThereIsRoom) {
  const TempFolder folder;
  WalRecovery recovery;
  {
    Wal wal(folder.path(), kOwner, recovery);
    (void)wal.append(as_bytes("fits"));
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
    {
      const FullDisk full(1000);
      (void)wal.append(Bytes(5000, std::byte{'x'}));
      EXPECT_EQ(wal.commit(), WalStatus::kFull);
      (void)wal.append(as_bytes("waits behind it"));
      EXPECT_EQ(wal.commit(), WalStatus::kFull);
      EXPECT_EQ(wal.durable(), 1U);
      EXPECT_LT(contents(folder.file("wal.log")).size(), 1000U) << "no half batch stays in the log";
      (void)wal.snapshot(Bytes(5000, std::byte{'s'}));
      EXPECT_EQ(wal.commit(), WalStatus::kFull);
    }
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
    EXPECT_EQ(wal.durable(), 4U);
    (void)wal.append(as_bytes("after"));
    ASSERT_EQ(wal.commit(), WalStatus::kOk);
  }
  const Wal wal(folder.path(), kOwner, recovery);
  EXPECT_EQ(recovery.snapshot->size(), 5000U);
  EXPECT_EQ(texts(recovery.entries), std::vector<std::string>{"after"});
}

struct Committed {
  WalStatus status = WalStatus::kOk;
  std::uint64_t sequence = 0;
  int calls = 0;
};

bool run_until(boost::asio::io_context& io, const std::function<bool()>& wanted) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!wanted() && std::chrono::steady_clock::now() < deadline) {
    io.restart();
    io.run_one_for(std::chrono::milliseconds(100));
  }
  return wanted();
}

TEST(GroupCommit, ManyEntriesShareFewSyncsAndAllSurvive) {
  const TempFolder folder;
  WalRecovery recovery;
  constexpr std::uint64_t kEntries = 5000;
  {
    boost::asio::io_context io;
    Committed last;
    WalFile file(folder.path(), kOwner, recovery);
    GroupCommit log(io, std::move(file), kOwner, recovery, [&](WalStatus status, std::uint64_t sequence) {
      EXPECT_GT(sequence, last.sequence) << "reports come in order";
      last = {status, sequence, last.calls + 1};
    });
    for (std::uint64_t i = 1; i <= kEntries; ++i) {
      EXPECT_EQ(log.append(as_bytes(std::to_string(i))), i);
      if (i % 50 == 0) io.poll();
    }
    ASSERT_TRUE(run_until(io, [&] { return last.sequence == kEntries; }));
    EXPECT_LE(log.metrics().syncs, kEntries / 50 + 1);
    EXPECT_EQ(log.metrics().waiting, 0U);
    (void)log.append(as_bytes("written by the destructor"));
  }
  const Wal wal(folder.path(), kOwner, recovery);
  ASSERT_EQ(recovery.entries.size(), kEntries + 1);
  for (std::uint64_t i = 1; i <= kEntries; ++i) EXPECT_EQ(text(recovery.entries[i - 1]), std::to_string(i));
}

TEST(GroupCommit, RetriesWhenThereIsRoomAgain) {
  const TempFolder folder;
  WalRecovery recovery;
  boost::asio::io_context io;
  Committed last;
  WalFile file(folder.path(), kOwner, recovery);
  GroupCommit log(io, std::move(file), kOwner, recovery, [&](WalStatus status, std::uint64_t sequence) {
    last = {status, sequence, last.calls + 1};
  });
  {
    const FullDisk full(1000);
    (void)log.append(Bytes(5000));
    ASSERT_TRUE(run_until(io, [&] { return last.calls >= 2; }));
    EXPECT_EQ(last.status, WalStatus::kFull);
    EXPECT_EQ(log.metrics().waiting, 1U);
  }
  ASSERT_TRUE(run_until(io, [&] { return last.status == WalStatus::kOk; }));
  (void)log.snapshot(as_bytes("snapshot"));
  ASSERT_TRUE(run_until(io, [&] { return last.sequence == 2; }));
}

}  // namespace
}  // namespace parley::tcp::wal_testing
