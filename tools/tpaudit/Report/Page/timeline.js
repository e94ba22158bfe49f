// SPDX-License-Identifier: Apache-2.0

// The timeline: the states of a session over time, what happened to it, and which processes lived. Where there is more
// than the screen has columns, each column shows how its time was shared between the states.

/** What the timeline shows: a session and a part of the time. */
const view = { session: sessions.length > 1 ? 1 : 0, from: span[0], to: span[1] };

/** Where the lanes begin, from the top. */
const lanes = { states: 26, marks: 66, processes: 100 };
const bandHeight = 30;
/** So much room the names of the lanes have at the left. */
const gutter = 74;
const processLanes = 3;

/** What is marked below the states: a colour, and whether an event has it. */
const marks = [
  { color: "valid", has: (row) => bringsTokens[row] === 1 },
  { color: "failed", has: (row) => isTrouble[row] === 1 },
];

/** When each process wrote for the first and the last time, as far as the page knows. */
const lifetimes = readLifetimes();

function readLifetimes() {
  const byWriter = new Map(
    data.writers.map((writer) => [writer.id, { ...writer, from: writer.started / 1000, to: -Infinity, sessions: new Set() }]));
  const column = columns.get("writer");
  for (let row = firstEvent; row < rowCount; row += 1) {
    const lifetime = byWriter.get(column?.number(row));
    if (!lifetime) continue;
    lifetime.to = wallOf[row];
    lifetime.sessions.add(sessionOf[row]);
  }
  return [...byWriter.values()].filter((lifetime) => lifetime.to >= lifetime.from);
}

/** How the time of each of `width` columns is shared between the states, in column after column. */
function shares(session, from, to, width) {
  const result = new Float32Array(width * states.length);
  const perColumn = (to - from) / width;
  const rows = rowsOf[session];
  for (let index = 0; index < rows.length; index += 1) {
    const state = stateOf[rows[index]];
    const begin = Math.max(from, wallOf[rows[index]]);
    const end = Math.min(to, index + 1 < rows.length ? wallOf[rows[index + 1]] : span[1]);
    if (begin > to) break;
    if (end <= begin || state === 255) continue;
    const first = Math.floor((begin - from) / perColumn);
    const last = Math.min(width - 1, Math.floor((end - from) / perColumn));
    for (let column = first; column <= last; column += 1) {
      const left = Math.max(begin, from + column * perColumn);
      const right = Math.min(end, from + (column + 1) * perColumn);
      result[column * states.length + state] += Math.max(0, right - left) / perColumn;
    }
  }
  return result;
}

/** Draws the states into a band, equal columns as one piece. */
function drawStates(context, session, from, to, x, y, width, height) {
  const share = shares(session, from, to, width);
  const palette = states.map(color);
  for (let column = 0; column < width; column += 1) {
    let top = y;
    for (let state = 0; state < states.length; state += 1) {
      const part = share[column * states.length + state] * height;
      if (part <= 0) continue;
      context.fillStyle = palette[state];
      // A hair wider and higher, so that no seams show between the pieces.
      context.fillRect(x + column, top, 1.2, Math.min(part + 0.4, y + height - top));
      top += part;
    }
  }
}

/** Makes a canvas as sharp as the screen, and answers its context and size in CSS pixels. */
function prepare(canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.clearRect(0, 0, width, height);
  return { context, width: Math.floor(width), height };
}

function drawStrip(canvas) {
  const { context, width, height } = prepare(canvas);
  if (width < 2 || span[1] <= span[0]) return;
  drawStates(context, Number(canvas.dataset.session), span[0], span[1], 0, 0, width, height);
}

const drawTimeline = onNextFrame(() => {
  const { context, width, height } = prepare(byId("timeline-canvas"));
  if (width < 2) return;
  const x = (time) => gutter + ((time - view.from) / (view.to - view.from)) * (width - gutter);
  context.font = "12px system-ui, sans-serif";
  drawAxis(context, width, height, x);
  drawStates(context, view.session, view.from, view.to, gutter, lanes.states, width - gutter, bandHeight);
  drawNames(context, x);
  drawGaps(context, x);
  drawMarks(context, width, x);
  drawLifetimes(context, width, x);
  drawCurrent(context, height, x);
  drawLanes(context, height);
  describeTimeline();
});

/** The names of the lanes, on a ground of their own. */
function drawLanes(context, height) {
  context.fillStyle = color("card");
  context.fillRect(0, 0, gutter - 6, height);
  context.fillStyle = color("soft");
  context.textAlign = "left";
  context.fillText("state", 0, lanes.states + bandHeight / 2 + 4);
  context.fillText("tokens", 0, lanes.marks + 9);
  context.fillText("trouble", 0, lanes.marks + 23);
  context.fillText("processes", 0, lanes.processes + 11);
}

/** Ticks at round times, as many as have room. */
function drawAxis(context, width, height, x) {
  const steps = [1, 5, 15, 60, 300, 900, 3600, 10800, 43200, 86400, 604800, 2592000, 31536000].map((step) => step * 1000);
  const step = steps.find((step) => (view.to - view.from) / step <= (width - gutter) / 110) ?? steps.at(-1);
  context.fillStyle = color("soft");
  context.strokeStyle = color("line");
  context.textAlign = "left";
  for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) {
    const place = Math.round(x(time)) + 0.5;
    context.beginPath();
    context.moveTo(place, 4);
    context.lineTo(place, height);
    context.stroke();
    const text = timeText(time);
    context.fillText(step >= 86400000 ? text.slice(0, 10) : text.slice(step < 60000 ? 11 : 5, step < 60000 ? 19 : 16).replace("T", " "), place + 4, 14);
  }
}

/** The names of the states where there is room for them: nobody has to know the colours. */
function drawNames(context, x) {
  context.fillStyle = color("on-state");
  context.textAlign = "center";
  const rows = rowsOf[view.session];
  let run = 0;
  let drawn = 0;
  while (run < rows.length && drawn < 200) {
    let end = run + 1;
    while (end < rows.length && stateOf[rows[end]] === stateOf[rows[run]]) end += 1;
    const left = Math.max(gutter, x(wallOf[rows[run]]));
    const right = x(Math.min(view.to, end < rows.length ? wallOf[rows[end]] : span[1]));
    const name = states[stateOf[rows[run]]];
    if (name && right - left > 20 && right - left > context.measureText(name).width + 12) {
      context.fillText(name, (left + right) / 2, lanes.states + bandHeight / 2 + 4);
      drawn += 1;
    }
    run = end;
  }
}

/** Stretches in which something was due and nothing was written. */
function drawGaps(context, x) {
  context.fillStyle = color("gap");
  for (const row of gapRows) {
    const gap = columns.get("gap_ms").number(row);
    if (sessionOf[row] !== view.session || wallOf[row] < view.from || wallOf[row] - gap > view.to) continue;
    const left = x(wallOf[row] - gap);
    const right = Math.max(left + 2, x(wallOf[row]));
    context.fillRect(left, lanes.states - 5, right - left, 4);
    context.fillRect(left, lanes.states + bandHeight + 1, right - left, 4);
  }
}

/** A line in each column in which something came, stronger where more did. */
function drawMarks(context, width, x) {
  for (const [lane, mark] of marks.entries()) {
    const counts = new Uint32Array(width + 1);
    for (const row of rowsOf[view.session]) {
      if (wallOf[row] < view.from || wallOf[row] > view.to || !mark.has(row)) continue;
      counts[Math.min(width, Math.floor(x(wallOf[row])))] += 1;
    }
    context.fillStyle = color(mark.color);
    for (let column = 0; column <= width; column += 1) {
      if (counts[column] === 0) continue;
      context.globalAlpha = Math.min(1, 0.6 + counts[column] / 10);
      context.fillRect(Math.min(column, width - 2), lanes.marks + lane * 14, 2, 10);
    }
    context.globalAlpha = 1;
  }
}

function drawLifetimes(context, width, x) {
  const ends = new Array(processLanes).fill(-Infinity);
  context.textAlign = "left";
  for (const lifetime of lifetimes) {
    if (!lifetime.sessions.has(view.session) || lifetime.to < view.from || lifetime.from > view.to) continue;
    const left = Math.max(gutter, x(lifetime.from));
    const right = Math.min(width, Math.max(left + 3, x(lifetime.to)));
    // Where no lane is free they lie on each other in the last one.
    const free = ends.findIndex((end) => end <= left);
    const lane = free < 0 ? processLanes - 1 : free;
    ends[lane] = right + 4;
    const y = lanes.processes + lane * 18;
    context.fillStyle = color("process");
    context.fillRect(left, y, right - left, 14);
    const name = `${lifetime.program} ${lifetime.process}`;
    if (context.measureText(name).width + 10 < right - left) {
      context.fillStyle = color("ink");
      context.fillText(name, left + 5, y + 11);
    }
  }
}

function drawCurrent(context, height, x) {
  if (selected < 0 || wallOf[selected] < view.from || wallOf[selected] > view.to) return;
  context.fillStyle = color("ink");
  context.fillRect(Math.round(x(wallOf[selected])) - 1, 0, 2, height);
}
