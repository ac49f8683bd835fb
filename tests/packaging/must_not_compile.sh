#!/bin/sh
# Every *.fail.cpp holds a wrong use. As it stands it must be refused, with the words of its line `// refused: WORDS`; with
# LOGSCAN_CONTROL defined, which turns the wrong use into the right one, it must compile: so it fails for that use alone.
. "$(dirname "$0")/common.sh"
count=0
export LC_ALL=C
for file in "$here"/must_not_compile/*.fail.cpp; do
  name=$(basename "$file")
  words=$(sed -n 's|^// refused: ||p' "$file")
  [ -n "$words" ] || fail "$name does not say why it is refused"
  set -- "$CXX" -std=c++20 -Wall -Wextra -Werror -fsyntax-only \
    -I"$SOURCE_DIR/lib" -I"$SOURCE_DIR/lib/include" "$file"
  "$@" -DLOGSCAN_CONTROL || fail "$name: the right use does not compile either"
  if "$@" 2> "$work/messages"; then fail "$name compiles, and must not"; fi
  grep -qE -e "$words" "$work/messages" || { cat "$work/messages"; fail "$name is refused, but not because of: $words"; }
  count=$((count + 1))
done
[ "$count" -gt 0 ] || fail 'no file was found'
echo "$count wrong uses are refused"
