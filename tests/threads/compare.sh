#!/usr/bin/env bash
# compare.sh CHECKED LOGSCAN LOGSCAN_GEN DEMO
#   CHECKED is logscan built for ThreadSanitizer. It reads cases of every kind with eight jobs, as files, in archives and from
#   a pipe; a race ends it, and its report must have the bytes of the one that LOGSCAN makes with one job.
set -euo pipefail
checked=$1 logscan=$2 generate=$3 demo=$4
here=$(cd "$(dirname "$0")" && pwd)
export TSAN_OPTIONS="suppressions=$here/../tsan.supp:halt_on_error=1:second_deadlock_stack=1:exitcode=66"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
compared=0

# same COMMAND PATH: inventory or scan, both as JSON, or events, which then tells every record.
same() {
  local command=$1 path=$2 status=0
  local -a told=(--format json)
  [ "$command" != events ] || told=(--format jsonl --all)
  "$logscan" "$command" --jobs 1 "${told[@]}" "$path" -o expected.json < "${3:-/dev/null}"
  "$checked" "$command" --jobs 8 "${told[@]}" "$path" -o found.json < "${3:-/dev/null}" || status=$?
  if [ "$status" -ne 0 ]; then
    echo "threads: $command of $path ended with $status" >&2
    return 1
  fi
  if ! cmp expected.json found.json >&2; then
    echo "threads: $command of $path differs with eight jobs" >&2
    return 1
  fi
  compared=$((compared + 1))
}

same scan "$demo"
same inventory "$demo"
same scan - "$demo"
same events "$demo"
same events - "$demo"

# Large enough for several chunks of a file, and for a pipe between inflating and parsing.
"$generate" --size 40MiB -o cuc1.request.log
"$generate" --srm-log 40MiB -o srm.log
"$generate" --diag-log 20MiB -o diag_CuMbxSync_00000001.uc
"$generate" --capture 20MiB -o trace.cap
for file in *.log *.uc *.cap; do same scan "$file"; done
mkdir large
mv ./*.log ./*.uc ./*.cap large
same scan large
same events large/trace.cap
tar czf large.tgz large
same scan large.tgz
same scan - large.tgz

for kind in random random-pair random-mailbox random-capture random-cluster; do
  for seed in 1 2 3; do
    "$generate" "--$kind" "$seed" -o "$kind-$seed"
    same scan "$kind-$seed"
    tar cf "$kind-$seed.tar" "$kind-$seed"
    same scan "$kind-$seed.tar"
  done
  same events "$kind-1.tar"
done
echo "threads: $compared reports are the same, no race"
