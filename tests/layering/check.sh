#!/bin/sh
# check.sh ROOT [TABLE]: checks the includes of ROOT's lib, parsers and apps against the table.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
table=${2:-$here/allowed.txt}
cd "$1"
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find lib parsers apps -type f \( -name '*.h' -o -name '*.cpp' -o -name '*.c' \) | LC_ALL=C sort > "$list"
LC_ALL=C awk -f "$here/check.awk" "$table" "$list"
