// @ts-check
/*
 * Many enterprises: a file goes to Python in the worker, its rows in parts, and a workbook comes back.
 *
 *   <div id="batch" data-lang data-engine data-say-…>
 *     <button data-batch="template-xlsx | template-csv | cancel | save | print">
 *     <input id="batch-file"> <span id="batch-chosen">
 *     <p id="engine"> <progress id="batch-progress"> <span id="batch-counted"> <p id="batch-said">
 *     <section id="batch-read"><ul></ul><button data-batch="seen"></section>  what was read
 *     <div id="batch-list"></div>  the sums, whom to ask what, a row for each
 *     <section id="batch-bad"><ul></ul><p></p><p data-batch="ways"></p></section>
 *   </div>
 *
 * The messages to Python are described in calculator/tables/batch.py.
 */

import { ask, start } from "./engine.js";
import { statusLine } from "./status.js";
import { inWeChat, onPaper, printable, save } from "./take-out.js";

/** @typedef {[number, string[], unknown, boolean]} Line number, cells, remarks, and whether it is hidden */
/** @typedef {{without?: string[], sheet?: string, unseen?: boolean}} Choice of what is read of a file */
/** @typedef {{head: string[], lines: Line[], account: string[], unseen: number}} Table */

const site = new URL("..", location.href).href;
const AT_ONCE = 10; // rows: a fraction of a second
const MOST_BYTES = 20_000_000; // as in Python; what is larger is not even read
const MOST_SHOWN = 100; // bad rows on the page; the file has them all

const root = /** @type {HTMLElement} */ (document.getElementById("batch"));
const file = /** @type {HTMLInputElement} */ (document.getElementById("batch-file"));
const called = /** @type {HTMLElement} */ (document.getElementById("batch-chosen"));
const progress = /** @type {HTMLProgressElement} */ (document.getElementById("batch-progress"));
const counted = /** @type {HTMLElement} */ (document.getElementById("batch-counted"));
const said = /** @type {HTMLElement} */ (document.getElementById("batch-said"));
const bad = /** @type {HTMLElement} */ (document.getElementById("batch-bad"));
const read = /** @type {HTMLElement} */ (document.getElementById("batch-read"));
const listed = /** @type {HTMLElement} */ (document.getElementById("batch-list"));
const ways = /** @type {HTMLElement} */ (bad.querySelector('[data-batch="ways"]'));
const { lang } = root.dataset;

let run = 0; // what belongs to an older one is dropped
let long = false; // Python is at something that cannot be divided
/** @type {import("./take-out.js").Made | undefined} */
let result;

/** What is known of each enterprise, in the order of the rows. @type {any[]} */
let firms = [];
/** Ask Python, unless what is asked for is no longer wanted. @typedef {(message: object) => Promise<any>} Asked */

let seenOnly = () => {}; // the same table, without its hidden rows

class Stopped extends Error {}

statusLine(/** @type {HTMLElement} */ (document.getElementById("engine")), root);
said.textContent = inWeChat ? say("in-wechat") : "";
file.disabled = false;
file.addEventListener("change", () => file.files?.[0] && assess(file.files[0]));
root.addEventListener("dragover", (event) => event.preventDefault());
root.addEventListener("drop", (event) => {
  event.preventDefault();
  const dropped = event.dataTransfer?.files[0];
  if (dropped && !file.disabled) assess(dropped);
});
root.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button[data-batch]") : null;
  if (!(button instanceof HTMLElement)) return;
  const [what, kind] = (button.dataset.batch ?? "").split("-");
  if (what === "template") ask({ op: "batch", what, kind, lang }).then(save).catch(() => tell("no-template"));
  if (what === "save" && result) hand(result);
  if (what === "cancel") cancel();
  if (what === "print") printPages();
  if (what === "seen") seenOnly();
});
listed.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button[data-sort]") : null;
  if (button instanceof HTMLElement) sort(button);
});
listed.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement) only(target.value.trim().toLowerCase());
});

/** @param {import("./take-out.js").Made} made */
function hand(made) {
  try {
    save(made);
  } catch (error) {
    console.error(error);
    tell("not-saved");
  }
}

/** @param {File} chosen @param {Choice} [choice] */
async function assess(chosen, choice = {}) {
  const asked = begun();
  try {
    clear();
    called.textContent = chosen.name;
    if (chosen.size > MOST_BYTES) return finish("too-large");
    shown("cancel", true);
    tell("reading");
    long = true;
    const table = await asked({ what: "open", base64: await base64(chosen), ...choice });
    long = false;
    if (table.refused) return offer(chosen, choice, table);
    account(table, () => assess(chosen, { ...choice, unseen: false }));
    await assessRows(table, asked);
  } catch (error) {
    failed(error, result ? "not-listed" : "failed");
  }
}

/** Begin something that ends what was going on. @returns {Asked} */
function begun() {
  const mine = ++run;
  return async (message) => {
    const answer = await ask({ op: "batch", lang, ...message });
    if (mine !== run) throw new Stopped();
    return answer;
  };
}

/** Say what is not there, unless it is no longer wanted. @param {unknown} error @param {string} name */
function failed(error, name) {
  if (error instanceof Stopped) return;
  console.error(error);
  finish(error instanceof DOMException ? "unreadable" : name); // that is the file, by the browser
}

/** @param {Table} table @param {Asked} asked */
async function assessRows({ head, lines }, asked) {
  const total = String(lines.length);
  tell("rows", { total });
  count(0, lines.length);
  /** @type {unknown[]} */
  const rows = [];
  /** @type {unknown[]} */
  const measures = [];
  /** @type {string[]} */
  const problems = [];
  /** @type {Record<string, number[]>} */
  const noted = { doubtful: [], contradictory: [], "without-city": [] };
  for (let at = 0; at < lines.length; at += AT_ONCE) {
    const done = await asked({ what: "rows", head, lines: lines.slice(at, at + AT_ONCE) });
    rows.push(...done.rows);
    measures.push(...done.measures);
    problems.push(...done.problems);
    firms.push(...done.firms);
    for (const name of Object.keys(noted)) noted[name].push(...done.noted[name]);
    count(rows.length, lines.length);
    if (rows.length * 2 >= lines.length && at * 2 < lines.length) tell("half");
  }
  tell("packing");
  long = true;
  listed.innerHTML = firms.length ? (await asked({ what: "list", firms })).html : "";
  result = await asked({ what: "workbook", rows, measures, firms, site });
  finish("done", { total, bad: String(problems.length) });
  shown("save", !inWeChat);
  shown("print", !inWeChat && firms.length > 0);
  const notes = Object.entries(noted).flatMap(([name, found]) =>
    found.length ? [words(name, { n: String(found.length), rows: numbers(found) })] : [],
  );
  list(problems, notes);
}

/** A page for each enterprise in the table as it is sorted and filtered, as one document. */
async function printPages() {
  const numbers = [...listed.querySelectorAll("tbody tr:not([hidden])")].map((row) =>
    Number(/** @type {HTMLElement} */ (row.children[0]).dataset.value),
  );
  const total = String(numbers.length);
  if (numbers.length > Number(root.dataset.mostPages)) return tell("too-many-pages", { total });
  const byNumber = new Map(firms.map((firm) => [firm[0], firm]));
  const chosen = numbers.map((number) => byNumber.get(number));
  const asked = begun();
  shown("cancel", true);
  tell("pages", { total });
  count(0, chosen.length);
  try {
    const drawing = import("./take-qr.js").catch(console.warn);
    /** @type {string[]} */
    const pages = [];
    for (let at = 0; at < chosen.length; at += AT_ONCE) {
      pages.push(...(await asked({ what: "pages", firms: chosen.slice(at, at + AT_ONCE), site })).pages);
      count(pages.length, chosen.length);
    }
    const { html, title } = await asked({ what: "pages", pages });
    printable({ element: onPaper(html, (await drawing)?.qr, say("qr-alt")), title });
    finish("pages-ready", { total });
    addEventListener("afterprint", () => printable(), { once: true }); // what is printed next is the page
    window.print();
  } catch (error) {
    failed(error, "not-printed");
  }
}

/** @param {number} done @param {number} total */
function count(done, total) {
  shown(progress, true);
  progress.max = total;
  progress.value = done;
  counted.textContent = words("counted", { done: String(done), total: String(total) });
}

/**
 * Why a table was not assessed, and the ways on: without columns that nobody knows, or with one of its sheets.
 * @param {File} chosen @param {Choice} choice
 * @param {{refused: string[], unknown: string[], sheets: string[]}} table
 */
function offer(chosen, choice, { refused, unknown, sheets }) {
  finish(unknown.length ? "unknown" : sheets.length ? "which-sheet" : "refused");
  list(refused);
  const on = sheets.map((sheet) => way(sheet, () => assess(chosen, { ...choice, sheet })));
  const without = [...(choice.without ?? []), ...unknown];
  if (unknown.length) on.push(way(say("without"), () => assess(chosen, { ...choice, without })));
  ways.replaceChildren(...on);
}

/** @param {string} text @param {() => void} pressed */
function way(text, pressed) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "md-button";
  button.textContent = text;
  button.addEventListener("click", pressed);
  return button;
}

/** What was read of a file, and what was not. @param {Table} table @param {() => void} without hidden rows */
function account(table, without) {
  read.querySelector("ul")?.replaceChildren(...table.account.map(item));
  read.hidden = false;
  seenOnly = without;
  /** @type {HTMLElement} */ (read.querySelector("button")).hidden = !table.unseen;
}

/** @param {string} line */
function item(line) {
  const made = document.createElement("li");
  made.textContent = line;
  return made;
}

/** Sort the table by a column, largest first, then the other way round. @param {HTMLElement} button */
function sort(button) {
  const head = /** @type {HTMLTableCellElement} */ (button.closest("th"));
  const body = listed.querySelector("tbody");
  const down = head.getAttribute("aria-sort") !== "descending";
  for (const each of listed.querySelectorAll("th[aria-sort]")) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (/** @type {Element} */ row) => /** @type {HTMLElement} */ (row.children[head.cellIndex]);
  const number = (/** @type {Element} */ row) => Number(value(row).dataset.value);
  const rows = [...(body?.children ?? [])].sort((a, b) => {
    const words = (value(a).textContent ?? "").localeCompare(value(b).textContent ?? "", lang);
    const order = value(a).dataset.value === undefined ? words : number(b) - number(a);
    return down ? order : -order;
  });
  body?.append(...rows);
}

/** Show only the enterprises whose names have these letters. @param {string} words */
function only(words) {
  for (const row of listed.querySelectorAll("tbody tr")) {
    const name = row.querySelector("th")?.textContent?.toLowerCase() ?? "";
    /** @type {HTMLElement} */ (row).hidden = !name.includes(words);
  }
}

/** Lines that say what is wrong, as many as one can read. @param {string[]} lines @param {string[]} [notes] */
function list(lines, notes = []) {
  const more = lines.length - MOST_SHOWN;
  if (more > 0) notes = [words("more", { n: String(more) }), ...notes];
  bad.querySelector("ul")?.replaceChildren(
    ...lines.slice(0, MOST_SHOWN).map(item),
  );
  /** @type {HTMLElement} */ (bad.querySelector("h3")).hidden = !result || !lines.length;
  /** @type {HTMLElement} */ (bad.querySelector("p")).textContent = notes.join(" ");
  ways.replaceChildren();
  bad.hidden = !lines.length && !notes.length;
}

/** @param {number[]} rows */
function numbers(rows) {
  const shown = rows.slice(0, MOST_SHOWN).join(lang === "zh" ? "、" : ", ");
  return rows.length > MOST_SHOWN ? `${shown} …` : shown;
}

function cancel() {
  run += 1;
  if (long) start(); // what takes for ever is left with the Python that is at it
  finish("cancelled");
}

function clear() {
  result = undefined;
  firms = [];
  printable();
  counted.textContent = "";
  progress.value = 0;
  shown("save", false);
  shown("print", false);
  read.hidden = true;
  listed.replaceChildren();
  list([]);
}

/** @param {string} name @param {Record<string, string>} [parts] */
function finish(name, parts) {
  long = false;
  file.value = ""; // so that the same file can be chosen again
  shown("cancel", false);
  shown(progress, false);
  if (name !== "failed") document.getElementById("engine")?.replaceChildren(); // ready goes without saying now
  tell(name, parts);
}

/** @param {string | HTMLElement} what @param {boolean} visible */
function shown(what, visible) {
  const button = typeof what === "string" ? root.querySelector(`[data-batch="${what}"]`) : what;
  const whole = what === "cancel" ? button : button?.parentElement;
  if (whole instanceof HTMLElement) whole.hidden = !visible;
}

/** @param {string} name @param {Record<string, string>} [parts] */
function tell(name, parts) {
  said.textContent = words(name, parts);
}

/** @param {string} name @param {Record<string, string>} [parts] */
function words(name, parts = {}) {
  return say(name).replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
}

/** The page's own words. @param {string} name */
function say(name) {
  return root.getAttribute(`data-say-${name}`) ?? "";
}

/** @param {File} chosen @returns {Promise<string>} */
function base64(chosen) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^.*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(chosen);
  });
}
