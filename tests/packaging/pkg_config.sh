#!/bin/sh
# A compiler call with what pkg-config says.
. "$(dirname "$0")/common.sh"
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name logscan.pc)")
export PKG_CONFIG_PATH
static=
if [ "$LINKAGE" = static ]; then static=--static; fi
# shellcheck disable=SC2086,SC2046  # flags are words
{
  "$CXX" -std=c++20 $(pkg-config --cflags logscan) "$here/consumer/consumer.cpp" $(pkg-config $static --libs logscan) -o "$work/consumer_cpp"
  "$CC" -std=c99 $(pkg-config --cflags logscan) "$here/consumer/consumer.c" $(pkg-config $static --libs logscan) -o "$work/consumer_c"
}
LD_LIBRARY_PATH=$(library_dir)
export LD_LIBRARY_PATH
run_consumer "$work/consumer_cpp"
run_consumer "$work/consumer_c"
