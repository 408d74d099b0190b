# shellcheck shell=bash
# Source me in a job script: runs nnft on the job's tasks, and lets a job go on after its time.

# Sets `launcher`: the words that start the job's tasks.
nnft_launcher() {
  launcher=(srun --mpi=pmix --kill-on-bad-exit=1)
  if [ "${NNFT_LAUNCHER:-srun}" = mpirun ]; then launcher=(mpirun -n "$SLURM_NTASKS"); fi
}

# Runs the command under the launcher and insists on all of the job's tasks. USR1 and TERM to the batch script (as of
# `#SBATCH --signal=B:USR1@120`) are passed on to nnft, which saves itself and ends with status 3.
nnft_run() { # NNFT VERB ARGUMENTS...
  local launcher child status=0
  nnft_launcher
  echo "$(date -u +%FT%TZ) on $SLURM_NTASKS tasks, start ${SLURM_RESTART_COUNT:-0}: $*"
  "${launcher[@]}" "$@" --expect-ranks "$SLURM_NTASKS" &
  child=$!
  # shellcheck disable=SC2064 # the child of now
  trap "kill -USR1 $child 2>/dev/null" USR1 TERM
  wait "$child" || status=$?
  while kill -0 "$child" 2>/dev/null; do # a signal ends `wait` early
    status=0
    wait "$child" || status=$?
  done
  trap - USR1 TERM
  echo "$(date -u +%FT%TZ) status $status"
  return "$status"
}

# After status 3 (stopped early with a checkpoint) puts the job back into the queue, where it starts from its top and goes
# on from the checkpoint. Not if the job was cancelled. Returns the status otherwise.
nnft_go_on_later() { # STATUS
  local state
  if [ "$1" != 3 ]; then return "$1"; fi
  state=$(scontrol show job "$SLURM_JOB_ID" | grep -o 'JobState=[A-Z_]*')
  if [ "$state" != JobState=RUNNING ]; then
    echo "$(date -u +%FT%TZ) $state: not requeued; the checkpoint is there"
    return 3
  fi
  echo "$(date -u +%FT%TZ) requeue"
  scontrol requeue "$SLURM_JOB_ID"
  sleep 60 # the end comes from outside
  return 3
}
