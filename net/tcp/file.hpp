// A file descriptor with whole-buffer reads and writes. Failures are statuses: the caller knows what they mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "net/wire/bytes.hpp"

namespace parley::tcp {

class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File();

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  std::optional<std::uint64_t> size() const;

  // Bytes read, less than into.size() only at the end of the file; nothing on an error (errno says which).
  std::optional<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const;

  // False on an error (errno says which); a part may have been written.
  [[nodiscard]] bool write_at(std::uint64_t offset, ByteView bytes) const;
  [[nodiscard]] bool truncate(std::uint64_t size) const;

  // fdatasync.
  [[nodiscard]] bool sync() const;

 private:
  int descriptor_ = -1;
};

// Makes a created, renamed or removed name durable: fsync of the folder that holds it.
[[nodiscard]] bool sync_folder(const std::string& folder);
[[nodiscard]] bool sync_parent(const std::string& path);

}  // namespace parley::tcp
