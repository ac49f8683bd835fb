#!/bin/sh
# A CMake project that knows nothing but the installed tree.
. "$(dirname "$0")/common.sh"
"$CMAKE" -S "$here/consumer" -B "$work/build" -DCMAKE_BUILD_TYPE="$BUILD_TYPE" -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_C_COMPILER="$CC" -DCONSUME=find_package
"$CMAKE" --build "$work/build"
run_consumer "$work/build/consumer_cpp"
run_consumer "$work/build/consumer_c"
