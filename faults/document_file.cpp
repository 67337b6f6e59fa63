#include "faults/document_file.hpp"

#include <fstream>
#include <system_error>
#include <vector>

#include "faults/json_text.hpp"
#include "protocols/core/error.hpp"

namespace parley::faults {

namespace {

using nlohmann::json;

constexpr std::size_t kLargestFile = std::size_t{64} << 20;

}  // namespace

bool is_idle_pipe(const std::filesystem::path& path) {
  std::error_code error;
  const std::string name = path.string();
  return std::filesystem::is_fifo(path, error) && !name.starts_with("/dev/") && !name.starts_with("/proc/");
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    throw InputError(path.string(), "", "expected a file, found a folder");
  if (is_idle_pipe(path)) throw InputError(path.string(), "", "expected a file, found a pipe");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw InputError(path.string(), "", "expected a readable file, found none");
  // Read piece by piece: a device has no size, and may never end.
  std::string text;
  std::vector<char> piece(std::size_t{1} << 16);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestFile) throw InputError(path.string(), "", "expected a file of at most 64 MiB");
  }
  return text;
}

json read_json_file(const std::filesystem::path& path) {
  return parse_json(read_file(path), path.string());
}

}  // namespace parley::faults
