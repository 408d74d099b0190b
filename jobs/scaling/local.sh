#!/usr/bin/env bash
# Weak and strong scaling on this machine, and what the reduction costs: a CSV, tables and a plot.
#
#   bash jobs/scaling/local.sh [-o FOLDER]     default: build/scaling; runs are added to FOLDER/scaling.csv
#
# What to measure, from the environment:
#   RANKS            "1 2 4 ...": powers of two below the number of cores, and all cores
#   REPETITIONS      5; ranks change fastest, so that what is compared is measured side by side
#   NETS             "erf relu"
#   STUDIES          "strong weak reduction"
#   NETWORKS         1.6e6: strong, of each width and experiment
#   RANK_NETWORKS    weak, the same for each rank; default: NETWORKS shared by the largest number of ranks
#   BINS             "2 8 32": reduction, whose bytes are in proportion
#   CONFIG, NNFT     another configuration, another program
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/jobs/open-mpi-env.sh"
. "$root/jobs/scaling/studies.sh"

folder=build/scaling
if [ "${1:-}" = -o ] && [ -n "${2:-}" ] && [ $# = 2 ]; then
  folder=$2
elif [ $# != 0 ]; then
  echo "nnft: scaling: unknown arguments $*. Use -o FOLDER or nothing." >&2 && exit 2
fi
mkdir -p "$folder"
csv=$folder/scaling.csv

read -ra ranks <<<"${RANKS:-$(scaling_ranks "$(nproc)")}"
most=$(printf '%s\n' "${ranks[@]}" | sort -n | tail -1)
NETWORKS=${NETWORKS:-1.6e6}
export NNFT=${NNFT:-$root/build/release/bin/nnft}
RANK_NETWORKS=${RANK_NETWORKS:-$(($(scaling_count "$NETWORKS") / most))}

for ((repetition = 0; repetition < ${REPETITIONS:-5}; ++repetition)); do
  for net in ${NETS:-erf relu}; do
    for study in ${STUDIES:-strong weak reduction}; do
      for p in "${ranks[@]}"; do
        scaling_measure "$folder" "$csv" "$study" "$net" "$p" "$repetition" mpirun -n "$p"
      done
    done
  done
done
python3 "$root/jobs/scaling/scaling.py" report "$csv" -o "$folder"
echo "written: $csv, $folder/scaling.md, $folder/scaling.png, $folder/scaling.pdf"
