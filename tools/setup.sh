# Sourced by ./run, ./test and .ci/run from the repository root. Installs what is missing from the distribution's
# packages (Debian 12, Ubuntu 24.04 and later), and configures and builds build/. Does nothing that is done already.
# shellcheck shell=bash

parley_packages=(
  g++ cmake ninja-build ccache mold pkg-config
  libz3-dev libsodium-dev libprotobuf-dev protobuf-compiler
  librapidcheck-dev libgtest-dev libbenchmark-dev
  nlohmann-json3-dev libcli11-dev libfmt-dev libspdlog-dev cvc5
  libgmp-dev libisal-dev libssl-dev libopenmpi-dev openmpi-bin
)

parley_fail() {
  echo "parley: $*" >&2
  exit 2
}

# Prints those of its arguments that are not installed.
parley_missing() {
  local installed name
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    grep -qxF "installed $name" <<<"$installed" || echo "$name"
  done
}

# Prints the package of the Boost headers where none of 1.81 or later is installed: the distribution's default when it
# is new enough, else the newest of its versioned ones that is.
parley_missing_boost() {
  local version
  version=$(sed -n 's/^#define BOOST_VERSION \([0-9]*\)$/\1/p' /usr/include/boost/version.hpp 2>/dev/null || true)
  [[ ${version:-0} -ge 108100 ]] && return
  version=$(apt-cache policy libboost-dev 2>/dev/null | awk '/Candidate:/ {print $2}' || true)
  if [[ $version != "(none)" ]] && dpkg --compare-versions "${version:-0}" ge 1.81; then
    echo libboost-dev
  else
    echo libboost1.81-dev
  fi
}

parley_apt() {
  local -a as_root=()
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null ||
      parley_fail "packages are missing, and neither root nor sudo is at hand; as root: apt-get install $*"
    as_root=(sudo)
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
    parley_fail "apt-get could not install: $* (is the package index current and the network up?)"
}

parley_update_index() {
  if [[ $EUID -eq 0 ]]; then
    apt-get update -q
  elif command -v sudo >/dev/null; then
    sudo apt-get update -q
  fi || echo "parley: apt-get update failed; going on with the package index as it is" >&2
}

parley_install() {
  if ! command -v dpkg-query >/dev/null; then
    parley_have_tools ||
      parley_fail "no dpkg here; install what tools/setup.sh lists with this system's package manager"
    return 0
  fi
  local -a missing
  mapfile -t missing < <(parley_missing "${parley_packages[@]}")
  local boost
  boost=$(parley_missing_boost)
  [[ ${#missing[@]} -eq 0 && -z $boost ]] && return
  command -v apt-get >/dev/null ||
    parley_fail "no apt-get here; install these packages and run again: ${missing[*]} $boost"
  echo "parley: missing packages: ${missing[*]} $boost" >&2
  parley_update_index
  boost=$(parley_missing_boost)  # the index may have been empty before
  # shellcheck disable=SC2086
  parley_apt "${missing[@]}" $boost
}

# On other systems CMake finds out about the libraries.
parley_have_tools() {
  local tool
  for tool in g++ cmake ninja protoc; do
    command -v "$tool" >/dev/null || return 1
  done
}

# parley_build TARGET: Ninja configures again by itself when a CMake file changed; a half-made build folder has no
# build.ninja.
parley_build() {
  if [[ ! -f build/build.ninja ]]; then
    mkdir -p build
    cmake --preset release >build/configure.log 2>&1 || {
      cat build/configure.log >&2
      parley_fail "configuring failed; the log is above"
    }
  fi
  ninja -C build -j "$(nproc)" "$1" || parley_fail "the build failed; the errors are above"
}
