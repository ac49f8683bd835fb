#!/usr/bin/env python3
"""expect.py REPORT.json MISSED STALE REFUSED: compares the findings with the pauses that jetty.sh made."""
import json
import sys

report_path, missed, stale, refused = sys.argv[1:]
with open(report_path, encoding="utf-8") as file:
    report = json.load(file)


def day(clock):
    return f"2014-06-29T{clock}.000000Z"


expected = {
    ("keepalive.missed", "fail", missed, day("09:00:02"), day("09:10:02")),
    ("subscription.stale", "fail", stale, day("10:00:03"), day("10:30:03")),
    ("keepalive.missed", "fail", refused, day("10:55:04"), day("11:05:04")),
}
# The log ends while all is well: whether notifications went on is open, and said so.
found = {
    (f["rule"], f["verdict"], f["subject"]["name"], f["window"]["from"], f["window"]["to"])
    for f in report["findings"]
    if f["subject"]["kind"] == "subscription"
}
rest = sorted((f["rule"], f["verdict"], f["count"]) for f in report["findings"] if f["subject"]["kind"] != "subscription")
failures = []
for finding in sorted(expected - found):
    failures.append(f"missing: {finding}")
for finding in sorted(found - expected):
    failures.append(f"unexpected: {finding}")
if rest != [("exchange.silence", "inconclusive", 1), ("notification.rejected", "fail", 1)]:
    failures.append(f"beside the subscriptions: {rest}")
source = report["sources"][0]
if (source["format"], source["records"], source["rejected"], source["status"]) != ("jetty.access", 190, 0, "ok"):
    failures.append(f"source: {source}")
if not report["ledger"]["balanced"]:
    failures.append(f"ledger: {report['ledger']}")
for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
