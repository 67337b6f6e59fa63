// Documents in files.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace parley::faults {

// A pipe by a name of its own: opening it would wait for somebody at the other end. Those that a shell opens for the
// program (<(command), /dev/stdin) are none.
bool is_idle_pipe(const std::filesystem::path& path);

// Reads the file whole. Throws InputError: missing, a folder, an idle pipe, too large (64 MiB).
std::string read_file(const std::filesystem::path& path);

// parse_json of such a file.
nlohmann::json read_json_file(const std::filesystem::path& path);

}  // namespace parley::faults
