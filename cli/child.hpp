// A child process whose standard output is read line by line. Ended by id, never by name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace parley::cli {

class Child {
 public:
  // Runs this very program with `arguments`, behind the words of another that runs it, if there are any. Its standard
  // error is added to the file `errors`, or is ours when that is empty. Throws EnvironmentError.
  explicit Child(const std::vector<std::string>& arguments, const std::vector<std::string>& runner = {},
                 const std::filesystem::path& errors = {});
  ~Child();  // kills what still runs
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;

  pid_t pid() const { return pid_; }
  int output() const { return output_; }  // readable descriptor, -1 after the end of file

  // Complete lines that have arrived; does not block.
  std::vector<std::string> read_lines();

  void send_signal(int signal) const;

  // The exit status once it has ended: 128 + signal when a signal ended it. Does not block.
  std::optional<int> poll_exit();
  bool running() const { return !status_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string partial_;
  std::optional<int> status_;
};

}  // namespace parley::cli
