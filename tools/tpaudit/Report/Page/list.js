// SPDX-License-Identifier: Apache-2.0

// The list of events and what it leaves out. Only those rows are in the document that can be seen.

/** The rows that are listed, in their order. */
let listed = [];
/** The row whose event is shown; -1 for none. */
let selected = -1;

const rowHeight = 28;
/** Browsers cannot scroll through more pixels than this; a longer list scrolls faster than its rows pass. */
const longestList = 12e6;
/** What of the list is in the document: a few rows more than can be seen. */
const spare = 6;

/** The rows that pass all filters. */
function filteredRows() {
  const tests = [];
  const is = (id, name) => {
    const text = data.texts.indexOf(byId(id).value);
    if (byId(id).value !== "") tests.push((row) => columns.get(name).texts[row] === text);
  };
  if (byId("filter-session").value !== "") {
    const session = Number(byId("filter-session").value);
    const subject = sessions[session].id;
    // The log's own records that concern a session belong to its story.
    tests.push((row) => sessionOf[row] === session || columns.get("subject")?.number(row) === subject);
  }
  is("filter-kind", "kind");
  is("filter-state", "to_state");
  is("filter-disposition", "disposition");
  if (byId("filter-trouble").checked) tests.push((row) => isTrouble[row] === 1);
  if (byId("filter-view").checked) tests.push((row) => wallOf[row] >= view.from && wallOf[row] <= view.to);
  const search = byId("search").value.trim().toLowerCase();
  if (search !== "") tests.push(searchTest(search));
  const rows = [];
  for (let row = firstEvent; row < rowCount; row += 1) if (tests.every((test) => test(row))) rows.push(row);
  return rows;
}

/** The texts in lower case, made when they are first looked for. */
let lowerTexts = null;

/** Whether a row has that text in any of its fields. Numbers and times count where they begin with it. */
function searchTest(search) {
  lowerTexts ??= data.texts.map((text) => text.toLowerCase());
  const matches = new Uint8Array(lowerTexts.length);
  lowerTexts.forEach((text, index) => { matches[index] = text.includes(search) ? 1 : 0; });
  const searched = [...columns.values()];
  const texts = searched.filter((column) => column.texts);
  const words = columns.get("details");
  // A short number is one of these, and no part of a ref.
  const numbers = ["seq", "status", "attempt"].map((name) => columns.get(name)).filter(Boolean);
  if (/^\d{1,7}$/.test(search)) return (row) => numbers.some((column) => column.number(row) === Number(search));
  const isTime = /^\d{4}-\d/.test(search);
  const isHex = /^[0-9a-f-]{8,}$/.test(search);
  return (row) =>
    texts.some((column) => column.texts[row] >= 0 && matches[column.texts[row]] === 1) ||
    (words && data.texts[words.texts[row]]?.includes("\u0001") && details(row).toLowerCase().includes(search)) ||
    (isTime && timeText(wallOf[row]).toLowerCase().startsWith(search)) ||
    (isHex && data.packed.some(({ name }) => field(row, name)?.startsWith(search)));
}

/** Lists what passes the filters, and keeps the selected event where it is still among them. */
function applyFilters() {
  listed = filteredRows();
  const count = `${listed.length.toLocaleString("en")} of ${(rowCount - firstEvent).toLocaleString("en")} events`;
  byId("count").textContent = count;
  announce(count);
  const list = byId("list");
  byId("list-space").style.height = `${Math.min(longestList, listed.length * rowHeight)}px`;
  byId("empty").hidden = listed.length > 0;
  if (placeOf(selected) < 0) list.scrollTop = 0;
  else scrollToPlace(placeOf(selected));
  drawList();
}

/** The place of a row in the list; -1 where it is not listed. */
function placeOf(row) {
  let low = 0;
  let high = listed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (listed[middle] < row) low = middle + 1;
    else high = middle;
  }
  return listed[low] === row ? low : -1;
}

/** How many rows pass for a pixel of scrolling, and which one is on top, with its fraction. */
function topPlace() {
  const list = byId("list");
  const room = listed.length * rowHeight - list.clientHeight;
  const scrollable = Math.min(longestList, listed.length * rowHeight) - list.clientHeight;
  return scrollable > 0 ? (list.scrollTop * (room / scrollable)) / rowHeight : 0;
}

/** Scrolls as little as shows that place. */
function scrollToPlace(place) {
  const list = byId("list");
  const visible = list.clientHeight / rowHeight;
  const top = topPlace();
  if (place >= top && place + 1 <= top + visible) return;
  const wanted = place < top ? place : place + 1 - visible;
  const room = listed.length * rowHeight - list.clientHeight;
  const scrollable = Math.min(longestList, listed.length * rowHeight) - list.clientHeight;
  list.scrollTop = (wanted * rowHeight * scrollable) / Math.max(1, room);
}

const drawList = onNextFrame(() => {
  const list = byId("list");
  const top = topPlace();
  const first = Math.max(0, Math.floor(top) - spare);
  const last = Math.min(listed.length, Math.ceil(top + list.clientHeight / rowHeight) + spare);
  const shift = list.scrollTop - top * rowHeight;
  byId("rows").style.transform = `translateY(${first * rowHeight + shift}px)`;
  byId("rows").replaceChildren(...listed.slice(first, last).map((row, index) => listRow(row, first + index)));
  if (placeOf(selected) < first || placeOf(selected) >= last) list.removeAttribute("aria-activedescendant");
  else list.setAttribute("aria-activedescendant", `row-${selected}`);
});

function listRow(row, place) {
  const state = field(row, "to_state");
  const isNew = state !== null && state !== field(row, "from_state");
  const result = element(
    "div",
    `row${isTrouble[row] ? " trouble" : ""}`,
    element("span", "seq", field(row, "seq") ?? ""),
    element("span", "time", timeText(wallOf[row]).replace(isOneDay ? /^.*T/ : "T", isOneDay ? "" : " ").replace("Z", "")),
    element("span", "session", sessionOf[row] === 0 ? "-" : sessionName(sessionOf[row])),
    element("span", "kind", field(row, "kind") ?? ""),
    element("span", `state ${state ?? ""}`, state === null ? "" : `${isNew ? "→ " : ""}${state}`),
    element("span", "details", details(row)),
  );
  result.id = `row-${row}`;
  result.dataset.row = String(row);
  result.setAttribute("role", "option");
  result.setAttribute("aria-selected", String(row === selected));
  result.setAttribute("aria-posinset", String(place + 1));
  result.setAttribute("aria-setsize", String(listed.length));
  return result;
}

/** Fills a choice with what the events have in a field, and how many of them. */
function fillChoice(id, name) {
  const counts = new Map();
  const column = columns.get(name);
  for (let row = firstEvent; column && row < rowCount; row += 1) {
    const text = column.texts[row];
    if (text >= 0) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  for (const [text, count] of [...counts].sort((left, right) => right[1] - left[1])) {
    byId(id).append(option(data.texts[text], `${data.texts[text]} (${count.toLocaleString("en")})`));
  }
}
