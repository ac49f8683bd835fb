#!/usr/bin/env bash
# jetty.sh LOGSCAN: a real Jetty logs four hours of notifications with pauses, at a clock that is moved by hand; logscan must
# find these pauses, and nothing else, in each of Jetty's formats.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
logscan=$(realpath "$1")

absent() {
  echo "peer.jetty: $1 is not installed"
  if [ "${LOGSCAN_REQUIRE_PEERS:-0}" = 1 ]; then exit 1; else exit 77; fi
}
command -v java > /dev/null || absent default-jre-headless
command -v python3 > /dev/null || absent python3
faketime=$(find /usr/lib -name libfaketimeMT.so.1 2> /dev/null | head -1)
[ -n "$faketime" ] || absent faketime
jars=/usr/share/java
for part in server rewrite xml util http io; do
  [ -e "$jars/jetty9-$part.jar" ] || absent libjetty9-java
  classpath=${classpath:+$classpath:}$jars/jetty9-$part.jar
done
classpath=$classpath:$jars/servlet-api.jar

work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then
    kill "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT
mkdir -p "$work"/logs/{ncsa,latency,custom}

# Freezes the server's clock at 2014-06-29, HH:MM:SS.
at() { printf '2014-06-29 %s\n' "$1" > "$work/clock.new" && mv "$work/clock.new" "$work/clock"; }

at 07:59:59
# Timed waits follow the monotonic clock, which goes on: with libfaketime's own mending of them they return at once, for ever.
env LC_ALL=C TZ=UTC LD_PRELOAD="$faketime" FAKETIME_TIMESTAMP_FILE="$work/clock" FAKETIME_NO_CACHE=1 \
  FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 FAKETIME_DONT_RESET=1 \
  java -Duser.language=en -cp "$classpath" org.eclipse.jetty.xml.XmlConfiguration "logs=$work/logs" "$here/jetty.xml" \
  > "$work/server.log" 2>&1 &
server=$!
port=
for _ in $(seq 300); do
  port=$(sed -n 's/.*Started ServerConnector.*{127\.0\.0\.1:\([0-9]*\)}.*/\1/p' "$work/server.log")
  [ -z "$port" ] || break
  kill -0 "$server" 2> /dev/null || break
  sleep 0.1
done
if [ -z "$port" ]; then
  cat "$work/server.log"
  echo 'Jetty did not start'
  exit 1
fi

# post HOST ID: one notification; prints the status of the answer.
post() {
  local body='<notification/>' status
  exec 3<> "/dev/tcp/127.0.0.1/$port"
  printf 'POST /NotificationService/services/NotificationService?id=%s&pid=25672 HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s' \
    "$2" "$1" ${#body} "$body" >&3
  IFS=' ' read -r _ status _ <&3
  cat <&3 > /dev/null
  exec 3>&-
  printf '%s\n' "$status"
}

steady=11111111-aaaa-4aaa-8aaa-000000000001
missed=22222222-bbbb-4bbb-8bbb-000000000002
stale=33333333-cccc-4ccc-8ccc-000000000003
refused=44444444-dddd-4ddd-8ddd-000000000004
# Every 300 s from 08:00 to 12:00, but: one of `missed` is left out at 09:05, those of `stale` from 10:05 to 10:25, and the one
# of `refused` at 11:00 is answered with 503.
for ((second = 8 * 3600; second <= 12 * 3600; second += 300)); do
  clock=$(printf '%02d:%02d' $((second / 3600)) $((second % 3600 / 60)))
  offset=0
  for id in $steady $missed $stale $refused; do
    offset=$((offset + 1))
    expected=200 host=listening
    case $id@$clock in
      "$missed@09:05" | "$stale"@10:05 | "$stale"@10:10 | "$stale"@10:15 | "$stale"@10:20 | "$stale"@10:25) continue ;;
      "$refused@11:00") expected=503 host=rejecting ;;
    esac
    at "$clock:0$offset"
    status=$(post "$host" "$id")
    if [ "$status" != $expected ]; then
      echo "Jetty answered $status instead of $expected"
      exit 1
    fi
  done
done
kill "$server"
wait "$server" || true
server=

for format in ncsa latency custom; do
  log=$(echo "$work/logs/$format"/*.request.log)
  lines=$(wc -l < "$log")
  if [ "$lines" -ne 190 ]; then
    echo "$format: Jetty wrote $lines lines instead of 190"
    exit 1
  fi
  "$logscan" scan --no-config --format json -q "$work/logs/$format" > "$work/$format.json"
  python3 "$here/expect.py" "$work/$format.json" "$missed" "$stale" "$refused" || {
    echo "$format: not what was sent; the log begins"
    head -3 "$log"
    exit 1
  }
  echo "$format: as sent"
done
