# shellcheck shell=bash
# Source me in a job script: runs nnft on the job's tasks and puts the job back into the queue while it is unfinished.

# Seconds in SLURM's [[days-]hours:]minutes:seconds; nothing for UNLIMITED and the like.
nnft_seconds() { # TIME
  [[ $1 =~ ^(([0-9]+)-)?(([0-9]+):)?([0-9]+):([0-9]+)$ ]] || return 0
  echo $((10#${BASH_REMATCH[2]:-0} * 86400 + 10#${BASH_REMATCH[4]:-0} * 3600 + 10#${BASH_REMATCH[5]} * 60 + 10#${BASH_REMATCH[6]}))
}

# Runs the command under the launcher with what is left of the job's time, less two minutes for the last checkpoint.
# Status 3 of nnft (stopped early, checkpoint is good) requeues the job; its next start continues from the checkpoint.
nnft_run_and_requeue() { # NNFT VERB ARGUMENTS...
  local left limit=() launcher=(srun --mpi=pmix --kill-on-bad-exit=1) status=0
  if [ "${NNFT_LAUNCHER:-srun}" = mpirun ]; then launcher=(mpirun -n "$SLURM_NTASKS"); fi
  left=$(nnft_seconds "$(squeue -h -j "$SLURM_JOB_ID" -o %L)")
  if [ -n "$left" ]; then limit=(--max-time "$((left > 240 ? left - 120 : left / 2))s"); fi
  echo "$(date -u +%FT%TZ) start ${SLURM_RESTART_COUNT:-0} on $SLURM_NTASKS tasks: $*"
  "${launcher[@]}" "$@" --expect-ranks "$SLURM_NTASKS" "${limit[@]}" || status=$?
  echo "$(date -u +%FT%TZ) status $status"
  if [ "$status" = 3 ]; then
    scontrol requeue "$SLURM_JOB_ID"
    sleep 30 # SLURM ends this script
  fi
  return "$status"
}
