# shellcheck shell=sh disable=SC2034
# Read by the scripts here; the environment comes from CMakeLists.txt. The installed tree lies in $prefix.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=$BUILD_DIR/packaging/prefix
work=$BUILD_DIR/packaging/$(basename "$0" .sh)
rm -rf "$work"
mkdir -p "$work"

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Runs what a consumer built: it must find nothing in an empty folder, and say so without an error.
run_consumer() {
  mkdir -p "$work/empty"
  "$@" "$work/empty"
}

# The folder of the installed library, where the linker of the system does not look by itself.
library_dir() {
  find "$prefix" -name 'liblogscan.*' -not -path '*/cmake/*' | head -1 | xargs -r dirname
}
