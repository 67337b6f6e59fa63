// A search written to a file, to be taken up again by the same program with the same options. The file is replaced as a
// whole: whoever kills the program finds the checkpoint before or the one after.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace parley::explore {

// Where and how often. `key` says what is searched, by which program: a file with another key is refused.
struct CheckpointPlan {
  std::filesystem::path file;
  std::uint64_t key = 0;
  double seconds = 10;  // between two checkpoints, at the least
};

namespace checkpoint_detail {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

}  // namespace checkpoint_detail

// Writes beside the file and puts the new one in its place at the end. Nothing throws: a checkpoint that cannot be
// written is no reason to end a search.
class CheckpointWriter {
 public:
  explicit CheckpointWriter(const CheckpointPlan& plan);
  ~CheckpointWriter();
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  void put(std::span<const std::byte> bytes);
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void value(const T& value) { put(std::as_bytes(std::span(&value, 1))); }
  // The number of elements, then the elements.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void list(std::span<const T> elements) {
    value(std::uint64_t{elements.size()});
    put(std::as_bytes(elements));
  }

  // Returns why there is no new checkpoint; empty when there is.
  std::string commit();

 private:
  void fail(const char* what);
  void flush();

  std::filesystem::path file_;
  std::filesystem::path beside_;
  checkpoint_detail::File out_;
  std::vector<std::byte> block_;
  std::uint64_t sum_ = 0;
  std::string failure_;
};

// Reads a file that commit() has left. Throws InputError when it is broken or has another key.
class CheckpointReader {
 public:
  explicit CheckpointReader(const CheckpointPlan& plan);

  void get(std::span<std::byte> bytes);
  template <class T>
  requires std::is_trivially_copyable_v<T> T value() {
    T value;
    get(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  template <class T>
  requires std::is_trivially_copyable_v<T> std::vector<T> list() {
    std::vector<T> elements(count(sizeof(T)));
    get(std::as_writable_bytes(std::span(elements)));
    return elements;
  }
  // The number of elements that follow, of that size each.
  std::size_t count(std::size_t element_bytes);

 private:
  [[noreturn]] void fail(const char* expectation) const;
  void verify();

  std::filesystem::path file_;
  checkpoint_detail::File in_;
  std::uint64_t left_ = 0;  // bytes before the checksum
};

}  // namespace parley::explore
