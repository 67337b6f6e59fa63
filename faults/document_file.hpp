// Documents in files.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace parley::faults {

// Reads the file whole. Throws InputError: missing, a folder, too large (64 MiB).
std::string read_file(const std::filesystem::path& path);

// parse_json of such a file.
nlohmann::json read_json_file(const std::filesystem::path& path);

}  // namespace parley::faults
