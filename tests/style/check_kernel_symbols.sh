#!/usr/bin/env bash
# check_kernel_symbols.sh OBJECT...: a translation unit compiled for a newer instruction set must not offer
# shared (weak) functions outside its own namespace: the linker could take them for the whole program, which
# would then die on an older processor.
set -euo pipefail
found=0
for object; do
  case $object in
  *kernel_avx2*) isa=avx2 ;;
  *kernel_avx512*) isa=avx512 ;;
  *) continue ;;
  esac
  found=$((found + 1))
  if nm -C "$object" | grep -E ' [WVu] ' | grep -vE "simd::$isa::|DW\.ref\."; then
    echo "$object offers the shared symbols above" >&2
    exit 1
  fi
done
[ "$found" = 2 ] || { echo "expected two kernel objects, found $found" >&2; exit 1; }
echo "$found kernel objects keep to themselves"
