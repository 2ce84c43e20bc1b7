// @ts-check
/*
 * Taking a result away: Python makes the link, the texts and the files; this hands them over.
 *
 *   <div id="notices" role="status"></div>                what to know of the link that was opened
 *   <section id="take" data-say-… hidden>               data-printable: the report is ready for paper
 *     <button data-take="…"> …  <input id="take-numbers">
 *     <p id="take-said" role="status"></p> <div id="take-shown"></div>
 *   </section>
 *
 * The messages to Python are described in calculator/page/export_panel.py.
 */

import { ask } from "./engine.js";
import { frugal } from "./network.js";
import { scenarios } from "./scenarios.js";
import { copy, inWeChat, onPaper, printable, save, selected } from "./take-out.js";
import { also } from "./undo.js";

const panel = /** @type {HTMLElement} */ (document.getElementById("take"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("questions"));
const numbers = /** @type {HTMLInputElement} */ (document.getElementById("take-numbers"));
const said = /** @type {HTMLElement} */ (document.getElementById("take-said"));
const shown = /** @type {HTMLElement} */ (document.getElementById("take-shown"));
const notices = /** @type {HTMLElement} */ (document.getElementById("notices"));
const FILES = ["xlsx", "csv", "json", "ics"];
const IDLE_MS = 1500; // a pause this long is worth a report that may be printed

/** @type {number | undefined} */
let idle;
let rounds = 0;

document.addEventListener("calculator:result", (event) => {
  const { detail } = /** @type {CustomEvent<{notices: string[]}>} */ (event);
  panel.hidden = false;
  forget(); // what was shown is of an older result
  later();
  if (!detail.notices.length) return;
  notices.replaceChildren(...detail.notices.map((each) => paragraph(each)));
});
numbers.addEventListener("change", () => {
  forget();
  later();
});
panel.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button[data-take]") : null;
  if (!(button instanceof HTMLElement)) return;
  // What it says and shows stands where it was pressed.
  if (said.previousElementSibling !== button.parentElement) button.parentElement?.after(said, shown);
  take(button.dataset.take ?? "", button.textContent ?? "");
});
if (inWeChat) {
  for (const what of [...FILES, "print"]) panel.querySelector(`[data-take="${what}"]`)?.remove();
  panel.querySelector("h2")?.after(paragraph(say("in-wechat")));
}

/** @param {string} what @param {string} label of the button */
async function take(what, label) {
  said.textContent = "";
  shown.replaceChildren();
  try {
    if (what === "qr") return await showQr();
    if (what === "picture") return await showPicture();
    if (what === "print") return await print();
    if (FILES.includes(what)) return await saveFile(what);
    const text = make(what).then((made) => made.text);
    if (await copy(text)) return tell("copied");
    tell("copy-by-hand");
    selected(await text, shown, label);
  } catch (error) {
    failed(error);
  }
}

/** @param {unknown} error */
function failed(error) {
  console.error(error);
  tell("failed");
}

/** @param {string} what @returns {Promise<any>} */
function make(what) {
  const { lang } = /** @type {HTMLElement} */ (document.getElementById("calculator")).dataset;
  const address = location.href.split("#")[0];
  const entries = [...new FormData(form)];
  return ask({ op: "take", what, lang, address, entries, numbers: numbers.checked, scenarios: scenarios() });
}

/** @param {string} what */
async function saveFile(what) {
  const made = await make(what);
  if (!made.name) return tell("no-dates");
  save(made);
  tell("saved", made);
}

async function showQr() {
  const [{ qr }, { text }] = await Promise.all([import("./take-qr.js"), make("link")]);
  const svg = qr(text, say("qr-alt"));
  if (!svg) return tell("qr-too-long");
  const link = document.createElement("a");
  link.href = link.textContent = text;
  shown.replaceChildren(svg, link);
  tell("qr-shown");
  shown.scrollIntoView({ block: "nearest" });
}

/** The picture, to be saved, or handed on where the browser does that. */
async function showPicture() {
  const [{ draw }, words] = await Promise.all([import("./take-picture.js"), make("picture")]);
  const canvas = draw(words);
  const image = new Image();
  image.src = canvas.toDataURL("image/png"); // what WeChat saves when it is held
  image.alt = [words.kicker, words.who, words.large, ...words.lines.flat(), ...words.standings].join("; ");
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const file = new File([blob], words.name, { type: "image/png" });
  const row = document.createElement("p");
  row.className = "take-buttons";
  row.append(pressed("save-picture", async () => save({ name: words.name, type: "image/png", content: file })));
  if (navigator.canShare?.({ files: [file] })) {
    row.append(pressed("share-picture", () => navigator.share({ files: [file] })));
  }
  shown.replaceChildren(image, row);
  tell("picture-shown");
}

/** A button of what is shown. @param {string} name @param {() => Promise<void>} act */
function pressed(name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = say(name);
  button.addEventListener("click", () => act().catch((error) => error.name === "AbortError" || failed(error)));
  return button;
}

/** Prepare the report once nothing is typed; where data are saved, when it is asked for. */
function later() {
  if (!frugal()) idle = setTimeout(() => prepare().catch(console.warn), IDLE_MS);
}

/** Make the report of the result: printing itself waits for nothing. */
async function prepare() {
  const round = ++rounds;
  const drawing = import("./take-qr.js").catch(console.warn);
  const [drawn, { html, title }] = await Promise.all([drawing, make("print")]);
  if (round !== rounds) return; // of an older result
  panel.dataset.printable = "";
  printable({ element: onPaper(html, drawn?.qr, say("qr-alt")), title });
}

async function print() {
  if (!("printable" in panel.dataset)) await prepare();
  window.print();
}

/* What was said of a link goes with its entries. */
document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element && target.closest('[data-action="clear"]'))) return;
  const brought = [...notices.childNodes];
  notices.replaceChildren();
  also(() => notices.replaceChildren(...brought));
});

function forget() {
  clearTimeout(idle);
  rounds += 1;
  printable();
  delete panel.dataset.printable;
  shown.replaceChildren();
}

/** @param {string} name @param {Record<string, string>} [parts] */
function tell(name, parts = {}) {
  said.textContent = say(name).replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
  said.scrollIntoView({ block: "nearest" });
}

/** The page's own words. @param {string} name */
function say(name) {
  return panel.getAttribute(`data-say-${name}`) ?? "";
}

/** @param {string} text */
function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}
