#!/bin/sh
# The installed tree works from another place.
. "$(dirname "$0")/common.sh"
cp -R "$prefix" "$work/elsewhere"
[ "$("$work/elsewhere/bin/logscan" --version)" = "$("$prefix/bin/logscan" --version)" ] || fail 'the moved command differs'
PKG_CONFIG_PATH=$(dirname "$(find "$work/elsewhere" -name logscan.pc)")
export PKG_CONFIG_PATH
include=$(pkg-config --variable=includedir logscan)
[ "$(realpath "$include")" = "$(realpath "$work/elsewhere/include")" ] || fail "pkg-config points to $include"
libdir=$(pkg-config --variable=libdir logscan)
[ -n "$(find "$libdir" -maxdepth 1 -name 'liblogscan.*')" ] || fail "no library in $libdir"
