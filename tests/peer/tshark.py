#!/usr/bin/env python3
"""tshark.py LOGSCAN LOGSCAN_GEN TESTDATA [CASES]: tshark and `logscan events --all` must find the same HTTP messages.

Compared are kind, method, URI, status and time of each message of each capture: those of the scenarios in TESTDATA, and
of CASES random ones (50). tshark tells a message in the frame with which it is whole, and of which frames it put it
together; logscan's frame, the one with which the head is whole, must be one of them, and its time that of this frame.
"""
import calendar
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

REQUEST, RESPONSE = "http.request", "http.response"
MAGIC = {b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a"}
FIELDS = ["frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "tcp.stream", "tcp.srcport", "tcp.seq", "tcp.len"]
FIELDS += ["tcp.flags.syn", "tcp.flags.fin", "tcp.analysis.flags", "tcp.analysis.retransmission", "tcp.segment", "http.request.method", "http.request.uri", "http.response.code"]


def run(*words, environment=None):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{words} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "backslashreplace")


def listed(text):
    return [word for word in text.split("|") if word]


class Tshark:
    """What tshark tells of a capture."""

    def __init__(self, path, home):
        self.times = {}  # of each frame, in microseconds
        self.streams = {}  # by frame: connection and who sent it
        self.opened = set()  # connections with a SYN
        self.disordered = set()  # connections with packets that are lost, doubled or swapped
        self.cut = {}  # by connection and sender: the first frame of which only the front was kept
        self.cut_again = set()  # such frames that are there once more
        self.begins = {}  # by connection and sender: the number of its first byte that was captured first
        self.ended = set()  # connections and senders with a FIN
        self.late = set()  # of these, those with data captured behind it
        self.messages = []  # kind, what it is, frames
        words = ["tshark", "-n", "-r", str(path), "-o", "tcp.reassemble_out_of_order:TRUE", "-d", "tcp.port==7080,http"]
        words += ["-T", "fields", "-E", "aggregator=|"]
        for field in FIELDS:
            words += ["-e", field]
        for line in run(*words, environment={**os.environ, "HOME": home, "LC_ALL": "C.UTF-8"}).splitlines():
            self.take(*line.split("\t"))

    def take(self, number, epoch, length, kept, stream, port, *rest):
        seq, data, syn, fin, flags, again, segments, methods, uris, codes = rest
        frame = int(number)
        seconds, fraction = epoch.split(".")
        self.times[frame] = int(seconds) * 1_000_000 + int(fraction[:6])
        self.streams[frame] = (stream, port)
        if syn in ("1", "True"):
            self.opened.add(stream)
        if fin in ("1", "True"):
            self.ended.add((stream, port))
        elif (stream, port) in self.ended and data not in ("", "0"):
            self.late.add((stream, port))
        if data not in ("", "0"):
            self.begins.setdefault((stream, port), int(seq))
        if int(kept) < int(length):
            self.cut.setdefault((stream, port), frame)
            if again:
                self.cut_again.add(frame)
        if flags:
            self.disordered.add(stream)
        frames = {frame, *map(int, listed(segments))}
        for method, uri in zip(listed(methods), listed(uris), strict=True):
            self.messages.append((REQUEST, f"{method} {uri}", frames))
        for code in listed(codes):
            self.messages.append((RESPONSE, code, frames))

    def why_hidden(self, frame, complete):
        """Why tshark does not tell a message that is there; None where nothing explains it."""
        stream, port = self.streams[frame]
        if not complete:
            return "cut"
        if self.cut.get((stream, port), frame + 1) <= frame:
            return "behind a packet that is cut, in its connection"
        if stream not in self.opened and stream in self.disordered:
            return "disorder in a connection whose begin is not captured"
        if (stream, port) in self.late:
            return "the end of its side was captured ahead of data"
        if self.begins.get((stream, port), 1) > 1:
            return "the first packets of its side are swapped"
        return None


def of_logscan(logscan, path):
    """The messages: kind, what it is, frame, time in microseconds, whether it is complete."""
    messages = []
    command = [logscan, "events", "--no-config", "--all", "--format", "jsonl", "-q", "--jobs", "1"]
    for line in run(*command, str(path)).splitlines():
        row = json.loads(line)
        if row["kind"] not in (REQUEST, RESPONSE):
            continue
        what = f"{row['method']} {row['uri']}" if row["kind"] == REQUEST else str(row["status"])
        whole, fraction = row["time"][:19], row["time"][20:26]
        micros = calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) * 1_000_000 + int(fraction)
        messages.append((row["kind"], what, int(row["location"].rpartition("#")[2]), micros, row["complete"]))
    return messages


def captures_below(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with open(path, "rb") as file:
                if file.read(4) in MAGIC:
                    yield path


def compare(logscan, path, home):
    """How many messages both tell, how many differ for a reason, and what else differs."""
    tshark = Tshark(path, home)
    ours = collections.defaultdict(list)
    failures = []
    first = None
    for kind, what, frame, micros, complete in of_logscan(logscan, path):
        shift = micros - tshark.times.get(frame, 0)
        first = first or (micros, shift)
        # Where logscan put the clock right, all times moved by the same, but for a drift of at most 100 ppm.
        drift = abs(micros - first[0]) // 10_000 + 1_000 if first[1] != 0 else 0
        # In the fixtures of that rule the clock of the capture was set, and times behind it moved by something else.
        stepped = "bundle.clock-jump" in path.parts
        if frame not in tshark.times or (not stepped and abs(shift - first[1]) > drift):
            failures.append(f"{kind} {what} at {micros} us, its frame #{frame} at {tshark.times.get(frame)} us")
        ours[kind, what, frame].append(complete)
    both, explained = 0, collections.Counter()
    for kind, what, frames in tshark.messages:
        own = next((ours[kind, what, frame] for frame in sorted(frames) if (kind, what, frame) in ours), [])
        if own:
            own.pop()
            both += 1
        elif frames <= tshark.cut_again:
            explained["told again, for it stands in a packet that is cut and there once more"] += 1
        else:
            failures.append(f"only tshark tells {kind} {what} in the frames {sorted(frames)}")
    for (kind, what, frame), completes in ours.items():
        for complete in completes:
            why = tshark.why_hidden(frame, complete)
            if why is None:
                failures.append(f"only logscan tells {kind} {what} #{frame}")
            else:
                explained[why] += 1
    return both, explained, failures


def main():
    logscan, generate, testdata = sys.argv[1:4]
    cases = int(sys.argv[4]) if len(sys.argv) > 4 else 50
    if shutil.which("tshark") is None:
        print("peer.tshark: tshark is not installed")
        return 1 if os.environ.get("LOGSCAN_REQUIRE_PEERS") == "1" else 77
    both, explained, failed = 0, collections.Counter(), False
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        for scenario in sorted(pathlib.Path(testdata).glob("*/scenario.yaml")):
            run(generate, str(scenario), "-o", str(work / scenario.parent.name))
        for number in range(1, cases + 1):
            run(generate, "--random-capture", str(number), "-o", str(work / f"random-{number}"))
        paths = [*captures_below(work), *captures_below(pathlib.Path(testdata))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = pool.map(lambda path: compare(logscan, path, name), paths)
            for path, (same, reasons, failures) in zip(paths, results):
                both += same
                explained += reasons
                for failure in failures:
                    failed = True
                    print(f"{path}: {failure}")
    print(f"{len(paths)} captures, {both} messages told by both; told by one, as tshark reads them:")
    for why, count in sorted(explained.items()):
        print(f"{count:6} {why}")
    if both < 20 * sum(explained.values()):
        print("more than a twentieth differs: that is no comparison")
        failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
