#!/bin/sh
# A CMake project that takes the sources in.
. "$(dirname "$0")/common.sh"
# Only the consumer's own targets are asked for; the library comes along because they link it. With the options of this
# build, ccache has its objects already.
"$CMAKE" -S "$here/consumer" -B "$work/build" -DCMAKE_BUILD_TYPE="$BUILD_TYPE" \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="$OPTIMISED" -DLOGSCAN_WERROR="$WERROR" \
  -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_C_COMPILER="$CC" -DCONSUME=add_subdirectory -DLOGSCAN_SOURCE="$SOURCE_DIR"
"$CMAKE" --build "$work/build" --parallel "${JOBS:-2}" --target consumer_cpp consumer_c
run_consumer "$work/build/consumer_cpp"
run_consumer "$work/build/consumer_c"
