#!/usr/bin/env python3
"""loopback.py LOGSCAN: a real client notifies a real server, tcpdump records it, and logscan must show each message.

Exit code 77 where tcpdump is not installed or nobody may record here.
"""
import calendar
import http.client
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

SKIPPED = 77
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
NOTIFICATION = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soap11:Envelope xmlns:soap11="http://schemas.xmlsoap.org/soap/envelope/"><soap11:Body>'
    f'<m:SendNotification xmlns:t="{TYPES}" xmlns:m="{MESSAGES}"><m:ResponseMessages>'
    '<m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
    "<m:Notification><t:SubscriptionId>AAAA</t:SubscriptionId><t:PreviousWatermark>AQ==</t:PreviousWatermark>"
    "<t:MoreEvents>false</t:MoreEvents><t:StatusEvent><t:Watermark>AQ==</t:Watermark></t:StatusEvent>"
    "</m:Notification></m:SendNotificationResponseMessage></m:ResponseMessages></m:SendNotification>"
    "</soap11:Body></soap11:Envelope>"
)
ANSWER = (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    f'<SendNotificationResult xmlns="{MESSAGES}"><SubscriptionStatus>%s</SubscriptionStatus></SendNotificationResult>'
    "</s:Body></s:Envelope>"
)
SLOW_S = 1.2
# The clocks are one; what lies between a call of the client and its packet is scheduling.
MOST_DELAY_S = 2.0


def uri(name):
    return f"/NotificationService/services/NotificationService?id={name}0000000-aaaa-4aaa-8aaa-000000000000&pid=25672"


# By the first digit of the id: the status, what is said, and how the timeline tells it.
ACCEPTS, UNSUBSCRIBES, REJECTS, IS_SLOW, IS_SILENT = "12345"
TOLD = {
    ACCEPTS: "StatusEvent: 200 OK",
    UNSUBSCRIBES: "StatusEvent: 200 Unsubscribe",
    REJECTS: "StatusEvent: 503",
    IS_SLOW: "StatusEvent: 200 OK",
    IS_SILENT: "StatusEvent: no answer, though acknowledged, closed by the listener (FIN)",
}


class Listener(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        name = self.path.split("id=")[1][0]
        self.rfile.read(int(self.headers["Content-Length"]))
        if name == IS_SILENT:
            self.close_connection = True
            return
        if name == IS_SLOW:
            time.sleep(SLOW_S)
        body = b"" if name == REJECTS else (ANSWER % ("Unsubscribe" if name == UNSUBSCRIBES else "OK")).encode()
        self.send_response(503 if name == REJECTS else 200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def notify(connection, name):
    """Sends one notification; gives when, and the status of the answer, None where there was none."""
    begin = time.time()
    connection.request("POST", uri(name), NOTIFICATION.encode(), {"Content-Type": "text/xml"})
    try:
        answer = connection.getresponse()
    except http.client.RemoteDisconnected:
        return begin, None
    answer.read()
    return begin, answer.status


def skip(why):
    print(f"peer.loopback: {why}")
    sys.exit(SKIPPED)


def record(port, path):
    with open(path, "wb") as file:
        try:
            # It writes to what is open here: by itself it would give up the rights to do so.
            recorder = subprocess.Popen(
                ["tcpdump", "-i", "lo", "-U", "--immediate-mode", "-w", "-", f"tcp port {port}"],
                stdout=file,
                stderr=subprocess.PIPE,
                text=True,
            )
        except FileNotFoundError:
            if os.environ.get("LOGSCAN_REQUIRE_PEERS") == "1":
                sys.exit("peer.loopback: tcpdump is not installed")
            skip("tcpdump is not installed")
    said = []
    for line in recorder.stderr:
        said.append(line)
        if "listening on" in line:
            return recorder
    recorder.wait()
    skip("nobody may record here: " + "".join(said).strip())


def converse(port):
    """What was sent, in order: name, when, status of the answer."""
    sent = []
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for name in [ACCEPTS, REJECTS, ACCEPTS, IS_SLOW, UNSUBSCRIBES, ACCEPTS]:
        sent.append((name, *notify(kept, name)))
    kept.close()
    for name in [ACCEPTS, IS_SILENT, REJECTS, UNSUBSCRIBES, ACCEPTS]:
        single = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        sent.append((name, *notify(single, name)))
        single.close()
    return sent


def seconds(text):
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) + float("0" + text[19:-1])


def compare(port, sent, rows):
    requests = [row for row in rows if row["kind"] == "http.request"]
    answers = [row for row in rows if row["kind"] == "http.response"]
    notifications = [row for row in rows if row["kind"] == "notification"]
    failures = []

    def same(what, found, expected):
        if found != expected:
            failures.append(f"{what}: {found} instead of {expected}")

    same("requests", [(r["method"], r["uri"], r["complete"]) for r in requests],
         [("POST", uri(name), status is not None) for name, _, status in sent])
    same("answers", [(a["status"], a["complete"]) for a in answers],
         [(status, True) for _, _, status in sent if status is not None])
    same("notifications", [n["text"] for n in notifications],
         [f"to 127.0.0.1:{port}: {TOLD[name]}" for name, _, _ in sent])
    for (name, begin, _), request, notification in zip(sent, requests, notifications):
        for row in (request, notification):
            late = seconds(row["time"]) - begin
            if not -0.01 <= late <= MOST_DELAY_S:
                failures.append(f"{row['kind']} {name}: {late} s after it was sent")
        took = notification["number"] or 0
        low = SLOW_S * 1000 if name == IS_SLOW else 0
        if not low <= took <= low + MOST_DELAY_S * 1000:
            failures.append(f"notification {name}: {took} ms to its answer")
    return failures


def main():
    logscan = sys.argv[1]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "loopback.pcap"
        recorder = record(server.server_port, path)
        try:
            sent = converse(server.server_port)
            time.sleep(0.5)
        finally:
            recorder.send_signal(signal.SIGINT)
            tail = recorder.stderr.read()
            recorder.wait()
        server.shutdown()
        if "0 packets dropped by kernel" not in tail:
            skip("packets were dropped: " + tail.strip())
        command = [logscan, "events", "--no-config", "--all", "--format", "jsonl", "-q", str(path)]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    failures = compare(server.server_port, sent, [json.loads(line) for line in output.splitlines()])
    for failure in failures:
        print(failure)
    if failures:
        sys.exit(1)
    print(f"{len(sent)} notifications and their answers: as sent")


if __name__ == "__main__":
    main()
