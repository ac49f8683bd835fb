#!/usr/bin/env python3
"""browser.py LOGSCAN LOGSCAN_GEN TESTDATA [SHOTS]: a real browser opens HTML reports, clicks, filters and uses the keys.

Its console must stay empty and it must ask for nothing but the file. With SHOTS, a folder, it leaves screenshots there
at three widths, light and dark. Exit code 77 where Chromium is not installed. It is driven through a pipe by its own
protocol (--remote-debugging-pipe: JSON, a zero byte after each message).
"""
import base64
import hashlib
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
MOST_WAIT_S = 90
WIDTHS = {360: 740, 1280: 900, 3840: 2160}
PAYLOAD = "<script>window.owned=1</script><img src=x onerror=window.owned=1>\"' onfocus='window.owned=1' autofocus </style>"

# Two nodes of Unity Connection and a pair of IM and Presence, with a fault of each kind that has a chart.
SCENARIO = """
seed: 7
start: 2026-03-04T00:00:00Z
hours: {hours}
nodes:
  - {{name: cuc1, subscriptions: {first}}}
  - {{name: cuc2, subscriptions: {second}}}
exchange: [10.93.132.92, 10.93.132.93]
jitter: 2s
collected: {collected}
faults:
  - {{kind: pause, at: 2026-03-04T01:20:00Z, gap: 602s, subscriptions: 4..20}}
  - {{kind: reject, at: 2026-03-04T02:02:00Z, for: 20m, status: 503, subscriptions: 0..13}}
{more}
"""
PAIR = """  - {kind: pause, at: 2026-03-04T08:50:00Z, gap: 31m}
  - {kind: kill, at: 2026-03-04T12:33:00Z, subscriptions: 30..34}
pair:
  zone: "-0500"
  filler_per_minute: 6
  faults:
    - {kind: slow-network, at: 2026-03-04T11:00:00Z, pauses: [47s, 70s, 47s, 52s, 48s, 97s, 47s]}
"""


class Browser:
    """One page of a headless Chromium."""

    def __init__(self, program, profile):
        commands, self._send = os.pipe()
        self._receive, answers = os.pipe()

        def settle():
            # Where it looks for the two ends. They may lie at each other's numbers already.
            low, high = os.dup(commands), os.dup(answers)
            os.dup2(low, 3)
            os.dup2(high, 4)

        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
        flags += ["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"]
        flags += ["--disable-dev-shm-usage", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        self._process = subprocess.Popen(
            [program, *flags, "about:blank"],
            preexec_fn=settle,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self._rest = b""
        self._number = 0
        self._session = None
        self.said = []  # what the console holds, and each request
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network", "DOM"]:
            self.call(domain + ".enable")

    def close(self):
        self._session = None
        try:
            self.call("Browser.close")
        except (RuntimeError, OSError):
            pass
        self._process.wait(20)

    def _next(self, until):
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._receive], [], [], max(0, until - time.monotonic()))
            piece = os.read(self._receive, 1 << 20) if ready else b""
            if not piece:
                raise RuntimeError("the browser does not answer")
            self._rest += piece
        message, self._rest = self._rest.split(b"\0", 1)
        message = json.loads(message)
        method, values = message.get("method"), message.get("params", {})
        # The browser's own icon in a field for times is a data: URL.
        own = method == "Network.requestWillBeSent" and values["request"]["url"].startswith("data:image/svg+xml;")
        if method == "Network.requestWillBeSent" and not own:
            self.said.append("request " + values["request"]["url"])
        elif method in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.said.append(json.dumps(values)[:500])
        return message

    def call(self, method, **values):
        self._number += 1
        message = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + MOST_WAIT_S
        while True:
            answer = self._next(until)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self, path, width=1280, dark=False):
        """Gives how long it took."""
        self._resize(width, WIDTHS[width])
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=scheme)
        self.call("Page.navigate", url="about:blank")
        begin = time.monotonic()
        self.said.clear()
        frame = self.call("Page.navigate", url=path.as_uri())["frameId"]
        until = begin + MOST_WAIT_S
        while self.call("Runtime.evaluate", expression="document.readyState + location.protocol")["result"]["value"] != "completefile:":
            if time.monotonic() > until:
                raise RuntimeError(f"{path} does not load in frame {frame}")
            time.sleep(0.02)
        return time.monotonic() - begin

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def settled(self):
        """After timers of the page and a frame."""
        self.value("new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(1)), 120))")

    def bring(self, selector):
        # Twice: what comes near is laid out anew and moves it.
        for _ in range(2):
            self.value(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center', behavior: 'instant'}})")
            self.settled()

    def click(self, selector):
        self.bring(selector)
        box = self.value(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            "return [b.x + Math.min(b.width / 2, 60), b.y + b.height / 2]; })()"
        )
        for kind in ["mousePressed", "mouseReleased"]:
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)
        self.settled()

    def key(self, key, text=""):
        code = {"Enter": 13}.get(key, 0)
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text or (key if len(key) == 1 else ""), windowsVirtualKeyCode=code)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)
        self.settled()

    def drag(self, selector, from_share, to_share):
        self.bring(selector)
        x, y, width = self.value(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            "return [b.x, b.y + b.height / 2, b.width]; })()"
        )
        self.call("Input.dispatchMouseEvent", type="mousePressed", x=x + width * from_share, y=y, button="left", clickCount=1)
        for share in [(from_share + to_share) / 2, to_share]:
            self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x + width * share, y=y, button="left", buttons=1)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", x=x + width * to_share, y=y, button="left", clickCount=1)
        self.settled()

    def _resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def shot(self, path):
        # In a window as high as the page: what is far away from it is laid out only when it comes near.
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        self._resize(size["width"], min(size["height"], 6000))
        self.settled()
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))


FAULTS = []


def check(what, holds, more=""):
    if not holds:
        FAULTS.append(f"{what} {more}")
        print(f"FAILED: {what} {more}")


def check_silent(browser, name, path):
    check(f"{name}: console and network are silent", browser.said == ["request " + path.as_uri()], str(browser.said))


def check_policy(name, path):
    """The policy admits what stands in the page, by its hash, and nothing else."""
    page = path.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv=Content-Security-Policy content="([^"]*)"', page).group(1)
    check(f"{name}: nothing by default", policy.startswith("default-src 'none'; "), policy)
    for kind, inner in [("style", r"<style>(.*?)</style>"), ("script", r"<script>(.*?)</script>")]:
        digest = hashlib.sha256(re.search(inner, page, re.S).group(1).encode()).digest()
        hashed = f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}';"
        check(f"{name}: the hash of the {kind}", hashed in policy, policy)


def check_layout(browser, name, path, shots):
    for width in WIDTHS:
        for dark in [False, True]:
            if dark and shots is None:
                continue
            browser.open(path, width, dark)
            browser.settled()
            wide = browser.value("document.documentElement.scrollWidth")
            check(f"{name} at {width}: nothing hangs over", wide <= width, str(wide))
            if shots is not None:
                browser.shot(shots / f"{name}-{width}-{'dark' if dark else 'light'}.png")


def shown(browser):
    return browser.value("document.querySelectorAll('#findings .f:not([hidden])').length")


def view_length(browser):
    return browser.value("Number(document.querySelector('svg.z').getAttribute('viewBox').split(' ')[2])")


def check_use(browser, name, path):
    browser.open(path)
    browser.settled()
    total = shown(browser)
    check(f"{name}: findings are shown", total > 3, str(total))

    # A click opens a finding: evidence with file and line.
    closed = browser.value("document.querySelector('#findings .group > .f:not([open])').id")
    browser.click(f'[id="{closed}"] > summary strong')
    check(f"{name}: a click opens a finding", browser.value(f"document.getElementById('{closed}').open"))
    place = browser.value(f"document.querySelector('[id=\"{closed}\"] .ev a').textContent")
    check(f"{name}: evidence has file and line", re.search(r"[^:]+[:#]\d+$", place or ""), str(place))

    # A mark in the timeline leads to its finding.
    target = browser.value("document.querySelector('#lanes a rect[class^=sev]').parentNode.getAttribute('href').slice(1)")
    browser.click("#lanes a rect[class^=sev]")
    check(f"{name}: a mark leads to its finding", browser.value("location.hash.slice(1)") == target)
    check(f"{name}: that finding is open", browser.value(f"document.getElementById('{target}').open"))

    # Filters.
    browser.value("(() => { const s = document.querySelector('#f-severity'); s.value = '4'; s.dispatchEvent(new Event('input', {bubbles: true})); })()")
    browser.settled()
    critical = browser.value("document.querySelectorAll('#findings .f[data-s=\"4\"]').length")
    check(f"{name}: severity filters", shown(browser) == critical < total, f"{shown(browser)} {critical} {total}")
    browser.click("#filters button")
    check(f"{name}: clear brings all back", shown(browser) == total)
    browser.value("document.activeElement.blur()")
    browser.key("/")
    check(f"{name}: / goes to the search", browser.value("document.activeElement.id") == "f-text")
    for letter in "rejected":
        browser.key(letter)
    rejected = shown(browser)
    check(f"{name}: words filter", 0 < rejected < total, f"{rejected} of {total}")
    browser.click("#filters button")
    browser.value("(() => { const s = document.querySelector('#f-node'); s.selectedIndex = 1; s.dispatchEvent(new Event('input', {bubbles: true})); })()")
    browser.settled()
    lanes = browser.value("document.querySelectorAll('#lanes .node:not([hidden])').length")
    check(f"{name}: a node filters findings and lanes", shown(browser) < total and lanes == 1, f"{shown(browser)} {lanes}")
    browser.click("#filters button")

    # Keys.
    browser.value("document.querySelector('h1').scrollIntoView(); document.activeElement.blur()")
    browser.key("j")
    first = browser.value("document.activeElement.parentNode.id")
    browser.key("j")
    second = browser.value("document.activeElement.parentNode.id")
    check(f"{name}: j goes from finding to finding", first and second and first != second, f"{first} {second}")
    before = browser.value(f"document.getElementById('{second}').open")
    browser.key("Enter", "\r")
    check(f"{name}: Enter opens and closes", browser.value(f"document.getElementById('{second}').open") != before)

    # The timeline: keys, dragging, the time as a filter.
    length = view_length(browser)
    browser.value("document.querySelector('#lanes').focus()")
    browser.key("+")
    check(f"{name}: + zooms in", abs(view_length(browser) - length / 2) < 2, f"{view_length(browser)} of {length}")
    browser.key("0")
    check(f"{name}: 0 zooms back", abs(view_length(browser) - length) < 2)
    browser.drag("#lanes svg.z", 0.4, 0.6)
    check(f"{name}: dragging zooms", abs(view_length(browser) - length / 5) < length / 50, str(view_length(browser)))
    browser.drag("#lanes svg.z", 0.1, 0.12)
    browser.value("document.querySelector('#f-time').click()")
    browser.settled()
    check(f"{name}: the time shown filters", shown(browser) < total, str(shown(browser)))
    browser.click("#filters button")

    # The zone of times.
    utc = browser.value("document.querySelector('time').textContent")
    browser.value("(() => { const z = document.querySelector('#zone'); z.value = 'browser'; z.dispatchEvent(new Event('change')); })()")
    here = browser.value("document.querySelector('time').textContent")
    named = browser.value("document.querySelector('.zn').textContent")
    check(f"{name}: times in the zone of the browser", utc != here and named == "America/New_York", f"{utc} {here} {named}")
    check_silent(browser, name, path)


def check_zone(browser, path):
    """The page as written, the zone of --tz again by script, and UTC."""
    written = re.search(r"<time data-u=[0-9.]+>([^<]*)</time>", path.read_text(encoding="utf-8")).group(1)
    browser.open(path)
    switch = "(() => { const z = document.querySelector('#zone'); z.value = '%s'; z.dispatchEvent(new Event('change')); })()"
    browser.value(switch % "utc")
    utc = browser.value("document.querySelector('time').textContent")
    browser.value(switch % "case")
    again = browser.value("document.querySelector('time').textContent")
    check("zone: UTC is another time", utc != written, f"{utc} {written}")
    check("zone: the script writes what the report had", again == written, f"{again} {written}")


def check_hostile(browser, path):
    browser.open(path)
    browser.settled()
    check("hostile: nothing of it ran", browser.value("window.owned === undefined"))
    check("hostile: two scripts, ours", browser.value("document.scripts.length") == 2)
    check("hostile: no element of it", browser.value("document.querySelectorAll('img, iframe, object, embed, base, link').length") == 0)
    handlers = "Array.from(document.querySelectorAll('*')).filter((e) => Array.from(e.attributes).some((a) => /^on|^style$|^autofocus$/i.test(a.name))).length"
    check("hostile: no attribute of it", browser.value(handlers) == 0)
    check("hostile: it can be read", browser.value("document.body.textContent.includes('<img src=x onerror=')"))
    check_silent(browser, "hostile", path)


def check_without_script(browser, path):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.call("Page.navigate", url=path.as_uri())
    time.sleep(1)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    for selector in ["#stories .story", "#lanes .z", "#findings .f > summary", "#sources td"]:
        node = browser.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        height = browser.call("DOM.getBoxModel", nodeId=node)["model"]["height"]
        check(f"without script: {selector} is shown", height > 0)
    form = browser.call("DOM.querySelector", nodeId=root, selector="#filters")["nodeId"]
    try:
        browser.call("DOM.getBoxModel", nodeId=form)
        check("without script: no filter that does nothing", False)
    except RuntimeError:
        pass
    browser.call("Emulation.setScriptExecutionDisabled", value=False)


class Reports:
    def __init__(self, logscan, generator, folder):
        self._logscan, self._generator, self._folder = logscan, generator, folder

    def of(self, name, source, *options):
        path = self._folder / f"{name}.html"
        subprocess.run([self._logscan, "scan", "-q", "--format", "html", "-o", path, *options, source], check=True)
        print(f"{name}: {path.stat().st_size / 1024:.0f} KiB")
        return path

    def generated(self, name, hours, first, second, more=""):
        scenario = self._folder / f"{name}.yaml"
        bundle = self._folder / f"{name}.zip"
        collected = f"2026-03-{4 + hours // 24:02}T{hours % 24:02}:10:00Z"
        scenario.write_text(SCENARIO.format(hours=hours, first=first, second=second, collected=collected, more=more))
        subprocess.run([self._generator, scenario, "-o", bundle], check=True)
        return self.of(name, bundle)

    def hostile(self):
        folder = self._folder / PAYLOAD.replace("/", "")
        folder.mkdir()
        lines = []
        for minute in range(0, 180, 5):
            if 60 < minute < 100:
                continue
            uri = "/NotificationService/services/NotificationService?id=" + PAYLOAD.replace(" ", "+").replace('"', "%22")
            moment = f"29/Jun/2014:{9 + minute // 60:02}:{minute % 60:02}:50 +0000"
            lines.append(f'10.0.0.1 - - [{moment}] "POST {uri} HTTP/1.1" {503 if minute == 120 else 200} 343\n')
        (folder / "<b onmouseover=window.owned=1>2014_06_29.request.log").write_text("".join(lines))
        return self.of("hostile", folder, "--case", PAYLOAD + "</title></script>\u2028")


def main():
    logscan, generator, testdata = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    shots = pathlib.Path(sys.argv[4]).resolve() if len(sys.argv) > 4 else None
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("LOGSCAN_REQUIRE_PEERS") == "1":
            sys.exit("peer.browser: Chromium is not installed")
        print("peer.browser: Chromium is not installed")
        sys.exit(SKIPPED)
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
    # The zone of the browser is another one than those of the reports.
    os.environ["TZ"] = "America/New_York"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = pathlib.Path(scratch)
        reports = Reports(logscan, generator, folder)
        demo = reports.of("demo", testdata / "demo" / "demo.zip")
        zoned = reports.of("zoned", testdata / "demo" / "demo.zip", "--tz", "Europe/Berlin")
        wire = reports.of("wire", testdata / "rules" / "notification.unanswered" / "fires" / "input")
        many = reports.generated("many", 20, 120, 80, PAIR)
        crowd = reports.generated("crowd", 4, 7000, 3000)
        hostile = reports.hostile()
        quiet = reports.of("quiet", testdata / "rules" / "subscription.stale" / "quiet" / "input")

        browser = Browser(program, folder / "profile")
        try:
            for name, path in [("demo", demo), ("many", many)]:
                check_policy(name, path)
                check_use(browser, name, path)
            check_zone(browser, zoned)
            took = browser.open(crowd)
            print(f"crowd: loaded in {took:.2f} s")
            check("crowd: 10,000 subscriptions are one page of less than 2 MiB", crowd.stat().st_size < 2 << 20)
            check_silent(browser, "crowd", crowd)
            browser.open(wire)
            check("wire: a ladder is drawn", browser.value("document.querySelectorAll('.ladder g').length") > 2)
            check_silent(browser, "wire", wire)
            check_hostile(browser, hostile)
            for name, path in [("demo", demo), ("many", many), ("crowd", crowd), ("wire", wire), ("hostile", hostile), ("quiet", quiet)]:
                check_layout(browser, name, path, shots)
            check_without_script(browser, demo)
        finally:
            browser.close()
    sys.exit(1 if FAULTS else 0)


main()
