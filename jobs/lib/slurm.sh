# shellcheck shell=bash
# Source me in a job script: runs nnft on the job's tasks.

# Runs the command under the launcher and insists on all of the job's tasks.
nnft_run() { # NNFT VERB ARGUMENTS...
  local launcher=(srun --mpi=pmix --kill-on-bad-exit=1) status=0
  if [ "${NNFT_LAUNCHER:-srun}" = mpirun ]; then launcher=(mpirun -n "$SLURM_NTASKS"); fi
  echo "$(date -u +%FT%TZ) on $SLURM_NTASKS tasks: $*"
  "${launcher[@]}" "$@" --expect-ranks "$SLURM_NTASKS" || status=$?
  echo "$(date -u +%FT%TZ) status $status"
  return "$status"
}
