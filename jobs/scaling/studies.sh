# shellcheck shell=bash
# Source me: what the studies run, on one machine and on a cluster.
#
#   NETWORKS       strong scaling: of each width and experiment, whatever the ranks
#   RANK_NETWORKS  weak scaling: the same for each rank
#   BINS           reduction: the bytes that are reduced are in proportion
#   CONFIG, NNFT   what is run

scaling_block=2000 # networks are whole blocks, so that they can be dealt evenly

scaling_ranks() { # CORES: 1 2 4 ... CORES
  local p
  for ((p = 1; p < $1; p *= 2)); do echo -n "$p "; done
  echo "$1"
}

scaling_count() { # NUMBER in any spelling, as an integer
  LC_ALL=C printf '%.0f' "$1"
}

scaling_whole_blocks() { # NUMBER, rounded down to whole blocks, at least one
  local blocks=$(($(scaling_count "$1") / scaling_block))
  echo $(((blocks > 0 ? blocks : 1) * scaling_block))
}

# One run as one line of the CSV; of the reduction study one for each of BINS.
scaling_measure() { # FOLDER CSV STUDY NET RANKS REPETITION LAUNCHER...
  local folder=$1 csv=$2 study=$3 net=$4 ranks=$5 repetition=$6 launcher=("${@:7}")
  local bins
  case "$study" in
  strong) scaling_run --set "sampling.networks=$(scaling_whole_blocks "$NETWORKS")" ;;
  weak) scaling_run --set "sampling.networks=$(($(scaling_whole_blocks "$RANK_NETWORKS") * ranks))" ;;
  reduction)
    for bins in ${BINS:-2 8 32}; do
      scaling_run --set "sampling.bins=$bins" --set "sampling.networks=$((bins * scaling_block))" --set "ensemble.width=[2, 3]"
    done
    ;;
  *) echo "nnft: scaling: there is no study $study. Use strong, weak or reduction." >&2 && return 2 ;;
  esac
}

scaling_run() { # --set KEY=VALUE...; the rest from scaling_measure
  local here words=() result=$folder/run-${SLURM_JOB_ID:-$$}.h5
  here=$(dirname "${BASH_SOURCE[0]}")
  if [ "${launcher[0]}" = srun ]; then words=(--no-cpu); fi
  python3 "$here/scaling.py" run "$csv" --study "$study" --repetition "$repetition" --result "$result" "${words[@]}" -- \
    "${launcher[@]}" "$NNFT" run "${CONFIG:-$here/scaling.toml}" --fresh -o "$result" \
    --expect-ranks "$ranks" --set "ensemble.architecture=$net" "$@"
  rm -f "$result"
}

# The studies of one job of a SLURM array, into a piece of its own: several nodes may not write into one file.
scaling_job() { # FOLDER STUDY...
  local folder=$1 study net launcher
  local piece=$folder/pieces/$2-$SLURM_NNODES-$SLURM_JOB_ID.csv
  mkdir -p "$folder/pieces"
  nnft_launcher # lib/slurm.sh
  for net in ${NETS:-erf relu}; do
    for study in "${@:2}"; do
      scaling_measure "$folder" "$piece" "$study" "$net" "$SLURM_NTASKS" "$SLURM_ARRAY_TASK_ID" "${launcher[@]}"
    done
  done
}
