#!/bin/sh
# Installs the build into an empty prefix and looks at what came.
. "$(dirname "$0")/common.sh"
rm -rf "$prefix"
"$CMAKE" --install "$BUILD_DIR" --prefix "$prefix" > "$work/log"

for file in bin/logscan share/man/man1/logscan.1 share/man/man5/logscan-rules.5 share/bash-completion/completions/logscan \
  share/zsh/site-functions/_logscan share/fish/vendor_completions.d/logscan.fish include/logscan/logscan.h include/logscan/session.h include/logscan/export.h; do
  [ -e "$prefix/$file" ] || fail "$file is not installed"
done
for name in logscanConfig.cmake logscanConfigVersion.cmake logscanTargets.cmake logscan.pc; do
  [ -n "$(find "$prefix" -name "$name")" ] || fail "$name is not installed"
done
case $LINKAGE in
  static) [ -n "$(find "$prefix" -name liblogscan.a)" ] || fail 'liblogscan.a is not installed' ;;
  shared) [ -n "$(find "$prefix" -name liblogscan.so)" ] || fail 'liblogscan.so is not installed' ;;
esac

# Only the public headers, and no path of the build in what others read.
installed=$(cd "$prefix/include" && find . -type f | LC_ALL=C sort)
expected=$(cd "$SOURCE_DIR/lib/include" && find . -name '*.h' | LC_ALL=C sort)
[ "$installed" = "$expected" ] || fail "other headers than the public ones are installed: $installed"
if grep -rlF -e "$SOURCE_DIR" -e "$BUILD_DIR" "$prefix/include" "$(library_dir)" --include='*.cmake' --include='*.pc' --include='*.h'; then
  fail 'a path of the build is in an installed file'
fi

"$prefix/bin/logscan" --version
if [ "$LINKAGE" = shared ]; then
  # What is not marked LOGSCAN_API stays inside.
  if nm -DC --defined-only "$(find "$prefix" -name liblogscan.so)" | grep -E 'logscan::([A-Za-z0-9_]+::)?detail::'; then
    fail 'internal symbols are exported'
  fi
fi
