#!/usr/bin/env bash
# Every shell script and job script parses and passes shellcheck: check_shell.sh ROOT
set -euo pipefail
cd "$1"
mapfile -t scripts < <(find jobs tests .ci -name '*.sh' -o -name '*.sbatch' -o -path '.ci/run')
[ "${#scripts[@]}" -ge 5 ] || { echo "only ${#scripts[@]} scripts found" && exit 1; }
for script in "${scripts[@]}"; do bash -n "$script"; done
shellcheck --shell=bash --external-sources "${scripts[@]}"
echo "${#scripts[@]} scripts are clean"
