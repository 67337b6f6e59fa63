#!/usr/bin/env bash
# Runs `parley verify` on every model of FOLDER/expected.csv and compares verdicts and times with the table.
#
#   tools/verify_table.sh FOLDER [SECONDS] [PARLEY]
#
# SECONDS (default 20) bounds each file; PARLEY (default build/parley) is the program; THREADS (default 2) is
# handed to it; ONLY, a pattern such as 'reset/*', restricts the files. Columns of expected.csv: file, specification,
# kind, verdict, where the verdict is from, best published seconds for the whole file. A line a file goes to standard
# output: rows that agree, rows that are lost (decided there, unknown here), rows won, processor and wall seconds, the
# published seconds, peak memory; then each row that is lost or disagrees, and the totals. Exit status 1 when a verdict
# disagrees. Needs GNU time, found as /usr/bin/time, for the memory; without it that column is empty.
set -euo pipefail
folder=${1:?usage: verify_table.sh FOLDER [SECONDS] [PARLEY]}
seconds=${2:-20}
parley=$(realpath "${3:-build/parley}")
threads=${THREADS:-2}
only=${ONLY:-*}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run_one() {  # file -> $work/out, and "user+sys real peak-KiB" in $work/usage
  local TIMEFORMAT='%U %S %R'
  local command=("$parley" verify "$folder/$1" --timeout "$seconds" --threads "$threads" --out "$work/files")
  : >"$work/peak"
  [ -x /usr/bin/time ] && command=(/usr/bin/time -f %M -o "$work/peak" "${command[@]}")
  { time "${command[@]}" >"$work/out" 2>"$work/err" || true; } 2>"$work/time"
  read -r user system real <"$work/time"
  echo "$(echo "$user + $system" | bc) $real $(tail -n 1 "$work/peak")" >"$work/usage"
}

printf '%-40s %5s %4s %4s %9s %9s %9s %6s\n' file agree lost won cpu wall published MiB
cut -d, -f1 "$folder/expected.csv" | tail -n +2 | uniq | while read -r file; do
  # shellcheck disable=SC2053
  [[ $file == $only && -f $folder/$file ]] || continue
  run_one "$file"
  awk -v file="$file" -v usage="$(cat "$work/usage")" -v rows="$work/rows" '
    FNR == NR { split($0, word, " "); if (word[3] ~ /^(holds|violated|unknown)$/) verdict[word[2]] = word[3]; next }
    { split($0, cell, ","); if (cell[1] != file) next; published = cell[6] }
    {
      mine = cell[2] in verdict ? verdict[cell[2]] : "no answer"
      if (mine == cell[4]) { agree++ }
      else if (cell[4] == "unknown") { won++ }
      else {
        if (mine == "unknown" || mine == "no answer") lost++; else wrong++
        print (mine ~ /un|no/ ? "lost" : "DISAGREES"), file, cell[2], "expected", cell[4] ", found", mine >> rows
      }
    }
    END {
      split(usage, used, " ")
      printf "%-40s %5d %4d %4d %9.2f %9.2f %9s %6s\n", file, agree, lost + wrong, won, used[1], used[2],
             published == "" ? "-" : published, used[3] == "" ? "-" : int(used[3] / 1024)
    }' "$work/out" "$folder/expected.csv"
done | tee "$work/table"

[ -f "$work/rows" ] && cat "$work/rows"
awk '{ agree += $2; lost += $3; won += $4; cpu += $5
       if ($7 != "-" && $7 > 0.2) { log_sum += log($5 / $7); wall_sum += log($6 / $7); timed++ } }
     END { printf "rows that agree %d, lost or wrong %d, won %d; processor seconds %.1f\n", agree, lost, won, cpu
           if (timed) printf "geometric mean over %d files with published > 0.2 s: processor %.3f, wall %.3f\n",
                             timed, exp(log_sum / timed), exp(wall_sum / timed) }' "$work/table"
if [ -f "$work/rows" ] && grep -q DISAGREES "$work/rows"; then exit 1; fi
