#!/usr/bin/env bash
# Builds the CUDA backend, checks its kernels against the CPU on fresh random inputs, and times them on this machine's
# device:  bench/gpu/run.sh [SEED]
# Needs nvcc (on the PATH, in CUDA_HOME, or in /usr/local/cuda) and a device; needs neither GoogleTest nor the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cmake --preset release -B build-gpu -DPARLEY_TESTS=OFF -DPARLEY_CUDA=ON >/dev/null
cmake --build build-gpu --target gpu_device_bench
nvidia-smi --query-gpu=name,driver_version,clocks.max.sm --format=csv,noheader || true
build-gpu/gpu_device_bench "$@"
