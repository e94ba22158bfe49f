// SPDX-License-Identifier: Apache-2.0

// How the timeline is moved: buttons and keys, a click for an event, a drag for a part of the time; and what it shows, in
// words and as a table.

/** So short a time can be shown at least, in milliseconds. */
const shortestView = 20;

function zoomTo(from, to) {
  const length = Math.min(Math.max(to - from, shortestView), span[1] - span[0]);
  const start = Math.min(Math.max(from, span[0]), span[1] - length);
  view.from = start;
  view.to = start + length;
  drawTimeline();
  if (byId("filter-view").checked) applyFilters();
}

/** Makes the part that is shown `factor` times as long, around the event that is selected or around its middle. */
function zoomBy(factor) {
  const hasSelected = selected >= 0 && wallOf[selected] >= view.from && wallOf[selected] <= view.to;
  const center = hasSelected ? wallOf[selected] : (view.from + view.to) / 2;
  zoomTo(center - (center - view.from) * factor, center + (view.to - center) * factor);
}

function moveBy(part) {
  const length = view.to - view.from;
  zoomTo(view.from + length * part, view.to + length * part);
}

/** Moves the part that is shown so that the event is in it. */
function showInTimeline(row) {
  const length = view.to - view.from;
  if (sessionOf[row] !== view.session && (sessionOf[row] !== 0 || sessions.length === 1)) {
    view.session = sessionOf[row];
    byId("timeline-session").value = String(view.session);
    fillStretches();
  }
  if (wallOf[row] < view.from || wallOf[row] > view.to) zoomTo(wallOf[row] - length / 2, wallOf[row] + length / 2);
  drawTimeline();
}

function chooseSession(session) {
  view.session = session;
  byId("timeline-session").value = String(session);
  zoomTo(span[0], span[1]);
  fillStretches();
}

/** The session's event that is nearest to a time. */
function nearestRow(time) {
  let best = -1;
  for (const row of rowsOf[view.session]) {
    if (best >= 0 && Math.abs(wallOf[row] - time) > Math.abs(wallOf[best] - time)) break;
    best = row;
  }
  return best;
}

function listenToTimeline() {
  const canvas = byId("timeline-canvas");
  const brush = byId("timeline-brush");
  let start = null;
  const place = (event) => event.clientX - canvas.getBoundingClientRect().left;
  const time = (x) => {
    const part = Math.max(0, x - gutter) / (canvas.getBoundingClientRect().width - gutter);
    return view.from + part * (view.to - view.from);
  };
  canvas.addEventListener("pointerdown", (event) => {
    start = place(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const end = place(event);
    brush.hidden = Math.abs(end - start) < 5;
    brush.style.left = `${Math.min(start, end)}px`;
    brush.style.width = `${Math.abs(end - start)}px`;
  });
  canvas.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [from, to] = [start, place(event)].sort((left, right) => left - right);
    brush.hidden = true;
    start = null;
    if (to - from < 5) select(nearestRow(time(from)), { scrolls: true });
    else zoomTo(time(from), time(to));
  });
  canvas.addEventListener("pointercancel", () => {
    start = null;
    brush.hidden = true;
  });
  const actions = {
    "zoom-in": () => zoomBy(0.5),
    "zoom-out": () => zoomBy(2),
    "zoom-all": () => zoomTo(span[0], span[1]),
    "move-left": () => moveBy(-0.5),
    "move-right": () => moveBy(0.5),
  };
  for (const [id, action] of Object.entries(actions)) byId(id).addEventListener("click", action);
  byId("timeline-session").addEventListener("change", (event) => chooseSession(Number(event.target.value)));
  byId("stretches").addEventListener("toggle", fillStretches);
  byId("more-stretches").addEventListener("click", () => addStretches(500));
  new ResizeObserver(drawTimeline).observe(canvas);
}

/** Says what the timeline shows to who does not see it. */
function describeTimeline() {
  const range = `${timeText(view.from)} to ${timeText(view.to)}`;
  byId("timeline-range").textContent = `${range} (${durationText(view.to - view.from)})`;
  byId("timeline-canvas").setAttribute(
    "aria-label",
    `The states of ${sessionName(view.session)} from ${range}. The table below has the same in words.`,
  );
}

/** The stretches of one state each that are not in the table yet. */
let stretchesLeft = [];

/** Fills the table that says the same as the timeline. */
function fillStretches() {
  if (!byId("stretches").open) return;
  stretchesLeft = [];
  let last = null;
  for (const row of rowsOf[view.session]) {
    if (last && stateOf[row] === stateOf[last.first]) {
      last.events += 1;
      last.trouble += isTrouble[row];
    } else {
      if (last) last.end = wallOf[row];
      last = { first: row, end: span[1], events: 1, trouble: isTrouble[row] };
      stretchesLeft.push(last);
    }
  }
  byId("stretch-table").replaceChildren(
    table("", ["From", "For", "State", "Led there", "Events", "Refused or faulted"], []));
  addStretches(500);
}

function addStretches(count) {
  const body = byId("stretch-table").querySelector("tbody");
  for (const { first, end, events, trouble } of stretchesLeft.splice(0, count)) {
    const cells = [
      timeText(wallOf[first]), durationText(end - wallOf[first]), states[stateOf[first]] ?? "-", eventLink(first),
      String(events), String(trouble),
    ];
    body.append(element("tr", "", ...cells.map((cell) => element("td", "", cell))));
  }
  byId("more-stretches").hidden = stretchesLeft.length === 0;
}

function eventLink(row) {
  const link = element("a", "", `${field(row, "seq")} ${field(row, "kind")}`);
  link.href = `#e${field(row, "seq")}`;
  return link;
}
