// SPDX-License-Identifier: Apache-2.0

// What the reader does: keys, filters, links; and how the page begins.

/** Keeps the selected event in the address, so that it can be sent; not at every step, as browsers count them. */
function remember(row) {
  clearTimeout(remember.timer);
  remember.timer = setTimeout(() => history.replaceState(null, "", `#e${field(row, "seq")}`), 200);
}

/** Goes to the event that an address names. */
function follow(address) {
  const [, seq] = /#e(\d+)$/.exec(address) ?? [];
  if (seq === undefined) return false;
  const row = rowOfSeq(Number(seq));
  if (row < 0) {
    announce(`Event ${seq} is not in this report.`);
    return false;
  }
  if (placeOf(row) < 0) clearFilters();
  select(row, { scrolls: true });
  return true;
}

function clearFilters() {
  byId("filters").reset();
  applyFilters();
}

/** What keys do, wherever nothing is typed. Those of the second list only within the list and its event. */
const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => stepTo(1, (row) => isTrouble[row] === 1),
  N: () => stepTo(-1, (row) => isTrouble[row] === 1),
  "]": () => stepTo(1, (row) => sessionOf[row] === sessionOf[selected]),
  "[": () => stepTo(-1, (row) => sessionOf[row] === sessionOf[selected]),
  g: () => step(-Infinity),
  G: () => step(Infinity),
  "/": () => byId("search").focus(),
  "+": () => zoomBy(0.5),
  "-": () => zoomBy(2),
  0: () => zoomTo(span[0], span[1]),
};
const explorerKeys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  PageDown: () => step(10),
  PageUp: () => step(-10),
  Home: () => step(-Infinity),
  End: () => step(Infinity),
};

function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyped = event.target.closest("input[type=search], select, textarea") !== null;
    if (event.key === "Escape" && event.target === byId("search")) {
      byId("list").focus();
      return;
    }
    if (event.key === "Enter" && event.target === byId("search")) {
      event.preventDefault();
      if (listed.length > 0) select(listed[0]);
      byId("list").focus();
      return;
    }
    if (isTyped) return;
    const action = keys[event.key] ?? (event.target.closest("#list, #detail") && explorerKeys[event.key]);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function listenToFilters() {
  for (const [session, { label }] of sessions.entries()) {
    const count = rowsOf[session].length.toLocaleString("en");
    if (label === null && rowsOf[session].length === 0) continue;
    const name = `${sessionName(session)} (${count})`;
    byId("filter-session").append(option(session, name));
    if (session > 0 || sessions.length === 1) byId("timeline-session").append(option(session, name));
  }
  byId("timeline-session").value = String(view.session);
  fillChoice("filter-kind", "kind");
  fillChoice("filter-state", "to_state");
  fillChoice("filter-disposition", "disposition");
  byId("filters").addEventListener("input", onNextFrame(applyFilters));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", clearFilters);
  const list = byId("list");
  list.addEventListener("scroll", drawList);
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) select(Number(row.dataset.row));
  });
  byId("step-back").addEventListener("click", () => step(-1));
  byId("step-on").addEventListener("click", () => step(1));
}

/** The cards of the sessions: their strips, and their buttons. */
function listenToCards() {
  const strips = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) drawStrip(entry.target);
  });
  const redraw = new ResizeObserver((entries) => entries.forEach((entry) => drawStrip(entry.target)));
  for (const strip of document.querySelectorAll("canvas.strip")) {
    strips.observe(strip);
    redraw.observe(strip);
  }
  for (const button of document.querySelectorAll("button.pick")) {
    button.addEventListener("click", () => {
      clearFilters();
      byId("filter-session").value = button.dataset.session;
      chooseSession(Number(button.dataset.session));
      applyFilters();
      step(Infinity);
      byId("timeline").scrollIntoView({ block: "start" });
    });
  }
}

document.documentElement.classList.add("live");
byId("list").classList.toggle("one-session", sessions.length === 2);
byId("list").classList.toggle("one-day", isOneDay);
listenToFilters();
listenToTimeline();
listenToCards();
listenToKeys();
applyFilters();
addEventListener("hashchange", (event) => follow(event.newURL));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  drawTimeline();
  document.querySelectorAll("canvas.strip").forEach(drawStrip);
});
if (!follow(location.href)) {
  // Where it ends is where somebody looks first.
  step(Infinity);
}
