// SPDX-License-Identifier: Apache-2.0

// Small helpers around the document. Text goes into it as text, never as HTML.

function byId(id) {
  return document.getElementById(id);
}

/** An element with a class and what is in it: texts and elements. */
function element(name, className, ...content) {
  const result = document.createElement(name);
  if (className) result.className = className;
  result.append(...content.filter((part) => part !== null));
  return result;
}

/** The heading of a row: the name of a field, which may be broken behind its dots. */
function fieldName(name) {
  const parts = name.split(/(?<=[._])/).flatMap((part) => [part, document.createElement("wbr")]);
  const result = element("th", "", ...parts.slice(0, -1));
  result.scope = "row";
  return result;
}

/** A table with a row of headings, for `rows` of texts and elements. */
function table(className, headings, rows) {
  const head = element("tr", "", ...headings.map((heading) => {
    const cell = element("th", "", heading);
    cell.scope = "col";
    return cell;
  }));
  const body = rows.map((row) => element("tr", "", ...row.map((cell) => element("td", "", cell))));
  return element("table", className, element("thead", "", head), element("tbody", "", ...body));
}

function option(value, text) {
  const result = element("option", "", text);
  result.value = value;
  return result;
}

/** A colour of the style sheet, which follows the reader's scheme. */
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** How a session is called. */
function sessionName(session) {
  return sessions[session].label ?? "the log itself";
}

/** Says something to who listens to the page. */
function announce(text) {
  byId("announcement").textContent = text;
}

/** Calls `body` before the next frame, and once however often it was asked for. */
function onNextFrame(body) {
  let isAwaited = false;
  return () => {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      body();
    });
  };
}
