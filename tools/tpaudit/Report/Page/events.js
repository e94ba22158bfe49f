// SPDX-License-Identifier: Apache-2.0

// The events, decoded from the columns in which the page carries them. Everything that is shown of an event is a text
// that tpaudit made harmless, or a number.

const data = JSON.parse(document.getElementById("data").textContent);
document.getElementById("data").remove();

/** The sessions by their places in the page; the first is the log itself, which has records but no states. */
const sessions = [{ id: 0, label: null }, ...data.sessions];

/** The session of each row. The first row of each session is no event: it has the state before its first one. */
const sessionOf = decodeRuns(numbersOf(data.runs));
const rowCount = sessionOf.length;
const firstEvent = sessions.length;

/** The columns by their names, in the order in which tpaudit show has the fields. */
const columns = new Map(data.columns.map((column) => [column.name, decodeColumn(column)]));
for (const column of data.packed) columns.set(column.name, decodePacked(column));

/** The row of the session's event before each row; -1 where there is none. */
const previousOf = new Int32Array(rowCount).fill(-1);
/** The rows of each session, without the one that is no event. */
const rowsOf = sessions.map(() => []);
{
  const last = new Int32Array(sessions.length).fill(-1);
  for (let row = 0; row < rowCount; row += 1) {
    const session = sessionOf[row];
    previousOf[row] = last[session];
    last[session] = row;
    if (row >= firstEvent) rowsOf[session].push(row);
  }
}

/** When each event happened by the wall clock, in milliseconds since the Unix epoch. It never runs back. */
const wallOf = new Float64Array(rowCount);
for (let row = firstEvent; row < rowCount; row += 1) wallOf[row] = (columns.get("wall")?.number(row) ?? 0) / 1000;
/** The time that is shown: a little more than the events, so that the last state is seen too. */
const span = rowCount > firstEvent ? [wallOf[firstEvent], Math.max(wallOf[firstEvent] + 1, data.until / 1000)] : [0, 1];
/** Whether all of it is of one day, so that times do without the date. */
const isOneDay = timeText(span[0]).slice(0, 10) === timeText(span[1]).slice(0, 10);

/** The states in the order in which a session's life goes. */
const states = ["unauthenticated", "authenticating", "valid", "refreshing", "expired", "failed"];
/** The state after each row, as its place among the states; 255 where it has none. */
const stateOf = decodeStates();
/** Whether tokens came with each row, and were taken. */
const bringsTokens = rowsOfKinds(["grantIssued", "grantAdopted"]);
for (let row = firstEvent; row < rowCount; row += 1) bringsTokens[row] &= Number(field(row, "disposition") === "taken");
/** The rows before which something was due that nobody did. */
const gapRows = [];
/** Whether each row is one that somebody looks for when something went wrong. */
const isTrouble = decodeTrouble();

/** The cells of a list, which are numbers in base 36. */
function cellsOf(list) {
  return data.lists[list].split(",");
}

function numbersOf(list) {
  return cellsOf(list).map((cell) => parseInt(cell, 36));
}

/** The sessions, from the difference to the one before and the number of rows in turn. */
function decodeRuns(runs) {
  let count = 0;
  for (let index = 1; index < runs.length; index += 2) count += runs[index] || 1;
  const result = new Int32Array(count);
  let session = 0;
  let row = 0;
  for (let index = 0; index < runs.length; index += 2) {
    session += runs[index];
    const end = row + (runs[index + 1] || 1);
    result.fill(session, row, end);
    row = end;
  }
  return result;
}

/** A column whose cells are numbers or texts. What a row does not name is what its session's row before has. */
function decodeColumn({ name, kind, base, first, gaps, cells }) {
  const isText = kind === "text";
  const numbers = isText ? null : new Float64Array(rowCount).fill(NaN);
  const texts = new Int32Array(rowCount).fill(-1);
  const number = new Float64Array(sessions.length).fill(NaN);
  const text = new Int32Array(sessions.length).fill(-1);
  const last = new Float64Array(sessions.length).fill(NaN);
  let recent = first;
  /** What a cell stands for: itself, or the difference to the last one of the session or of any. */
  const decoded = (cell, session) => {
    if (base === "none") return parseInt(cell, 36);
    const before = base === "session" && !Number.isNaN(last[session]) ? last[session] : recent;
    recent = last[session] = before + parseInt(cell, 36);
    return recent;
  };
  const tokens = cellsOf(cells);
  const steps = gaps === undefined ? null : cellsOf(gaps);
  let place = 0;
  let next = steps ? parseInt(steps[0], 36) - 1 : 0;
  for (let row = 0; row < rowCount; row += 1) {
    const session = sessionOf[row];
    if (row === next) {
      const token = tokens[place];
      number[session] = NaN;
      text[session] = -1;
      if (token.startsWith("!")) text[session] = parseInt(token.slice(1), 36);
      else if (token !== "" && isText) text[session] = decoded(token, session);
      else if (token !== "") number[session] = decoded(token, session);
      place += 1;
      if (!steps) next = row + 1;
      else next = place < steps.length ? row + parseInt(steps[place], 36) : -1;
    }
    texts[row] = text[session];
    if (numbers) numbers[row] = number[session];
  }
  return {
    name,
    texts,
    number: (row) => (numbers && !Number.isNaN(numbers[row]) ? numbers[row] : null),
    text(row) {
      if (texts[row] >= 0) return data.texts[texts[row]];
      if (!numbers || Number.isNaN(numbers[row])) return null;
      return { number: String, milliseconds: timeText, microseconds: microsecondsText }[kind](numbers[row]);
    },
  };
}

/** A column of hexadecimal digits. */
function decodePacked({ name, size: [size, ...hyphens], exceptions, bytes }) {
  const content = atob(bytes);
  const others = new Map(exceptions);
  return {
    name,
    number: () => null,
    text(row) {
      const event = row - firstEvent;
      if (event < 0) return null;
      if (others.has(event)) return others.get(event) === null ? null : data.texts[others.get(event)];
      let digits = "";
      for (let index = event * size; index < (event + 1) * size; index += 1) {
        digits += content.charCodeAt(index).toString(16).padStart(2, "0");
      }
      for (const place of hyphens.toReversed()) digits = `${digits.slice(0, place)}-${digits.slice(place)}`;
      return digits;
    },
  };
}

function decodeStates() {
  const result = new Uint8Array(rowCount).fill(255);
  const column = columns.get("state.state");
  if (!column) return result;
  const places = new Map(states.map((state, place) => [data.texts.indexOf(state), place]));
  for (let row = 0; row < rowCount; row += 1) result[row] = places.get(column.texts[row]) ?? 255;
  return result;
}

/** Whether each row is of one of these kinds. */
function rowsOfKinds(names) {
  const kinds = new Set(names.map((name) => data.texts.indexOf(name)).filter((text) => text >= 0));
  const result = new Uint8Array(rowCount);
  const column = columns.get("kind");
  for (let row = firstEvent; row < rowCount; row += 1) result[row] = kinds.has(column.texts[row]) ? 1 : 0;
  return result;
}

function decodeTrouble() {
  const failed = states.indexOf("failed");
  const result = rowsOfKinds([
    "requestDenied", "requestFaulted", "accessRejected", "attemptInterrupted", "clockJumped", "adoptionRefused",
    "unreadable",
  ]);
  const gaps = columns.get("gap_ms");
  for (let row = firstEvent; row < rowCount; row += 1) {
    if (stateOf[row] === failed && previousOf[row] >= 0 && stateOf[previousOf[row]] !== failed) result[row] = 1;
    if (gaps && gaps.number(row) > 0) {
      result[row] = 1;
      gapRows.push(row);
    }
  }
  return result;
}

/** A field of an event as tpaudit show has it; null where it has none. */
function field(row, name) {
  return columns.get(name)?.text(row) ?? null;
}

/** What an event carries, in words: between marks stand the names of the fields that say it. */
function details(row) {
  const parts = (field(row, "details") ?? "").split("\u0001");
  return parts.map((part, index) => (index % 2 === 1 ? field(row, part) : part)).join("");
}

/** The row of an event, by its seq; -1 where it is not here. */
function rowOfSeq(seq) {
  // Seqs only grow.
  let low = firstEvent;
  let high = rowCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns.get("seq").number(middle) < seq) low = middle + 1;
    else high = middle;
  }
  return low < rowCount && columns.get("seq").number(low) === seq ? low : -1;
}

/** A time in milliseconds since the Unix epoch, in UTC. Years of more than four digits are told as seconds. */
function timeText(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -62167219200 || seconds > 253402300799) return `@${seconds}`;
  return new Date(milliseconds).toISOString();
}

function microsecondsText(microseconds) {
  return timeText(Math.trunc(microseconds / 1000));
}

/** So long, to the two largest units: 3 d 4 h, 7 min 30 s, 250 ms. */
function durationText(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < 1000) return `${Math.round(milliseconds)} ms`;
  const parts = [];
  let rest = Math.floor(size / 1000);
  for (const [name, length] of [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]) {
    const count = Math.floor(rest / length);
    rest %= length;
    if (count > 0) parts.push(`${count} ${name}`);
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return (milliseconds < 0 ? "-" : "") + parts.join(" ");
}
