#include <fstream>
#include <iterator>
#include <system_error>

#include "models/ta_reader.hpp"
#include "models/tla_reader.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

constexpr std::uintmax_t kMaxBytes = std::uintmax_t{64} << 20;

}  // namespace

std::string read_model_text(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw InputError(name, "", "expected a model file, found nothing there");
  if (std::filesystem::is_directory(status)) throw InputError(name, "", "expected a model file, found a folder");
  if (!std::filesystem::is_regular_file(status))
    throw InputError(name, "", "expected a model file, found something that is not a regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size > kMaxBytes) throw InputError(name, "", "expected at most 64 MiB, found a larger file");
  std::ifstream stream(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) throw InputError(name, "", "expected a readable file, found that it cannot be opened");
  return text;
}

ThresholdAutomaton read_model_file(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  if (extension != ".ta" && extension != ".eta" && extension != ".tla")
    throw InputError(path.string(), "", "expected the extension .ta, .eta or .tla, found '" + extension + "'");
  const std::string text = read_model_text(path);
  return extension == ".tla" ? read_tla(text, path.string()) : read_ta(text, path.string());
}

}  // namespace parley
