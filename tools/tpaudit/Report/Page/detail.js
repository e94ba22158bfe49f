// SPDX-License-Identifier: Apache-2.0

// The event that is selected: what it carried, and the states before and after it with what changed.

/** The names of the fields of a state, in their order. */
const stateFields = [...columns.keys()].filter((name) => name.startsWith("state."));
/** The names of the fields of an event beside those of its state. */
const eventFields = [...columns.keys()].filter((name) => !name.startsWith("state.") && !name.startsWith("effects."))
  .filter((name) => name !== "details" && name !== "gap_ms" && name !== "chain")
  .concat("chain");
const effectFields = [...columns.keys()].filter((name) => name.startsWith("effects."));

/** Selects the event of a row, and shows it. */
function select(row, { scrolls = false } = {}) {
  if (row < firstEvent || row >= rowCount) return;
  selected = row;
  showDetail(row);
  const place = placeOf(row);
  if (place >= 0) scrollToPlace(place);
  drawList();
  showInTimeline(row);
  markTransition(row);
  remember(row);
  if (scrolls) byId("explorer").scrollIntoView({ block: "nearest" });
}

/** Steps by that many listed events. */
function step(count) {
  const place = placeOf(selected);
  // From an event that is not listed, it goes on to the one that would come next.
  const from = place >= 0 ? place : listed.findIndex((row) => row > selected) - (count > 0 ? 1 : 0);
  const wanted = Math.min(Math.max(from + count, 0), listed.length - 1);
  if (listed.length > 0) select(listed[wanted]);
}

/** Goes to the next listed event, or the one before, that meets a test. */
function stepTo(direction, test) {
  const start = placeOf(selected);
  for (let place = start + direction; place >= 0 && place < listed.length; place += direction) {
    if (test(listed[place])) {
      select(listed[place]);
      return;
    }
  }
  announce("There is none.");
}

function showDetail(row) {
  const seq = field(row, "seq");
  const before = previousOf[row] >= 0 ? states[stateOf[previousOf[row]]] : null;
  const after = states[stateOf[row]];
  byId("detail-title").textContent = `Event ${seq}: ${field(row, "kind")}`;
  const way = byId("detail-way");
  way.replaceChildren();
  if (after) {
    if (before && before !== after) way.append(badge(before), " → ", badge(after));
    else way.append("stays ", badge(after));
  }
  const elapsed = previousOf[row] >= firstEvent ? wallOf[row] - wallOf[previousOf[row]] : null;
  const facts = [
    sessionName(sessionOf[row]),
    timeText(wallOf[row]),
    elapsed === null ? null : `${durationText(elapsed)} after the event before`,
    field(row, "disposition") && field(row, "disposition") !== "taken" ? `ignored: ${field(row, "disposition")}` : null,
  ];
  byId("detail-facts").textContent = facts.filter((fact) => fact !== null).join(" · ");
  byId("detail-words").textContent = details(row);
  const gap = columns.get("gap_ms")?.number(row) ?? null;
  byId("detail-gap").hidden = gap === null;
  byId("detail-gap").textContent =
    gap === null ? "" : `Something had been due for ${durationText(gap)}, and nothing was written.`;
  byId("detail-state").replaceChildren(...(after ? [stateTable(row)] : []));
  byId("detail-effects").replaceChildren(fieldTable(row, effectFields, "effects."));
  byId("detail-fields").replaceChildren(fieldTable(row, eventFields, ""));
  byId("detail").hidden = false;
  const cause = field(row, "cause");
  const causeRow = cause === null ? -1 : rowOfSeq(Number(cause));
  byId("detail-cause").replaceChildren(...(causeRow < 0 ? [] : ["Led here by ", eventLink(causeRow), "."]));
  announce(`Event ${seq}, ${field(row, "kind")}, ${after ?? "no state"}`);
}

function badge(state) {
  return element("span", `badge ${state}`, state);
}

/** The fields of the states before and after, those that changed marked in words too. */
function stateTable(row) {
  const before = (name) => (previousOf[row] >= 0 ? field(previousOf[row], name) : null);
  const rows = [];
  for (const name of stateFields) {
    const [old, now] = [before(name), field(row, name)];
    if (old === null && now === null) continue;
    rows.push({ name: name.slice("state.".length), old, now, isChanged: old !== now });
  }
  const result = table("states", ["Field", "Before", "After", ""], []);
  for (const { name, old, now, isChanged } of rows) {
    const line = element(
      "tr", isChanged ? "changed" : "", fieldName(name), element("td", "", old ?? ""),
      element("td", "", now ?? ""), element("td", "mark", isChanged ? changeWord(old, now) : ""));
    result.tBodies[0].append(line);
  }
  return result;
}

function changeWord(old, now) {
  if (old === null) return "new";
  return now === null ? "gone" : "changed";
}

function fieldTable(row, names, prefix) {
  const present = names.filter((name) => field(row, name) !== null);
  if (present.length === 0) return element("p", "soft", "none");
  const result = element("table", "fields", element("tbody", ""));
  for (const name of present) {
    const cells = [fieldName(name.slice(prefix.length)), element("td", "", field(row, name))];
    result.tBodies[0].append(element("tr", "", ...cells));
  }
  return result;
}

/** Marks the way in the diagram that the event went. */
function markTransition(row) {
  for (const part of document.querySelectorAll("#diagram .now")) part.classList.remove("now");
  const from = field(row, "from_state");
  const to = field(row, "to_state");
  for (const part of document.querySelectorAll("#diagram g")) {
    const isWay = part.dataset.from === from && part.dataset.to === to;
    if (to !== null && (isWay || part.dataset.state === to)) part.classList.add("now");
  }
}
