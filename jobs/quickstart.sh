#!/usr/bin/env bash
# The whole experiment on this machine, from nothing: packages, build, a run on all cores, pictures.
#
#   bash jobs/quickstart.sh [--no-install]
#
# Leaves quickstart/erf.h5 and quickstart/report/index.html. Run it again at any time: what is done is not done again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. jobs/lib/packages.sh

install=yes
for word in "$@"; do
  case "$word" in
  --no-install) install=no ;;
  *) echo "nnft: quickstart: unknown argument $word. Use --no-install or nothing." >&2 && exit 2 ;;
  esac
done

begin=$SECONDS
if [ "$install" = yes ]; then nnft_install build report; fi

echo "== build"
cmake --preset release
cmake --build --preset release --target nnft
nnft=build/release/bin/nnft

cores=$(nproc)
echo "== run: jobs/presets/quickstart.toml on $cores cores"
mkdir -p quickstart
bash jobs/open-mpi-env.sh mpirun -n "$cores" "$nnft" run jobs/presets/quickstart.toml -o quickstart/erf.h5 --expect-ranks "$cores"

echo "== report"
"$nnft" report quickstart/erf.h5 -o quickstart/report

echo
echo "Done in $((SECONDS - begin)) s. Now look at"
echo "  $PWD/quickstart/report/index.html   pictures and tables, in any browser"
echo "  $PWD/quickstart/erf.h5              the numbers; mpi/FORMAT.md says where"
echo "By hand: mpirun -n $cores $nnft run jobs/presets/quickstart.toml -o quickstart/erf.h5; $nnft --help"
