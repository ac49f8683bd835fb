#!/bin/sh
# Each public header stands alone: it compiles as the first and only include, twice, without a warning.
. "$(dirname "$0")/common.sh"
count=0
for header in "$prefix"/include/logscan/*.h; do
  name=logscan/$(basename "$header")
  printf '#include <%s>\n#include <%s>\n' "$name" "$name" > "$work/alone.cpp"
  "$CXX" -std=c++20 -Wall -Wextra -Wpedantic -Werror -I"$prefix/include" -fsyntax-only "$work/alone.cpp" || fail "$name does not stand alone"
  count=$((count + 1))
done
[ "$count" -gt 0 ] || fail 'no header was found'

# The C interface is C.
printf '#include <logscan/logscan.h>\n#include <logscan/logscan.h>\n' > "$work/alone.c"
"$CC" -std=c99 -Wall -Wextra -Wpedantic -Werror -I"$prefix/include" -fsyntax-only "$work/alone.c"
echo "$count headers stand alone"
