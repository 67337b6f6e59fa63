// Errors a user can mend. Everything else is either counted and dropped (a peer's bad input) or aborts (a broken
// invariant, see check.hpp).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace parley {

// Unusable input: one line that names the file, the place in it and what was expected there. Exit status 2.
class InputError : public std::runtime_error {
 public:
  // `place` is "line 3, column 7" for text, a JSON path such as "/network/latency" for documents, "" for the whole
  // file.
  InputError(std::string_view file, std::string_view place, std::string_view expectation)
      : std::runtime_error(format(file, place, expectation)), file_(file), place_(place), expectation_(expectation) {}

  const std::string& file() const { return file_; }
  const std::string& place() const { return place_; }
  const std::string& expectation() const { return expectation_; }

 private:
  static std::string format(std::string_view file, std::string_view place, std::string_view expectation) {
    std::string line(file);
    if (!place.empty()) line.append(": ").append(place);
    return line.append(": ").append(expectation);
  }

  std::string file_;
  std::string place_;
  std::string expectation_;
};

// What was asked for makes sense, but the engine cannot do it for this instance. Exit status 2, as for unusable input;
// a tour says so and goes on with the next verb.
class NotApplicable : public InputError {
 public:
  using InputError::InputError;
};

// The environment refuses (port in use, disk full, no permission): the message says what to do. Exit status 2.
class EnvironmentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace parley
