// What the program says on standard output, and where its results may go.
#pragma once

#include <filesystem>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "cli/command.hpp"

namespace parley::cli {

// Makes sure that standard input, output and error are open, be it on nothing: else the next file to be opened would
// become one of them. Before anything else.
void open_streams();

// Writes to standard output. Never throws: a full disk must not cost the results that go elsewhere, and a reader that
// has seen enough (`| head`) is no error at all. finish_output() tells.
void say_text(std::string_view text);

template <class... Values>
void say(fmt::format_string<Values...> format, Values&&... values) {
  say_text(fmt::format(format, std::forward<Values>(values)...));
}

// Writes out what was said so far, for whoever watches. Never throws.
void flush_output();

// Writes out what is left. Throws EnvironmentError when something that was said could not be written.
void finish_output();

// Throws EnvironmentError when it is plain now that --json or --out cannot be written, lest it show after hours of
// work. Creates nothing.
void check_outputs(const Command& command);

}  // namespace parley::cli
