# shellcheck shell=bash
# Source me: installs the Debian packages that a task needs, and only if one is missing.
#
#   nnft_install build report      groups: build report test slurm bench check

# What each is for: README.md, "Dependencies".
nnft_packages_of() { # GROUP
  case "$1" in
  build) echo build-essential cmake ninja-build openmpi-bin libopenmpi-dev libhdf5-openmpi-dev libboost-dev \
    libboost-serialization-dev libeigen3-dev libfmt-dev libcli11-dev libtomlplusplus-dev librandom123-dev ;;
  report) echo python3 python3-h5py python3-numpy python3-matplotlib ;;
  test) echo libgtest-dev libgmock-dev hdf5-tools shellcheck ;;
  slurm) echo slurm-wlm munge ;;
  bench) echo libbenchmark-dev ;;
  check) echo git clang-format-14 clang-tidy-14 ;;
  *) echo "nnft: packages: there is no group $1." >&2 && return 2 ;;
  esac
}

nnft_missing() { # PACKAGE...: those that are not installed
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | awk '$2 == "installed" { print $1 }')
  printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

nnft_install() { # GROUP...
  local group names words=() packages=() missing=() as_root=()
  for group in "$@"; do
    names=$(nnft_packages_of "$group") || return 2
    read -ra words <<<"$names"
    packages+=("${words[@]}")
  done
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "nnft: packages: this is no Debian or Ubuntu. Provide ${packages[*]} and use --no-install." >&2
    return 2
  fi
  mapfile -t missing < <(nnft_missing "${packages[@]}")
  if [ "${#missing[@]}" = 0 ]; then
    echo "== packages: all there"
    return 0
  fi
  echo "== packages: installing ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "nnft: packages: root or sudo is needed to install ${missing[*]}. Use --no-install if you have them elsewhere." >&2
      return 2
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}
