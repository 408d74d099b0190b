#!/usr/bin/env bash
# The collecting step of a study on a cluster: joins what its jobs have measured, and makes tables and plot.
#
#   bash jobs/scaling/collect.sh FOLDER        by hand, at any time; what is collected already is not added again
#
# submit.sh submits it behind the arrays; one task is enough, and no MPI is needed.
#SBATCH --job-name=nnft-collect
#SBATCH --ntasks=1
#SBATCH --time=00:10:00
#SBATCH --output=nnft-collect-%j.log
set -euo pipefail
shopt -s nullglob

folder=${1:?usage: bash jobs/scaling/collect.sh FOLDER}
here=${SLURM_SUBMIT_DIR:-$PWD}
pieces=("$folder"/pieces/*.csv)
if [ "${#pieces[@]}" = 0 ]; then
  echo "nnft: scaling: $folder/pieces (holds no runs). Submit jobs/scaling/submit.sh first." >&2
  exit 2
fi
python3 "$here/jobs/scaling/scaling.py" collect "$folder/scaling.csv" "${pieces[@]}"
python3 "$here/jobs/scaling/scaling.py" report "$folder/scaling.csv" -o "$folder"
