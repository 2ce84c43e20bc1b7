// @ts-check
/*
 * Taking a result away: Python makes the link, the texts and the files; this hands them over.
 *
 *   <div id="notices" role="status"></div>                what to know of the link that was opened
 *   <section id="take" data-say-… hidden>
 *     <button data-take="…"> …  <input id="take-numbers">
 *     <p id="take-said" role="status"></p> <div id="take-shown"></div>
 *   </section>
 *
 * The messages to Python are described in calculator/files/take.py.
 */

import { ask } from "./engine.js";
import { copy, inWeChat, save, selected } from "./take-out.js";
import { also, move } from "./undo.js";

const panel = /** @type {HTMLElement} */ (document.getElementById("take"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("questions"));
const numbers = /** @type {HTMLInputElement} */ (document.getElementById("take-numbers"));
const said = /** @type {HTMLElement} */ (document.getElementById("take-said"));
const shown = /** @type {HTMLElement} */ (document.getElementById("take-shown"));
const notices = /** @type {HTMLElement} */ (document.getElementById("notices"));
const FILES = ["xlsx", "csv", "json", "ics"];

document.addEventListener("calculator:result", (event) => {
  const { detail } = /** @type {CustomEvent<{notices: string[]}>} */ (event);
  panel.hidden = false;
  forget(); // what was shown is of an older result
  if (!detail.notices.length) return;
  notices.replaceChildren(...detail.notices.map((each) => paragraph(each)));
});
numbers.addEventListener("change", forget);
panel.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button[data-take]") : null;
  if (button instanceof HTMLElement) take(button.dataset.take ?? "", button.textContent ?? "");
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
    if (what === "clear") return clear();
    if (what === "qr") return await showQr();
    if (what === "print") return await print();
    if (FILES.includes(what)) return await saveFile(what);
    const text = make(what).then((made) => made.text);
    if (await copy(text)) return tell("copied");
    tell("copy-by-hand");
    selected(await text, shown, label);
  } catch (error) {
    console.warn(error);
    tell("failed");
  }
}

/** @param {string} what @returns {Promise<any>} */
function make(what) {
  const { lang } = /** @type {HTMLElement} */ (document.getElementById("calculator")).dataset;
  const address = location.href.split("#")[0];
  const entries = [...new FormData(form)];
  return ask({ op: "take", what, lang, address, entries, numbers: numbers.checked });
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
}

/** The report stands in the page, for paper only, until there is another result. */
async function print() {
  const { html, title } = await make("print");
  forget();
  document.body.insertAdjacentHTML("beforeend", html);
  const before = document.title;
  document.title = title; // the name of a PDF
  addEventListener("afterprint", () => (document.title = before), { once: true });
  window.print();
}

function clear() {
  const brought = [...notices.childNodes], button = '[data-take="clear"]';
  /** @type {HTMLElement | null} */ (form.querySelector('[data-action="clear"]'))?.click();
  notices.replaceChildren();
  tell("cleared");
  move(panel.querySelector(button)?.parentElement, button);
  also(() => {
    notices.replaceChildren(...brought);
    said.textContent = "";
  });
}

function forget() {
  document.getElementById("report")?.remove();
  shown.replaceChildren();
}

/** @param {string} name @param {Record<string, string>} [parts] */
function tell(name, parts = {}) {
  said.textContent = say(name).replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
  said.scrollIntoView({ block: "nearest" }); // the buttons may be far above
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
