#!/usr/bin/env bash
# Settings of Open MPI for one machine: a workstation, a container, a CI runner. Two ways to use it:
#
#   bash jobs/open-mpi-env.sh mpirun -n 4 build/release/bin/nnft run erf.toml    # runs one command with them
#   . jobs/open-mpi-env.sh                                                       # sets them in this shell
#
# What you have set yourself stays. Not for jobs over several nodes: messages go through shared memory alone.

nnft_default() { # NAME VALUE: exports NAME unless it is set
  if [ -z "${!1+set}" ]; then export "$1=$2"; fi
}

if [ "$(id -u)" = 0 ]; then # containers; a user's mpirun needs no such leave
  nnft_default OMPI_ALLOW_RUN_AS_ROOT 1
  nnft_default OMPI_ALLOW_RUN_AS_ROOT_CONFIRM 1
fi
# Open MPI 4
nnft_default OMPI_MCA_rmaps_base_oversubscribe 1           # more ranks than cores are allowed
nnft_default OMPI_MCA_hwloc_base_binding_policy none       # else two mpiruns at once share core 0
nnft_default OMPI_MCA_mpi_yield_when_idle 1                # ranks that wait give their core to those that work
nnft_default OMPI_MCA_pml ob1                              # no probing for fast networks: starts in half the time
nnft_default OMPI_MCA_btl self,vader
nnft_default OMPI_MCA_btl_vader_single_copy_mechanism none # needs ptrace, which containers refuse
nnft_default OMPI_MCA_oob_tcp_if_include lo                # control messages stay on this machine
# Open MPI 5 calls the first two so
nnft_default PRTE_MCA_rmaps_default_mapping_policy :oversubscribe
nnft_default PRTE_MCA_hwloc_default_binding_policy none
# of any release
nnft_default PMIX_MCA_gds hash            # start-up data by messages: starts and ends sooner
nnft_default HWLOC_PLUGINS_PATH /dev/null # no search for graphics cards and other devices
unset -f nnft_default

if [ "${BASH_SOURCE[0]}" = "$0" ]; then exec "$@"; fi
