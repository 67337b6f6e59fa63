#!/bin/sh
# compile.sh LOG NVCC ARGUMENTS...: runs nvcc, and keeps what ptxas reports of every kernel; shows it only when it
# failed.
log=$1
shift
"$@" >"$log" 2>&1 || {
  cat "$log" >&2
  exit 1
}
