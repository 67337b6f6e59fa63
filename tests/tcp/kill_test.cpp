// kill -9 of real processes at random moments. A child appends numbered entries to a log, with a snapshot now and then,
// and acknowledges on a pipe what is durable; after each kill the log must hold everything acknowledged and nothing
// that was not appended. PARLEY_KILLS sets the number of kills (default 60).
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/tcp/group_commit.hpp"
#include "tests/tcp/temp_folder.hpp"

namespace parley::tcp {
namespace {

using test::TempFolder;

const WalIdentity kOwner{"kill", 0};

// Entry i is i followed by (i mod 50) filler bytes; a snapshot says up to which entry it reaches.
Bytes entry_of(std::uint64_t number) {
  Bytes bytes;
  append_le(bytes, number);
  bytes.resize(bytes.size() + number % 50, std::byte{'.'});
  return bytes;
}

// The highest entry that the recovered log holds, or nothing if it is not exactly 1, 2, ..., k.
std::optional<std::uint64_t> last_entry(const WalRecovery& recovery) {
  std::uint64_t last = recovery.snapshot ? load_le<std::uint64_t>(recovery.snapshot->data()) : 0;
  for (const Bytes& entry : recovery.entries) {
    if (entry != entry_of(last + 1)) return std::nullopt;
    ++last;
  }
  return last;
}

// Runs until it is killed.
[[noreturn]] void child(const std::string& folder, int pipe) {
  WalRecovery recovery;
  WalFile file(folder, kOwner, recovery);
  std::uint64_t number = last_entry(recovery).value_or(0);
  const std::uint64_t first_sequence = recovery.next_sequence;
  std::vector<std::uint64_t> number_at;  // by sequence, from first_sequence
  boost::asio::io_context io;
  GroupCommit log(io, std::move(file), kOwner, recovery, [&](WalStatus status, std::uint64_t sequence) {
    if (status != WalStatus::kOk) ::_exit(3);
    const std::uint64_t durable = number_at[sequence - first_sequence];
    if (::write(pipe, &durable, sizeof durable) != sizeof durable) ::_exit(4);
  });
  for (std::mt19937 random(static_cast<unsigned>(number + 1));;) {
    for (auto i = random() % 20; i > 0; --i) {
      (void)log.append(entry_of(++number));
      number_at.push_back(number);
    }
    if (random() % 30 == 0) {
      Bytes snapshot;
      append_le(snapshot, number);
      (void)log.snapshot(snapshot);
      number_at.push_back(number);
    }
    io.poll();
  }
}

// Reads acknowledgements until some have come, kills the child, and returns the last acknowledged entry.
std::uint64_t acknowledged_before_kill(pid_t process, int pipe, unsigned how_many, std::uint64_t known) {
  std::uint64_t last = known;
  std::uint64_t value = 0;
  for (unsigned i = 0; i < how_many && ::read(pipe, &value, sizeof value) == sizeof value; ++i) last = value;
  ::kill(process, SIGKILL);
  ::waitpid(process, nullptr, 0);
  while (::read(pipe, &value, sizeof value) == sizeof value) last = value;
  ::close(pipe);
  return last;
}

TEST(Kill, NoAcknowledgedEntryIsLostAndNoneInvented) {
  const TempFolder folder;
  const char* wanted = std::getenv("PARLEY_KILLS");
  const int kills = wanted != nullptr ? std::atoi(wanted) : 60;
  std::mt19937 random(7);
  std::uint64_t acknowledged = 0;
  std::uint64_t cuts = 0;
  for (int round = 0; round < kills; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t process = ::fork();
    ASSERT_GE(process, 0);
    if (process == 0) {
      ::close(ends[0]);
      child(folder.path(), ends[1]);
    }
    ::close(ends[1]);
    acknowledged = acknowledged_before_kill(process, ends[0], 1 + static_cast<unsigned>(random() % 20), acknowledged);
    WalRecovery recovery;
    const WalFile file(folder.path(), kOwner, recovery);
    const auto last = last_entry(recovery);
    ASSERT_TRUE(last.has_value()) << "round " << round;
    ASSERT_GE(*last, acknowledged) << "round " << round;
    cuts += recovery.cut_bytes > 0 ? 1 : 0;
  }
  EXPECT_GT(acknowledged, 0U);
  RecordProperty("torn_tails", static_cast<int>(cuts));
}

}  // namespace
}  // namespace parley::tcp
