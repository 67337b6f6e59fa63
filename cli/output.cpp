#include "cli/output.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

#include "faults/document_file.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

int output_error = 0;  // the first one; standard output is one a program

void note_error() {
  if (output_error == 0) output_error = errno;
}

// The folder that exists of those that lead to `path`.
std::filesystem::path existing_ancestor(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(path.empty() ? "." : path, error);
  while (folder.has_relative_path() && !std::filesystem::exists(folder, error)) folder = folder.parent_path();
  return folder;
}

bool takes_files(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::path there = existing_ancestor(folder);
  return std::filesystem::is_directory(there, error) && access(there.c_str(), W_OK | X_OK) == 0;
}

bool takes_text(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return takes_files(file.parent_path());
  if (faults::is_idle_pipe(file)) return false;
  return !std::filesystem::is_directory(file, error) && access(file.c_str(), W_OK) == 0;
}

// A file where the name ends in .smt2, else a folder.
bool takes_certificates(const std::filesystem::path& path) {
  return path.extension() == ".smt2" ? takes_text(path) : takes_files(path);
}

}  // namespace

void open_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDWR));  // the lowest free number: this one
}

void say_text(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) note_error();
}

void flush_output() {
  if (std::fflush(stdout) != 0) note_error();
}

void finish_output() {
  flush_output();
  if (output_error != 0 && output_error != EPIPE)
    throw EnvironmentError(std::string("cannot write to standard output: ") + std::strerror(output_error));
}

void check_outputs(const Command& command) {
  if (command.out_given && !takes_files(command.out))
    throw EnvironmentError("cannot make the folder " + command.out.string() + ": choose another with --out");
  if (!command.certificate.empty() && !takes_certificates(command.certificate))
    throw EnvironmentError("cannot write to " + command.certificate.string() + ": choose another with --certificate");
  if (command.json && !takes_text(*command.json))
    throw EnvironmentError("cannot write " + command.json->string() + ": choose another file with --json");
}

}  // namespace parley::cli
