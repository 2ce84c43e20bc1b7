// @ts-check
/*
 * The calculator, whole or of one clause: carries what is typed to Python in a worker, and its
 * answer into the page.
 *
 *   <div id="calculator" data-lang data-engine data-say-… data-measure>
 *     <form id="questions">…</form> <p id="engine" role="status">…</p> <section id="results">…</section>
 *     <section id="take" hidden>…</section>
 *
 * With data-measure it is the box of a clause: Python starts when one turns to the form. Where data
 * are dear or slow, it starts so on the calculator's page, and in a box with the first entry.
 *
 * Python writes all HTML: an answer is {form, results, said, fragment, profile, notices}: #questions
 * and #results as HTML, a sentence to announce, the entries as a URL fragment, the profile they
 * amount to, what to know of the link that was opened; and the scenarios that this brought.
 *
 * For other scripts: when a result has been put into the page, `calculator:result` is dispatched on
 * document with the detail {profile, fragment, notices, scenarios, lang, ready: true}. They ask Python by `ask` of
 * engine.js, and may fill and show #take, which no answer touches.
 */

import { Idiomorph } from "idiomorph";
import { Failure, ask, listen, start, startSoon } from "./engine.js";
import { keep, recall } from "./kept.js";
import { frugal } from "./network.js";
import { statusLine } from "./status.js";
import { steps } from "./steps.js";
import { line as undoLine, offer, withdraw } from "./undo.js";

/** @typedef {{form: string, results: string, said: string, fragment: string, profile: object, notices: string[], scenarios?: [string, string][]}} Answer */

const TYPING_MS = 60; // a pause this long is worth an answer
const QUIET_MS = 1000; // a pause this long is worth an announcement

const root = /** @type {HTMLElement} */ (document.getElementById("calculator"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("questions"));
const results = /** @type {HTMLElement} */ (document.getElementById("results"));
const line = /** @type {HTMLElement} */ (document.getElementById("engine"));
const { lang, measure, example = "" } = root.dataset;

/** What can be had back, and what it is called in the page's words. @type {Record<string, string>} */
const REVERSIBLE = { clear: "cleared", example: "filled", remove: "removed", enter: "entered", paste: "entered" };

/* What waits to be asked, and what has been. Actions are kept one by one, changes as one. */
/** @type {string[]} */
const actions = [];
let changed = [...form.elements].some(isEdited); // the browser brings entries back on reload
/** @type {string | null} */
let opening = null;
/** @type {string | null} */
let opened = null; // asked to be opened, and not yet in the form
let ready = false;
let asking = false;
let clearing = false; // asked, and not yet done in the form
let checking = false; // the form was handed in
/** What was answered beside the result; it takes the place of the form's. @type {[string, FormDataEntryValue][]} */
let answers = [];
let replied = false; // there, perhaps with nothing
/** @type {string[]} */
const skipped = []; // questions beside the result that were passed over
let toResult = false; // by its button
let replying = false; // the answer is to something else than typing
let then = ""; // where one goes on after the button that was pressed, if it says so
let undone = 0; // what was asked before something was undone is not answered any more
/** @type {{form: string, results: string} | undefined} */
let built; // the page as it came, once an answer has taken its place

// On a narrow screen the line lies at the bottom, far from the results it sums up.
const { tell, fail } = statusLine(line, root, () => results.scrollIntoView());
listen(({ type }) => {
  if (type === "start" || type === "failed") ready = false;
  if (type === "failed") delete root.dataset.opening;
  if (type === "failed" && opening !== null) fill(opening);
  if (type === "failed") changed = changed || [...form.elements].some(isEdited);
  if (type !== "ready") return;
  ready = true;
  next();
});

form.addEventListener("input", () => {
  withdraw();
  if (!ready && actions[0] === "clear") actions.shift(); // done already: what is typed since stays
  change();
});
form.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === "checkbox") exclude(target);
  change();
  address(); // a reload does not wait
});
form.addEventListener("click", ({ target, detail }) => {
  // Enter in a field presses the button too, but stays in the field.
  const button = target instanceof Element ? target.closest("[type=submit]") : null;
  if (button) toResult = detail > 0 || button === document.activeElement;
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  handIn();
});
form.addEventListener("keydown", (event) => {
  const { target, key, keyCode, isComposing } = event;
  // The Enter that ends a composition is none; Safari marks it by its code alone.
  if (key !== "Enter" || isComposing || keyCode === 229 || !(target instanceof HTMLInputElement)) return;
  event.preventDefault();
  toResult = event.ctrlKey || event.metaKey;
  if (toResult) handIn();
  else onward(target);
});
results.addEventListener("change", ({ target }) => {
  if (target instanceof Element && target.closest("[data-at-once]")) reply();
});
results.addEventListener("submit", (event) => {
  event.preventDefault();
  reply();
});
results.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-skip]") : null;
  if (!button) return;
  skipped.push(button.getAttribute("data-skip") ?? "");
  reply();
});
root.addEventListener("click", (event) => {
  const way = event.target instanceof Element ? event.target.closest("a[data-goto]") : null;
  const place = way && document.getElementById(way.getAttribute("href")?.slice(1) ?? "");
  if (!place) return;
  event.preventDefault();
  reveal(place);
});
root.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target.closest("button[data-action]") : null;
  if (!(at instanceof HTMLButtonElement)) return;
  event.preventDefault();
  then = at.dataset.then ?? "";
  press(at.dataset.action ?? "");
});
form.addEventListener("paste", (event) => {
  const { target, clipboardData } = event;
  const rows = clipboardData?.getData("text/plain") ?? "";
  // Several cells; a single one is pasted as text is.
  if (!(target instanceof HTMLInputElement && target.closest(".entry") && /[\t\n]/.test(rows.trimEnd()))) return;
  event.preventDefault();
  press(`paste:${target.name}=${encodeURIComponent(rows)}`, `[id="${target.id}"]`);
});
window.addEventListener("hashchange", ({ newURL }) => open(newURL)); // the address may be rewritten since
document.addEventListener("click", address, true); // before a link carries the entries over
window.addEventListener("pagehide", () => {
  address();
  keep(location.hash.slice(1));
});

window.addEventListener("load", () => setTimeout(() => (root.dataset.loaded = ""))); // see calculator.css

/* What is folded on a clause's page is opened for paper; a result has its report, see take.js. */
/** @type {HTMLDetailsElement[]} */
let folded = [];
window.addEventListener("beforeprint", () => {
  if (!measure) return;
  folded = [...document.querySelectorAll("details")].filter((each) => !each.open);
  for (const each of folded) each.open = true;
});
window.addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
});

/** Ask the next thing that waits, unless an answer is still due. */
async function next() {
  if (!ready || asking || !(opening !== null || actions.length || changed)) return;
  const [message, typing] = taken();
  const handedIn = checking; // what is handed in later is in a later message
  const round = undone;
  asking = true;
  clearing = message.op === "update" && message.action === "clear";
  const before = ticked();
  try {
    const answer = await ask(message);
    if (round === undone) {
      const since = [...ticked()].filter(([id, checked]) => before.has(id) && before.get(id) !== checked);
      answered(answer, typing, handedIn);
      tick(since); // newer than the form that has come
      if (message.op === "update" && message.answers) goOn();
      if (message.op === "update" && message.action) follow(message.action);
    }
  } catch (error) {
    changed = true;
    if (!(error instanceof Failure)) {
      console.error(error);
      return fail("page"); // what is shown is of an older answer
    }
    // One that stops Python is not tried again.
    if (error.reason !== "python" && round === undone) putBack(message);
    return fail(error.reason);
  } finally {
    asking = clearing = false;
    opened = null;
  }
  next();
}

/** The boxes and radio buttons of the form, and whether they are ticked. @returns {Map<string, boolean>} */
function ticked() {
  const boxes = [...form.querySelectorAll("[type=checkbox], [type=radio]")];
  return new Map(boxes.map((box) => [box.id, /** @type {HTMLInputElement} */ (box).checked]));
}

/** @param {[string, boolean][]} boxes */
function tick(boxes) {
  for (const [id, checked] of boxes) {
    const box = document.getElementById(id);
    if (box instanceof HTMLInputElement) box.checked = checked;
  }
}

/** @typedef {{lang?: string, measure?: string, entries: [string, FormDataEntryValue][]}} Entries */
/** @typedef {{op: "update", action: string | null, answers?: Entries["entries"], skipped: string[]}} Update */
/** @typedef {Entries & ({op: "open", fragment: string} | Update)} Message */
/** To the next question, or to the button that goes on. @param {HTMLInputElement} from */
function onward(from) {
  const places = [...form.querySelectorAll("input, select, .turn button:last-child, [type=submit]")];
  const place = places.slice(places.indexOf(from) + 1).find((each) => {
    const same = each instanceof HTMLInputElement && each.type !== "text" && each.name === from.name;
    return !same && each.getClientRects().length > 0;
  });
  if (place instanceof HTMLElement) place.focus();
}

function handIn() {
  checking = true;
  changed = true;
  next();
}

/** What waits, as a message, and whether it comes of typing. @returns {[Message, boolean]} */
function taken() {
  changed = false;
  if (opening !== null) {
    /** @type {Message} */
    const message = { op: "open", lang, measure, fragment: opening, entries: edited() };
    opened = opening;
    opening = null;
    return [message, false];
  }
  const action = actions.shift() ?? null;
  const entries = [...new FormData(form)];
  /** @type {Message} */
  const message = { op: "update", lang, measure, entries, action, skipped };
  if (replied) Object.assign(message, { answers });
  const typing = action === null && !replied;
  answers = [];
  replied = false;
  return [message, typing];
}

/** The cards that the reader has opened, also while a measure has none to open. @type {Set<string>} */
const unfolded = new Set();
results.addEventListener(
  "toggle",
  ({ target }) => {
    if (!(target instanceof HTMLDetailsElement && target.matches(".card, .card details"))) return;
    if (target.open) unfolded.add(target.id);
    else unfolded.delete(target.id);
  },
  true,
);

/** A card that has come back is as it was left. */
function unfold() {
  for (const id of unfolded) {
    const card = document.getElementById(id);
    if (card instanceof HTMLDetailsElement) card.open = true;
  }
}

/** The question beside the result was answered, or passed over. */
function reply() {
  const question = document.getElementById("next");
  if (!(question instanceof HTMLFormElement)) return;
  withdraw();
  answers.push(...[...new FormData(question)].filter(([, text]) => text));
  replied = changed = true;
  next();
}

/** To the question that follows, or to the sum where none is left. */
function goOn() {
  const place = document.getElementById("next-title") ?? document.getElementById("sum");
  place?.focus();
}

/** @param {Message} message */
function putBack(message) {
  if (message.op === "open") opening ??= message.fragment;
  else if (message.action) actions.unshift(message.action);
  if (message.op === "update" && message.answers) {
    answers.unshift(...message.answers);
    replied = true;
  }
}

/** @param {Answer} answer @param {boolean} typing @param {boolean} handedIn */
function answered(answer, typing, handedIn) {
  root.dataset.answered = "";
  built ??= { form: form.outerHTML, results: results.outerHTML };
  // What has been typed since is newer than this form; the next answer brings it up to date.
  if (!changed || !typing) morph(form, answer.form, !typing);
  replying = !typing;
  morph(results, answer.results);
  unfold();
  delete root.dataset.opening;
  settle(answer);
  if (handedIn) check();
  const { profile, fragment, notices, scenarios } = answer;
  const detail = { profile, fragment, notices, scenarios, lang, ready: true };
  document.dispatchEvent(new CustomEvent("calculator:result", { detail }));
}

/** The form was handed in: to what is to be put right, or else to the result. */
function check() {
  checking = false;
  root.classList.add("checked");
  const result = toResult ? document.getElementById("results-title") : null;
  const place = document.getElementById("problems") ?? result;
  place?.scrollIntoView();
  place?.focus({ preventScroll: true });
}

/** "None of these" and one of these are not ticked together: the later one stays. @param {HTMLInputElement} box */
function exclude(box) {
  for (const each of document.getElementsByName(box.name)) {
    if (!(box.checked && each instanceof HTMLInputElement)) continue;
    if ((each.value === "none") !== (box.value === "none")) each.checked = false;
  }
}

/**
 * A button of the form, or what stands for one; what it takes away can be had back.
 * @param {string} action @param {string} [from] a selector of what was pressed
 */
function press(action, from = `#questions [data-action="${action}"]`) {
  withdraw();
  const happened = REVERSIBLE[action.split(":")[0]], restore = happened ? snapshot() : undefined;
  if (ready || !alone(action)) actions.push(action);
  if (restore) {
    const row = rowOf(action);
    const near = row?.parentElement?.querySelector(".entry:last-of-type") ?? form.querySelector(".actions");
    offer(happened, near, from, restore);
  }
  next();
}

/** The form with all that is in it, and what waits to be asked. @returns {() => void} what brings it back */
function snapshot() {
  const html = form.innerHTML, shown = ready ? "" : results.outerHTML;
  const states = controls().map((each) => [each.value, each instanceof HTMLInputElement && each.checked]);
  const waiting = [...actions], brought = opening ?? opened;
  return () => {
    undone += 1;
    form.innerHTML = html; // Python's own markup
    controls().forEach((each, n) => {
      each.value = String(states[n][0]);
      if (each instanceof HTMLInputElement) each.checked = Boolean(states[n][1]);
    });
    if (shown) morph(results, shown);
    actions.splice(0, actions.length, ...waiting);
    opening = brought;
    change();
    next();
  };
}

/** The fields of the form or of a row. @param {Element} place */
function controls(place = form) {
  return [...place.querySelectorAll("input, select")].filter((each) => each instanceof HTMLInputElement || each instanceof HTMLSelectElement);
}

/** Do without Python what does not wait for it; false where it must. @param {string} action */
function alone(action) {
  const row = rowOf(action);
  if (action === "clear" || action === "example") empty();
  else if (row && action.startsWith("remove:") && !actions.length) removeRow(row);
  else return false;
  if (action === "clear") actions.push(action);
  if (action === "example") fill((opening = example));
  change();
  follow(action);
  return true;
}

/** The form as it came, and the example's result. */
function empty() {
  actions.length = 0;
  opening = null;
  if (built) {
    morph(form, built.form);
    morph(results, built.results);
  }
  form.reset();
}

/** The row of a list that a button belongs to. @param {string} action */
function rowOf(action) {
  const [name, index] = action.slice(action.indexOf(":") + 1).split(".");
  return document.getElementById(`entry-${name}-${index}`);
}

/** The rows after it move up, and the last goes, or is emptied where it is the only one. @param {HTMLElement} row */
function removeRow(row) {
  const rows = [...(row.parentElement?.querySelectorAll(".entry") ?? [])];
  for (let n = rows.indexOf(row); n < rows.length; n++) {
    const after = rows[n + 1] ? controls(rows[n + 1]) : [];
    for (const note of rows[n].querySelectorAll('[id^="n-"]')) note.remove(); // on what was there
    controls(rows[n]).forEach((each, k) => {
      const from = after[k];
      each.value = from?.value ?? (each instanceof HTMLInputElement && each.type !== "text" ? each.value : "");
      if (each instanceof HTMLInputElement) each.checked = from instanceof HTMLInputElement && from.checked;
    });
  }
  if (rows.length > 1) rows[rows.length - 1].remove();
}

/** @type {number | undefined} */
let pausing;
function change() {
  changed = true;
  clearTimeout(pausing);
  pausing = setTimeout(next, TYPING_MS);
  clearTimeout(settling);
  settling = setTimeout(address, QUIET_MS); // or sooner, with the answer
}

/** Take the entries from the address, unless it only points at a place in the page. */
function open(place = location.href) {
  const fragment = new URL(place).hash.slice(1);
  if (!fragment || fragment === latest || document.getElementById(fragment)) return;
  withdraw();
  opening = fragment;
  root.dataset.opening = "";
  next();
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
      beforeNodeRemoved: (node) => node !== undoLine,
      beforeNodeMorphed: (node, next) => {
        if (!(node instanceof Element)) return true;
        const made = !node.hasAttributes() && node instanceof HTMLDetailsElement; // of one that is new
        if (made && next instanceof HTMLDetailsElement) node.open = next.open;
        return !(node.matches("#curve-drawn, #ladder-drawn") || isBegun(node, next) || isSame(node, next));
      },
      beforeAttributeUpdated: (name, node, change) =>
        !(name === "open" && node instanceof HTMLDetailsElement) || (unfold && change === "update"),
    },
  });
}

/** A question beside the result that one has begun to answer stays as it is. @param {Element} element @param {Node} next */
function isBegun(element, next) {
  if (element.id !== "next" || !(next instanceof HTMLElement) || replying) return false;
  return next.dataset.fact === element.getAttribute("data-fact") && controls(element).some(isEdited);
}

/** Nothing to change: most of the page after most keys. @param {Element} element @param {Node} next */
function isSame(element, next) {
  return element.isEqualNode(next) && !isEdited(element) && ![...element.querySelectorAll("input, select")].some(isEdited);
}

/**
 * Where one goes on after a button of the form: in the row that came, in the one that took the place
 * of another, in the field that was filled; unless one has gone elsewhere meanwhile.
 * @param {string} action
 */
function follow(action) {
  const at = document.activeElement;
  if (at && at !== document.body && !(at instanceof HTMLButtonElement)) return;
  const [verb, object] = [action.split(":")[0], action.slice(action.indexOf(":") + 1)];
  const [name, index] = object.split("=")[0].split(".");
  const list = document.getElementById(`q-${name}`);
  const row = document.getElementById(`entry-${name}-${index}`);
  const last = list?.querySelector(".entry:last-of-type input, .entry:last-of-type select");
  const places = {
    add: last,
    copy: last,
    remove: row?.querySelector('[data-action^="remove"]') ?? list?.querySelector('[data-action^="add"]'),
    paste: last,
    set: document.getElementById(`f-${object.split("=")[0]}`),
  };
  const onward = document.getElementById(then);
  if (onward?.closest(".step")) return reveal(onward);
  const found = onward ?? places[/** @type {keyof typeof places} */ (verb)];
  const place = found?.closest("details:not([open])")?.querySelector("summary") ?? found;
  if (place instanceof HTMLElement) place.focus();
}

/** @type {number | undefined} */
let settling;
let announced = "";
/** @type {string[]} */
let refused = [];
/** @type {string | null} */
let latest = null;
/** @type {string | null} */
let unwritten = null; // the address is written once it has been quiet, or before the page is left
/** Say the result and write it into the address, once it has been quiet. @param {Answer} answer */
function settle({ said, fragment }) {
  clearTimeout(settling);
  unwritten = latest = fragment;
  settling = setTimeout(() => {
    address();
    const wrong = [...form.querySelectorAll(".problem")].map((each) => each.textContent ?? "");
    const fresh = wrong.filter((each) => !refused.includes(each)); // what cannot be read is said once
    refused = wrong;
    if (said !== announced || fresh.length) tell((announced = said), [...fresh, said].join(" "));
  }, QUIET_MS);
}

function address() {
  if (changed || asking) unwritten = latest = unanswered();
  else if (opening !== null) return;
  if (unwritten === null) return;
  const place = unwritten ? `#${unwritten}` : location.pathname + location.search;
  unwritten = null;
  try {
    history.replaceState(history.state, "", place);
  } catch (error) {
    console.warn(error); // some browsers refuse to be told too often
  }
}

/** What was entered since Python last wrote the form; it wins over what an address brings. */
function edited() {
  const names = editedNames();
  return [...new FormData(form)].filter(([name]) => names.has(name));
}

function editedNames() {
  return new Set([...form.elements].filter(isEdited).map((each) => each.getAttribute("name")));
}

/** The entries as an address holds them, where no answer has said it yet: Python may be late or never come. */
function unanswered() {
  if ((clearing || actions.includes("clear")) && !changed) return "";
  const brought = opening ?? opened;
  const newer = editedNames();
  const kept = brought?.split("&").filter((pair) => pair && !newer.has(pair.split("=")[0])) ?? [];
  const entries = brought === null ? [...new FormData(form)] : edited();
  const own = entries.filter(([, text]) => text).map(([name, text]) => `${name}=${encodeURIComponent(String(text))}`);
  return [...kept, ...own].sort().join("&");
}

/** Where Python does not come: what an address brings, as far as the form has a place for it. @param {string} fragment */
function fill(fragment) {
  const newer = editedNames();
  const brought = new URLSearchParams(fragment.replaceAll("+", "%2B"));
  for (const control of form.elements) {
    const name = control.getAttribute("name") ?? "";
    if (!brought.has(name) || newer.has(name)) continue;
    if (control instanceof HTMLSelectElement) control.value = brought.get(name) ?? "";
    if (!(control instanceof HTMLInputElement)) continue;
    if (/radio|checkbox/.test(control.type)) control.checked = brought.getAll(name).includes(control.value);
    else control.value = brought.get(name) ?? "";
  }
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

const reveal = steps(root, () => {
  unwritten = latest; // what was typed since stays
  address();
});
if (document.getElementById("quick")) {
  import("./quick-entry.js").then(({ quickEntry }) => quickEntry((fragment, from) => press(`enter:${fragment}`, from)));
}
recall();
open();
const asked = opening !== null || changed;
if (asked || !(measure || frugal())) startSoon();
else form.addEventListener(measure && frugal() ? "input" : "focusin", start, { once: true });
if (!asked && !measure && frugal()) tell(root.dataset.sayFrugal ?? "");
