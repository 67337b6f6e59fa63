#include "checker/explore/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <unistd.h>

#include "checker/explore/fingerprint.hpp"
#include "protocols/core/error.hpp"

namespace parley::explore {

namespace {

constexpr std::array<char, 16> kMagic{"parley explore1"};
constexpr std::size_t kBlock = std::size_t{1} << 20;  // bytes that are written and summed up at a time
constexpr std::uint64_t kLeast = sizeof kMagic + 2 * sizeof(std::uint64_t);

std::uint64_t add_to_sum(std::uint64_t sum, std::span<const std::byte> block) {
  const std::uint64_t both[] = {sum, fingerprint_bytes(block)};
  return fingerprint_bytes(std::as_bytes(std::span(both)));
}

}  // namespace

CheckpointWriter::CheckpointWriter(const CheckpointPlan& plan)
    : file_(plan.file), beside_(plan.file.string() + ".new"), out_(std::fopen(beside_.c_str(), "wb")) {
  if (out_ == nullptr) {
    fail("open");
    return;
  }
  std::setvbuf(out_.get(), nullptr, _IONBF, 0);
  block_.reserve(kBlock);
  put(std::as_bytes(std::span(kMagic)));
  value(plan.key);
}

CheckpointWriter::~CheckpointWriter() {
  if (out_ == nullptr) return;
  out_.reset();
  std::error_code ignored;
  std::filesystem::remove(beside_, ignored);
}

void CheckpointWriter::fail(const char* what) {
  if (failure_.empty()) failure_ = std::string("cannot ") + what + " " + beside_.string() + ": " + std::strerror(errno);
}

void CheckpointWriter::put(std::span<const std::byte> bytes) {
  while (failure_.empty() && !bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), kBlock - block_.size());
    block_.insert(block_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    bytes = bytes.subspan(taken);
    if (block_.size() == kBlock) flush();
  }
}

void CheckpointWriter::flush() {
  sum_ = add_to_sum(sum_, block_);
  if (std::fwrite(block_.data(), 1, block_.size(), out_.get()) != block_.size()) fail("write");
  block_.clear();
}

std::string CheckpointWriter::commit() {
  if (failure_.empty() && !block_.empty()) flush();
  if (failure_.empty() && std::fwrite(&sum_, sizeof sum_, 1, out_.get()) != 1) fail("write");
  if (failure_.empty() && fsync(fileno(out_.get())) != 0) fail("write");
  if (!failure_.empty()) return failure_;
  out_.reset();
  std::error_code error;
  std::filesystem::rename(beside_, file_, error);
  if (error) failure_ = "cannot replace " + file_.string() + ": " + error.message();
  return failure_;
}

CheckpointReader::CheckpointReader(const CheckpointPlan& plan)
    : file_(plan.file), in_(std::fopen(plan.file.c_str(), "rb")) {
  if (in_ == nullptr) fail("expected a checkpoint that can be read");
  verify();
  std::array<char, sizeof kMagic> magic{};
  get(std::as_writable_bytes(std::span(magic)));
  if (magic != kMagic) fail("expected a checkpoint of this version; remove the file to search from the beginning");
  if (value<std::uint64_t>() != plan.key)
    fail("expected a checkpoint of this experiment with these options by this program; remove it or name another file");
}

void CheckpointReader::fail(const char* expectation) const {
  throw InputError(file_.string(), "", expectation);
}

// The whole file first: what is read afterwards is what was written.
void CheckpointReader::verify() {
  constexpr const char* kExpected =
      "expected a whole checkpoint; name another file, or remove it if it is one, to search from the beginning";
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(file_, error);
  if (error || size < kLeast) fail(kExpected);
  std::vector<std::byte> block(kBlock);
  std::uint64_t sum = 0;
  for (left_ = size - sizeof sum; left_ > 0;) {
    const std::span<std::byte> part(block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left_, kBlock)));
    get(part);
    sum = add_to_sum(sum, part);
  }
  std::uint64_t written = 0;
  if (std::fread(&written, sizeof written, 1, in_.get()) != 1 || written != sum) fail(kExpected);
  std::rewind(in_.get());
  left_ = size - sizeof sum;
}

void CheckpointReader::get(std::span<std::byte> bytes) {
  if (bytes.size() > left_ || std::fread(bytes.data(), 1, bytes.size(), in_.get()) != bytes.size())
    fail("expected a checkpoint that does not end early; remove the file to search from the beginning");
  left_ -= bytes.size();
}

std::size_t CheckpointReader::count(std::size_t element_bytes) {
  const auto elements = value<std::uint64_t>();
  if (elements > left_ / element_bytes) fail("expected a list that fits the file; remove it to search again");
  return static_cast<std::size_t>(elements);
}

}  // namespace parley::explore
