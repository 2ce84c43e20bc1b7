// @ts-check
/*
 * The calculator's page: carries what is typed to Python in a worker, and its answer into the page.
 *
 *   <div id="calculator" data-lang data-engine data-say-…>
 *     <form id="facts">…</form> <p id="engine" role="status">…</p> <section id="results">…</section>
 *
 * Python writes all HTML: an answer is {form, results, said, fragment}: #facts and #results as HTML,
 * a sentence to announce, and the entries as a URL fragment. The messages of the worker
 * are described in engine-worker.js.
 */

import { Idiomorph } from "idiomorph";

/** @typedef {"network" | "integrity" | "wasm" | "memory" | "python"} Reason */
/** @typedef {{form: string, results: string, said: string, fragment: string}} Answer */

const TYPING_MS = 60; // a pause this long is worth an answer
const QUIET_MS = 1000; // a pause this long is worth an announcement
const SLOW_MS = 20_000; // without news from the worker

const root = /** @type {HTMLElement} */ (document.getElementById("calculator"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("facts"));
const results = /** @type {HTMLElement} */ (document.getElementById("results"));
const line = /** @type {HTMLElement} */ (document.getElementById("engine"));
const lang = root.dataset.lang;

/* What waits to be asked, and what has been. Actions are kept one by one, changes as one. */
/** @type {string[]} */
const actions = [];
let changed = [...form.elements].some(isEdited); // the browser brings entries back on reload
/** @type {string | null} */
let opening = null;
/** @type {{id: number, typing: boolean} | null} */
let asked = null;
let count = 0;

/** @type {Worker | undefined} */
let worker;
let ready = false;

/* The status line: one text to see, one to hear, as progress is seen more often than it is said. */
const seen = document.createElement("span");
const heard = document.createElement("span");
const retry = document.createElement("button");
seen.setAttribute("aria-hidden", "true");
heard.className = "visually-hidden";
retry.type = "button";
retry.textContent = say("retry");
retry.addEventListener("click", start);
line.replaceChildren(seen, heard);
// On a narrow screen the line lies at the bottom, far from the results it sums up.
seen.addEventListener("click", () => results.scrollIntoView());

form.addEventListener("input", change);
form.addEventListener("change", change);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  change();
});
form.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target.closest("button[data-action]") : null;
  if (!(at instanceof HTMLButtonElement)) return;
  event.preventDefault();
  actions.push(at.dataset.action ?? "");
  ask();
});
window.addEventListener("hashchange", open);
document.addEventListener("click", address, true); // before a link carries the entries over
window.addEventListener("pagehide", address);

function start() {
  worker?.terminate();
  ready = false;
  asked = null;
  retry.remove();
  tell(say("start"));
  worker = new Worker(root.dataset.engine ?? "", { type: "module" });
  worker.addEventListener("message", ({ data }) => hear(data));
  worker.addEventListener("error", () => fail("network"));
  expectNews();
}

/** @param {any} message */
function hear(message) {
  expectNews();
  switch (message.type) {
    case "progress": {
      if (message.stage !== "download") return tell(say("boot"), "");
      const half = message.loaded * 2 >= message.total;
      const parts = { loaded: megabytes(message.loaded), total: megabytes(message.total) };
      return tell(say("download", parts), half ? say("download", parts) : "", "half");
    }
    case "ready":
      ready = true;
      tell(say("ready"));
      return ask();
    case "answer":
      return answered(message);
    case "failed":
      return fail(message.reason);
  }
}

/** Ask the next thing that waits, unless an answer is still due. */
function ask() {
  if (!ready || asked || !(opening !== null || actions.length || changed)) return;
  /** @type {object} */
  let call;
  if (opening !== null) {
    call = { op: "open", lang, fragment: opening, entries: edited() };
    asked = { id: ++count, typing: false };
    opening = null;
    changed = false;
  } else {
    const action = actions.shift() ?? null;
    call = { op: "update", lang, entries: [...new FormData(form)], action };
    asked = { id: ++count, typing: action === null };
    changed = false;
  }
  worker?.postMessage({ id: asked.id, call: JSON.stringify(call) });
  expectNews();
}

/** @param {{id: number, ok: boolean, text: string, reason: Reason}} message */
function answered({ id, ok, text, reason }) {
  if (id !== asked?.id) return;
  const { typing } = asked;
  asked = null;
  expectNews();
  if (!ok) return fail(reason);
  /** @type {Answer} */
  const answer = JSON.parse(text);
  // What has been typed since is newer than this form; the next answer brings it up to date.
  if (!changed || !typing) keepingFocus(() => morph(form, answer.form, !typing));
  morph(results, answer.results);
  settle(answer);
  ask();
}

/** @type {number | undefined} */
let pausing;
function change() {
  changed = true;
  clearTimeout(pausing);
  pausing = setTimeout(ask, TYPING_MS);
  clearTimeout(settling);
}

/** Take the entries from the address, unless it only points at a place in the page. */
function open() {
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return;
  opening = fragment;
  ask();
}

/**
 * Change an element in place. What the reader opened or closed stays so, but where the form is
 * filled by something else than typing, `unfold` opens the parts that have come to hold entries.
 * @param {HTMLElement} element @param {string} html
 */
function morph(element, html, unfold = false) {
  Idiomorph.morph(element, html, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeAttributeUpdated: (name, node, change) =>
        !(name === "open" && node instanceof HTMLDetailsElement) || (unfold && change === "update"),
    },
  });
}

/** A button may take itself away: then the one that follows it has the focus. @param {() => void} work */
function keepingFocus(work) {
  const buttons = () => /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll("button")]);
  const at = buttons().findIndex((button) => button === document.activeElement);
  work();
  if (at >= 0 && !form.contains(document.activeElement)) {
    const left = buttons();
    left[Math.min(at, left.length - 1)]?.focus();
  }
}

/** @param {Reason} reason */
function fail(reason) {
  clearTimeout(waiting);
  tell(say(`failed-${reason}`));
  line.append(" ", retry);
  changed = changed || [...form.elements].some(isEdited);
}

/** @type {number | undefined} */
let settling;
let announced = "";
/** @type {string | null} */
let unwritten = null; // the address is written once it has been quiet, or before the page is left
/** Say the result and write it into the address, once it has been quiet. @param {Answer} answer */
function settle({ said, fragment }) {
  clearTimeout(settling);
  unwritten = fragment;
  settling = setTimeout(() => {
    address();
    if (said !== announced) tell((announced = said));
  }, QUIET_MS);
}

function address() {
  if (unwritten === null || opening !== null) return;
  const place = unwritten ? `#${unwritten}` : location.pathname + location.search;
  unwritten = null;
  try {
    history.replaceState(null, "", place);
  } catch (error) {
    console.warn(error); // some browsers refuse to be told too often
  }
}

/** @type {number | undefined} */
let waiting;
/** Say so when the worker owes something and stays silent. */
function expectNews() {
  clearTimeout(waiting);
  if (!ready || asked) waiting = setTimeout(() => tell(say("slow")), SLOW_MS);
}

let once = "";
/** Show a sentence and say it, or say another, or ("") none; with a mark, only the first time. */
function tell(/** @type {string} */ text, aloud = text, mark = "") {
  seen.textContent = text;
  if (aloud && (!mark || mark !== once)) heard.textContent = aloud;
  if (aloud) once = mark;
}

/** The page's own words, `data-say-…` of the root. @param {Record<string, string>} [parts] */
function say(/** @type {string} */ name, parts = {}) {
  const words = root.getAttribute(`data-say-${name}`) ?? "";
  return words.replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** What was entered since Python last wrote the form; it wins over what an address brings. */
function edited() {
  const names = new Set([...form.elements].filter(isEdited).map((each) => each.getAttribute("name")));
  return [...new FormData(form)].filter(([name]) => names.has(name));
}

/** @param {Element} control */
function isEdited(control) {
  if (control instanceof HTMLSelectElement) {
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  if (control instanceof HTMLInputElement) {
    return control.value !== control.defaultValue || control.checked !== control.defaultChecked;
  }
  return false;
}

open();
start();
