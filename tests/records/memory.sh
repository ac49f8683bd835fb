#!/usr/bin/env bash
# memory.sh LOGSCAN LOGSCAN_GEN
#   `events --all` of 1 GiB of each kind of log, of an archive, of standard input and of nine sources of 2 GiB: every record
#   has a row, and memory stays below 128 MiB. LOGSCAN_RECORDS_MIB sets the size of one log (1024).
set -euo pipefail
logscan=$1 generate=$2
mib=${LOGSCAN_RECORDS_MIB:-1024}
most_kib=$((128 * 1024))
if [ ! -x /usr/bin/time ]; then
  echo "records: /usr/bin/time is not installed" >&2
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

records() { grep -c '"kind": "record"' || true; }

# check NAME LINES INPUT ARGUMENT...: standard input comes from INPUT.
check() {
  local name=$1 lines=$2 input=$3 rows peak
  shift 3
  rows=$(/usr/bin/time -o peak -f '%M %e' \
    "$logscan" events --no-config --all --format jsonl -q "$@" < "$input" | records)
  read -r peak seconds < peak
  printf '%-16s %10d records %7d KiB %7.1f s\n' "$name" "$rows" "$peak" "$seconds"
  if [ "$rows" -ne "$lines" ]; then
    echo "records: $name has $lines lines" >&2
    failed=1
  fi
  if [ "$peak" -ge "$most_kib" ]; then
    echo "records: $name took more than $most_kib KiB" >&2
    failed=1
  fi
}
lines_of() { cat "$@" | wc -l; }

mkdir one nine
"$generate" --size "${mib}MiB" -o one/cuc1.request.log > one.txt
"$generate" --srm-log "${mib}MiB" -o one/srm.log > one.txt
"$generate" --syslog "${mib}MiB" -o one/CiscoSyslog > one.txt
for log in one/*; do check "$(basename "$log")" "$(lines_of "$log")" /dev/null "$log"; done
check 'all three' "$(lines_of one/*)" /dev/null one
check 'one job' "$(lines_of one/srm.log)" /dev/null --jobs 1 one/srm.log
check 'standard input' "$(lines_of one/cuc1.request.log)" one/cuc1.request.log -
tar cf - one | gzip -1 > one.tar.gz
check 'an archive' "$(lines_of one/*)" /dev/null one.tar.gz
rm -r one one.tar.gz

share=$((2 * mib / 9))
for node in 1 2 3; do
  mkdir -p "nine/n$node"
  "$generate" --seed "$node" --size "${share}MiB" -o "nine/n$node/2026_03_04.request.log" > one.txt
  "$generate" --seed "$node" --srm-log "${share}MiB" -o "nine/n$node/srm.log" > one.txt
  "$generate" --seed "$node" --syslog "${share}MiB" -o "nine/n$node/CiscoSyslog" > one.txt
done
check 'nine sources' "$(lines_of nine/*/*)" /dev/null nine
exit "$failed"
