#!/bin/sh
# Shows that the check refuses each kind of breach, at the right file and line, and passes what is allowed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree/lib/include/logscan" "$tree/lib/base" "$tree/lib/detect/rules" "$tree/parsers/jetty" "$tree/parsers/srm" \
    "$tree/apps/logscan"
  echo '#include <string>' > "$tree/lib/include/logscan/result.h"
  echo '#define LOGSCAN_API' > "$tree/lib/include/logscan/export.h"
  printf '#include <unistd.h>\n#include "logscan/export.h"\n' > "$tree/lib/base/text.h"
  printf '#include "base/text.h"\n#include <boost/regex.hpp>\n' > "$tree/lib/base/pattern.cpp"
  echo '#include "base/text.h"' > "$tree/lib/detect/rule.h"
  echo '#include "detect/rule.h"' > "$tree/lib/detect/rules/first.h"
  echo '#include "detect/rules/first.h"' > "$tree/lib/detect/rules/first.cpp"
  echo '#include "base/text.h"' > "$tree/parsers/jetty/jetty.h"
  echo '#include "parsers/jetty/jetty.h"' > "$tree/parsers/builtin.cpp"
  echo '#include "logscan/result.h"' > "$tree/apps/logscan/main.cpp"
}

passes() {
  if ! output=$("$here/check.sh" "$tree" 2>&1); then
    printf 'a clean tree is refused (%s):\n%s\n' "$1" "$output"
    failures=$((failures + 1))
  fi
}

# refuses FILE:LINE FILE 'TEXT': TEXT put into FILE is reported at FILE:LINE.
refuses() {
  fresh
  printf '%b' "$3" > "$tree/$2"
  if output=$("$here/check.sh" "$tree" 2>&1); then
    printf 'not refused: %s in %s\n' "$3" "$2"
    failures=$((failures + 1))
  elif ! printf '%s\n' "$output" | grep -qF "$1: "; then
    printf 'refused, but not at %s:\n%s\n' "$1" "$output"
    failures=$((failures + 1))
  fi
}

fresh
passes 'as it is'
refuses lib/base/up.cpp:2 lib/base/up.cpp '// a layer that looks up\n#include "detect/rule.h"\n'
refuses lib/include/logscan/bad.h:1 lib/include/logscan/bad.h '#include "base/text.h"\n'
refuses lib/base/text.cpp:1 lib/base/text.cpp '#include <boost/regex.hpp>\n'
refuses lib/base/text.cpp:3 lib/base/text.cpp '\n\n  #  include <curl/curl.h>\n'
refuses lib/base/text.cpp:1 lib/base/text.cpp '#include "base/missing.h"\n'
refuses lib/base/text.cpp:1 lib/base/text.cpp '#include HEADER\n'
refuses parsers/srm/srm.cpp:1 parsers/srm/srm.cpp '#include "parsers/jetty/jetty.h"\n'
refuses parsers/srm/srm.cpp:1 parsers/srm/srm.cpp '#include "detect/rule.h"\n'
refuses lib/detect/rules/second.cpp:1 lib/detect/rules/second.cpp '#include "detect/rules/first.h"\n'
refuses lib/detect/rules/second.cpp:1 lib/detect/rules/second.cpp '#include "first.h"\n'
refuses lib/detect/rule.cpp:1 lib/detect/rule.cpp '#include "parsers/jetty/jetty.h"\n'
refuses apps/logscan/main.cpp:1 apps/logscan/main.cpp '#include "base/text.h"\n'
refuses apps/logscan/main.cpp:1 apps/logscan/main.cpp '#include <yaml-cpp/yaml.h>\n'
refuses lib/stray.cpp:0 lib/stray.cpp '#include <string>\n'

if [ "$failures" -ne 0 ]; then
  echo "$failures of the self-test failed"
  exit 1
fi
echo 'the check refuses what it must'
