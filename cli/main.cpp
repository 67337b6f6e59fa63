#include "cli/command.hpp"

int main(int argc, char** argv) {
  return parley::cli::run_command(argc, argv);
}
