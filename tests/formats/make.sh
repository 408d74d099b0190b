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
"$nnft" run small.toml -o stopped.h5 --set sampling.networks=200000 --max-time 0.001 --quiet || status=$?
if [ "$status" != 3 ]; then
  echo "nnft: $2: no checkpoint was made (status $status)." >&2
  exit 1
fi
rm -f small.toml stopped.h5.checkpoint.previous
ls -l
