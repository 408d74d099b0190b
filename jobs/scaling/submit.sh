#!/usr/bin/env bash
# Submits a scaling study, from the top folder: one array of repetitions for each number of nodes, and the collecting step.
#
#   bash jobs/scaling/submit.sh strong|weak FOLDER NODES...        bash jobs/scaling/submit.sh strong scaling 1 2 4 8 16
#
# Arrays wait for each other, so that a study does not compete with itself. Words for sbatch: SBATCH_OPTIONS="--account=A".
set -euo pipefail

study=${1:-} folder=${2:-}
if [ $# -lt 3 ] || { [ "$study" != strong ] && [ "$study" != weak ]; }; then
  echo "nnft: scaling: usage: bash jobs/scaling/submit.sh strong|weak FOLDER NODES..." >&2
  exit 2
fi
read -ra options <<<"${SBATCH_OPTIONS:-}"
mkdir -p "$folder"

after=()
for nodes in "${@:3}"; do
  job=$(sbatch --parsable --nodes="$nodes" "${after[@]}" "${options[@]}" "jobs/scaling/$study.sbatch" "$folder")
  after=(--dependency="afterany:$job")
  echo "$study scaling on $nodes nodes: job $job"
done
job=$(sbatch --parsable "${after[@]}" "${options[@]}" jobs/scaling/collect.sh "$folder")
echo "collecting: job $job, then $folder/scaling.csv, scaling.md, scaling.png, scaling.pdf"
