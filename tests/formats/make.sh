#!/usr/bin/env bash
# Makes one small file of each kind for a release: make.sh NNFT FOLDER. Once a release; until then again when the random
# stream or the order of operations changes.
set -euo pipefail
nnft=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$2"
cd "$2"
rm -f result.h5* stopped.h5*
cp "$here/small.toml" small.toml
"$nnft" run small.toml -o result.h5 --quiet
status=0
"$nnft" run small.toml -o stopped.h5 --set sampling.networks=1e7 --max-time 0.5 --quiet || status=$?
if [ "$status" != 3 ]; then
  echo "nnft: $2: no checkpoint was made (status $status)." >&2
  exit 1
fi
rm -f stopped.h5.checkpoint.previous
cp stopped.h5.checkpoint copy.h5.checkpoint
said=$("$nnft" run small.toml -o copy.h5 --set sampling.networks=1e7 2>&1)
if [[ $said != *"going on"* || $said == *"holds 0 of"* ]]; then
  echo "nnft: $2: the checkpoint is empty: $said" >&2
  exit 1
fi
rm -f small.toml copy.h5*
ls -l
