#!/usr/bin/env bash
# All tests on this machine, from nothing: packages, release build, ctest.
#
#   bash tests/run.sh [--no-install] [ARGUMENTS OF CTEST]     e.g. -L unit
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. jobs/lib/packages.sh

if [ "${1:-}" = --no-install ]; then
  shift
else
  nnft_install build report test
  nnft_install slurm || echo "== SLURM cannot be installed here: its tests will say SKIPPED" >&2
fi

echo "== build"
cmake --preset release
cmake --build --preset release

echo "== tests"
TMPDIR=$(mktemp -d) # of all tests, and of the MPI processes that they end by force
export TMPDIR
if ctest --preset release "$@"; then
  rm -rf "$TMPDIR"
else
  echo "== what the tests have left: $TMPDIR" >&2
  exit 1
fi
