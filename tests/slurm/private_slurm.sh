#!/usr/bin/env bash
# A private SLURM on the loopback interface, from the installed packages; nothing outside of its folder is touched.
#
#   private_slurm.sh up FOLDER [NODES [CPUS]]     then: . FOLDER/env.sh
#   private_slurm.sh down FOLDER                  ends what runs, then the daemons that `up` has started, by their pids
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin

configure() { # FOLDER NODES CPUS
  local folder=$1 nodes=$2 cpus=$3 host memory port=$((20000 + $$ % 8000)) names ports
  host=$(hostname -s)
  memory=$(awk -v n="$nodes" '/MemTotal/ { print int($2 / 1024 / n / 2) }' /proc/meminfo)
  names="n[1-$nodes]" ports="[$((port + 1))-$((port + nodes))]"
  if [ "$nodes" = 1 ]; then names=n1 ports=$((port + 1)); fi
  # cred_expire: a job that is requeued waits that long; 120 s by default, 5 s at least
  cat >"$folder/etc/slurm.conf" <<CONF
ClusterName=local
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/sock,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
TmpFS=$folder/tmp/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
KillWait=5
MinJobAge=3600
ReturnToService=2
InactiveLimit=0
SlurmctldTimeout=60
SlurmdTimeout=60
BatchStartTimeout=10
MailProg=/bin/true
JobRequeue=1
NodeName=$names NodeHostname=$host NodeAddr=127.0.0.1 Port=$ports CPUs=$cpus Boards=1 SocketsPerBoard=1 CoresPerSocket=$cpus ThreadsPerCore=1 RealMemory=$memory State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=60 State=UP
CONF
  cat >"$folder/env.sh" <<ENV
export SLURM_CONF=$folder/etc/slurm.conf
export PMIX_MCA_ptl_tcp_if_include=lo PMIX_MCA_gds=hash PMIX_MCA_psec=native
ENV
}

await() { # SECONDS COMMAND...: until the command succeeds
  local tenths=$((10 * $1))
  shift
  while [ "$tenths" -gt 0 ]; do
    if "$@"; then return 0; fi
    sleep 0.1
    tenths=$((tenths - 1))
  done
  return 1
}

note() { # NAME PIDFILE
  await 10 test -s "$2"
  echo "$1 $(cat "$2")" >>"$folder/pids"
}

all_idle() { # NODES
  [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | sort -u | wc -l)" = "$1" ]
}

up() { # FOLDER NODES CPUS
  local nodes=$2 k
  folder=$1
  if [ -e "$folder/pids" ]; then
    echo "nnft: $folder: a SLURM is up already." >&2
    return 1
  fi
  mkdir -p "$folder"/{etc,state,log,spool,tmp,munge}
  folder=$(cd "$folder" && pwd)
  chmod 0755 "$folder" "$folder"/{etc,state,log,spool,tmp}
  chmod 0711 "$folder/munge"
  (
    umask 077
    head -c 128 /dev/urandom >"$folder/munge/key"
  )
  configure "$folder" "$nodes" "$3"
  # shellcheck source=/dev/null
  . "$folder/env.sh"
  : >"$folder/pids"
  munged --socket="$folder/munge/sock" --key-file="$folder/munge/key" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --num-threads=2 --force
  note munged "$folder/munge/pid"
  slurmctld -c -f "$SLURM_CONF" -L "$folder/log/slurmctld.log"
  note slurmctld "$folder/slurmctld.pid"
  for k in $(seq "$nodes"); do
    mkdir -p "$folder/spool/n$k" "$folder/tmp/n$k"
    slurmd -N "n$k" -f "$SLURM_CONF"
    note "slurmd" "$folder/slurmd-n$k.pid"
  done
  await 20 all_idle "$nodes" || {
    echo "nnft: the nodes did not become idle:" >&2
    sinfo -N -l >&2
    tail -n 5 "$folder"/log/*.log >&2
    return 1
  }
}

nobody_waits() {
  [ -z "$(timeout 5 squeue -h 2>/dev/null)" ]
}

is_ours() { # NAME PID: still the daemon that was started from this folder
  [ "$(cat "/proc/$2/comm" 2>/dev/null)" = "$1" ] && grep -zq -- "$folder" "/proc/$2/cmdline"
}

is_gone() { # PID
  [ ! -e "/proc/$1" ]
}

down() { # FOLDER
  local job name pid
  folder=$(cd "$1" && pwd)
  # shellcheck source=/dev/null
  . "$folder/env.sh"
  for job in $(timeout 5 squeue -h -o %A 2>/dev/null); do timeout 5 scancel --full "$job" || true; done
  await 8 nobody_waits || true
  tac "$folder/pids" | while read -r name pid; do
    is_ours "$name" "$pid" || continue
    kill -TERM "$pid"
    await 5 is_gone "$pid" || kill -KILL "$pid"
  done
  rm -f "$folder/pids"
}

case "${1:-}" in
up) up "${2:?FOLDER}" "${3:-2}" "${4:-2}" ;;
down) down "${2:?FOLDER}" ;;
*)
  echo "usage: private_slurm.sh up FOLDER [NODES [CPUS]] | down FOLDER" >&2
  exit 2
  ;;
esac
