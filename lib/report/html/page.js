"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const data = JSON.parse(one("#data").textContent);
  const two = (number) => String(number).padStart(2, "0");

  // Times: seconds of UTC become text in the zone that was chosen.
  let zone = data.zone === "UTC" ? "utc" : "case";
  const offsetAt = (utc) => {
    if (zone === "utc") return 0;
    if (zone === "browser") return -60 * new Date(utc * 1000).getTimezoneOffset();
    let offset = 0;
    for (const [from, seconds] of data.offsets || []) if (from <= utc || from === data.from) offset = seconds;
    return offset;
  };
  const text = (utc) => {
    const local = new Date(Math.round((utc + offsetAt(utc)) * 1000));
    const ms = local.getUTCMilliseconds();
    return `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())} ` +
      `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}` +
      (ms ? "." + String(ms).padStart(3, "0") : "");
  };
  const zoneName = () => zone === "utc" ? "UTC" : zone === "case" ? data.zone :
    Intl.DateTimeFormat().resolvedOptions().timeZone || "local time";
  const showZone = () => {
    for (const time of all("time[data-u]")) time.textContent = text(Number(time.dataset.u));
    for (const time of all("text[data-u]")) time.textContent = text(Number(time.dataset.u)).slice(11);
    for (const name of all(".zn")) name.textContent = zoneName();
    drawRuler();
  };

  // The timeline: what is shown is a stretch of seconds since the axis begins.
  const lanes = one("#lanes");
  const strips = all("svg.z");
  const heights = strips.map((strip) => strip.getAttribute("height"));
  const labels = all(".names text");
  const ruler = one("#ruler");
  const length = data.to - data.from;
  let view = data.view ? data.view.slice() : null;
  const leastView = 30;

  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800,
    1209600, 2592000, 7776000];
  const svg = (name, attributes, content) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (content) node.textContent = content;
    return node;
  };
  function drawRuler() {
    if (!ruler) return;
    const width = ruler.clientWidth || 800;
    const room = Math.max(2, Math.floor(width / Math.max(64, 0.085 * width)));
    const span = view[1] - view[0];
    const step = steps.find((candidate) => span / candidate <= room) || steps[steps.length - 1];
    ruler.replaceChildren();
    const offset = offsetAt(data.from + view[0]);
    const begin = data.from + view[0] + offset;
    for (let tick = Math.ceil(begin / step) * step; tick < begin + span; tick += step) {
      const share = 100 * (tick - begin) / span;
      const x = share.toFixed(2) + "%";
      ruler.append(svg("line", { x1: x, x2: x, y1: "80%", y2: "100%" }));
      const pixels = width * share / 100;
      if (pixels < 20 || pixels > width - 20) continue;
      const words = text(tick - offset);
      ruler.append(svg("text", { x, dy: "1em" }, words.slice(5, 10)), svg("text", { x, dy: "2.05em" }, words.slice(11, step < 60 ? 19 : 16)));
    }
  }
  function placeLabels() {
    const span = view[1] - view[0];
    const width = ruler.clientWidth || 800;
    const column = parseFloat(getComputedStyle(labels[0] || ruler).fontSize) * 0.56;
    for (const label of labels) {
      const from = Math.max(0, (Number(label.dataset.a) - view[0]) / span);
      const to = Math.min(1, (Number(label.dataset.b) - view[0]) / span);
      const fits = (to - from) * width > label.textContent.length * column + 10;
      label.setAttribute("visibility", fits ? "visible" : "hidden");
      label.setAttribute("x", (100 * from + 500 / width).toFixed(2) + "%");
    }
  }
  const inputText = (utc) => text(utc).replace(" ", "T").slice(0, 19);
  function show(from, to) {
    const span = Math.min(Math.max(to - from, leastView), length);
    from = Math.min(Math.max(0, from), length - span);
    view = [from, from + span];
    for (let i = 0; i < strips.length; ++i) strips[i].setAttribute("viewBox", `${from} 0 ${span} ${heights[i]}`);
    redraw();
    if (one("#f-time").checked) filter();
  }
  function redraw() {
    if (!view) return;
    drawRuler();
    placeLabels();
    one("#z-from").value = inputText(data.from + view[0]);
    one("#z-to").value = inputText(data.from + view[1]);
  }
  const zoomBy = (factor, middle) => {
    const span = view[1] - view[0];
    const at = middle === undefined ? 0.5 : middle;
    show(view[0] + span * at * (1 - factor), view[0] + span * (at + (1 - at) * factor));
  };
  const moveBy = (share) => show(view[0] + share * (view[1] - view[0]), view[1] + share * (view[1] - view[0]));
  const zooms = {
    in: () => zoomBy(0.5), out: () => zoomBy(2), left: () => moveBy(-0.3), right: () => moveBy(0.3),
    view: () => show(data.view[0], data.view[1]), whole: () => show(0, length),
  };
  const parseInput = (value) => {
    const local = Date.parse(value + "Z") / 1000;
    if (Number.isNaN(local)) return null;
    return local - offsetAt(local - offsetAt(local)) - data.from;
  };

  function setUpTimeline() {
    one("#zoom").hidden = false;
    for (const button of all("[data-z]")) button.addEventListener("click", zooms[button.dataset.z]);
    for (const id of ["#z-from", "#z-to"]) {
      one(id).addEventListener("change", () => {
        const from = parseInput(one("#z-from").value);
        const to = parseInput(one("#z-to").value);
        if (from !== null && to !== null && from < to) show(from, to);
      });
    }
    lanes.addEventListener("keydown", (event) => {
      const action = { "+": "in", "=": "in", "-": "out", ArrowLeft: "left", ArrowRight: "right", "0": "view" }[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      zooms[action]();
    });
    lanes.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = ruler.getBoundingClientRect();
      zoomBy(event.deltaY > 0 ? 1.25 : 0.8, Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
    }, { passive: false });
    lanes.addEventListener("dblclick", () => zooms.out());

    // A drag over a lane is a new view; a click is none.
    let drag = null;
    const share = (event) => {
      const box = ruler.getBoundingClientRect();
      return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    };
    lanes.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch" || !event.target.closest("svg.z, #ruler")) return;
      drag = { from: share(event), x: event.clientX, moved: false };
    });
    addEventListener("pointermove", (event) => {
      if (!drag || Math.abs(event.clientX - drag.x) < 5) return;
      drag.moved = true;
      const to = share(event);
      let brush = one("#brush");
      if (!brush) {
        brush = svg("rect", { id: "brush", y: 0, height: "100%" });
        ruler.append(brush);
      }
      brush.setAttribute("x", 100 * Math.min(drag.from, to) + "%");
      brush.setAttribute("width", 100 * Math.abs(to - drag.from) + "%");
    });
    let justDragged = false;
    addEventListener("pointerup", (event) => {
      if (drag && drag.moved) {
        const to = share(event);
        const span = view[1] - view[0];
        const [a, b] = [Math.min(drag.from, to), Math.max(drag.from, to)];
        show(view[0] + a * span, view[0] + b * span);
        justDragged = true;
        setTimeout(() => { justDragged = false; }, 0);
      }
      drag = null;
    });
    lanes.addEventListener("dragstart", (event) => event.preventDefault());
    lanes.addEventListener("click", (event) => {
      if (justDragged) {
        event.preventDefault();
        return;
      }
      const title = event.target.querySelector && event.target.querySelector("title");
      one("#peek").textContent = title ? title.textContent : "";
    }, true);
    addEventListener("resize", redraw);
    redraw();
  }

  // Findings: filters, links, keys.
  const findings = all("#findings .f");
  const words = new Map();
  const wordsOf = (finding) => {
    if (!words.has(finding)) words.set(finding, finding.textContent.toLowerCase());
    return words.get(finding);
  };
  function filter() {
    const wanted = one("#f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const severity = Number(one("#f-severity").value);
    const node = one("#f-node").value;
    const rule = one("#f-rule").value;
    const timed = one("#f-time").checked && view;
    let shown = 0;
    for (const finding of findings) {
      const of = finding.dataset;
      const beside = timed && of.a !== undefined && (Number(of.b) < view[0] || Number(of.a) > view[1]);
      const fits = Number(of.s) >= severity && (!node || of.n.split(" ").includes(node)) && (!rule || of.r === rule) &&
        !beside && (wanted.length === 0 || wanted.every((word) => wordsOf(finding).includes(word)));
      finding.hidden = !fits;
      if (fits) ++shown;
    }
    for (const group of all("#findings .group, #findings .belong")) {
      const some = group.querySelector(".f:not([hidden])");
      group.hidden = !some;
      // What a filter finds must not stay folded away.
      if (group.tagName === "DETAILS") group.open = some && shown < findings.length;
    }
    for (const lane of all("#lanes .node, #lanes .row[data-n]")) lane.hidden = node !== "" && lane.dataset.n !== node;
    one("#f-count").textContent = `${shown} of ${findings.length} shown`;
  }
  function setUpFilters() {
    const form = one("#filters");
    form.hidden = false;
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(filter, 60);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter, 0));
    filter();
  }
  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    // A finding that a filter hides is asked for all the same.
    target.hidden = false;
    for (let box = target; box; box = box.parentElement) {
      if (box.tagName === "DETAILS") box.open = true;
      if (box.matches(".group, .belong")) box.hidden = false;
    }
    target.scrollIntoView({ block: "start" });
    if (target.tagName === "DETAILS") target.querySelector("summary").focus({ preventScroll: true });
  }
  function step(by) {
    const shown = findings.filter((finding) => !finding.hidden && !finding.parentElement.closest("details:not([open])"));
    if (shown.length === 0) return;
    const at = shown.findIndex((finding) => finding.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by));
    shown[next].querySelector("summary").focus();
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
    if (event.key === "/") {
      event.preventDefault();
      one("#f-text").focus();
    } else if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    }
  });
  // The same link again opens what was closed since.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const href = link && link.getAttribute("href");
    if (href && href === location.hash) openTarget();
  });
  addEventListener("hashchange", openTarget);

  // On paper all evidence is open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("#findings .f:not([open]):not([hidden])").slice(0, 200);
    for (const finding of opened) finding.open = true;
  });
  addEventListener("afterprint", () => {
    for (const finding of opened) finding.open = false;
  });

  one("#zones").hidden = false;
  one("#zone").value = zone;
  one("#zone").addEventListener("change", (event) => {
    zone = event.target.value;
    showZone();
    redraw();
  });
  for (const hint of all(".js")) hint.hidden = false;
  setUpFilters();
  if (view) setUpTimeline();
  openTarget();
})();
