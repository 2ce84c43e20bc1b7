// @ts-check
/*
 * One sentence that fills in the form: Python reads it, what it found is confirmed in chips.
 *
 *   <form id="quick" data-simple> <textarea id="quick-text">
 *     <div id="quick-chips">…<button data-quick="fill | drop">…</div> <p id="quick-said" role="status"> </form>
 *
 * A chip has a control with data-entry, or radio buttons whose values are entries; data-said is what
 * stands for it in the sentence, where it goes back to if it is not entered.
 */

import { Failure, ask, listen } from "./engine.js";
import { also, withdraw } from "./undo.js";

const PAUSE_MS = 250;

/** @param {(fragment: string, from: string) => void} enter puts entries into the form; `from`: where one was */
export function quickEntry(enter) {
  if (!document.getElementById("quick")) return;
  const quick = /** @type {HTMLFormElement} */ (document.getElementById("quick"));
  const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("quick-text"));
  const chips = /** @type {HTMLElement} */ (document.getElementById("quick-chips"));
  const said = /** @type {HTMLElement} */ (document.getElementById("quick-said"));
  const root = /** @type {HTMLElement} */ (document.getElementById("calculator"));
  const { lang } = root.dataset;
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("questions"));

  let ready = false, asked = "", read = "";
  /** @type {string[]} */
  let left = [];
  /** @type {number | undefined} */
  let pausing;
  /** What was put right or taken away, by what it stands for in the sentence: it outlives the next reading.
      @type {Map<string, string | null>} */
  const mended = new Map();

  listen(({ type }) => {
    ready = type === "ready" || (ready && type !== "start" && type !== "failed");
  });
  quick.addEventListener("submit", (event) => event.preventDefault());
  text.addEventListener("input", (event) => {
    withdraw();
    grow();
    if (!(event instanceof InputEvent && event.isComposing)) later();
  });
  text.addEventListener("compositionend", later);
  text.addEventListener("keydown", (event) => {
    // The Enter that ends a composition is none; Safari marks it by its code alone.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    const whole = text.value === read && !chips.querySelector(".due");
    if (whole && chips.querySelector("[data-quick=fill]")) fill();
    else look();
  });
  chips.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-quick]") : null;
    if (button?.getAttribute("data-quick") === "fill") return fill();
    const chip = button?.closest(".chip");
    if (chip) drop(chip);
  });
  chips.addEventListener("input", ({ target }) => {
    const chip = target instanceof Element ? target.closest(".chip") : null;
    if (!chip || !(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    mended.set(key(chip), target.value);
    settle(chip, target.value);
  });
  grow();
  if (text.value) later(); // brought back by the browser

  function later() {
    clearTimeout(pausing);
    pausing = setTimeout(look, PAUSE_MS);
  }

  async function look() {
    clearTimeout(pausing);
    const sentence = (asked = text.value);
    if (!sentence.trim()) return show("", [], "");
    if (!ready) wait();
    try {
      const entries = form ? [...new FormData(form)] : [];
      const message = { op: "quick", lang, text: sentence, simple: quick.dataset.simple, entries };
      const answer = await ask(message);
      if (asked !== sentence) return;
      show(answer.chips, answer.left, answer.said);
      read = sentence;
    } catch (error) {
      if (!(error instanceof Failure)) throw error; // the line of the state tells it
      if (asked === sentence) show("", [], "");
    }
  }

  function wait() {
    const words = root.dataset.sayQuickWait ?? "";
    chips.replaceChildren(Object.assign(document.createElement("p"), { className: "hint", textContent: words }));
    said.textContent = words;
  }

  /** @param {string} html @param {string[]} over @param {string} aloud */
  function show(html, over, aloud) {
    chips.innerHTML = html; // Python's own markup
    left = over;
    for (const chip of chips.querySelectorAll(".chip")) {
      const value = mended.get(key(chip));
      if (value === null) remove(chip);
      else if (value !== undefined) put(chip, value);
    }
    said.textContent = aloud;
  }

  /** @param {Element} chip */
  function key(chip) {
    const control = chip.querySelector("[data-entry]");
    return `${control?.getAttribute("data-entry") ?? ""}|${phrase(chip)}`;
  }

  /** What stands for a chip in the sentence. @param {Element} chip */
  function phrase(chip) {
    return (chip.closest("[data-said]") ?? chip.querySelector("[data-said]"))?.getAttribute("data-said") ?? "";
  }

  /** @param {Element} chip @param {string} value */
  function put(chip, value) {
    for (const control of chip.querySelectorAll("input, select")) {
      if (control instanceof HTMLInputElement && control.type === "radio") control.checked = control.value === value;
      else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = value;
    }
    settle(chip, value);
  }

  /** What was said of another value is not said of this one. @param {Element} chip @param {string} value */
  function settle(chip, value) {
    chip.classList.toggle("due", !value);
    chip.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    chip.querySelector(".echo, .problem")?.remove();
  }

  /** @param {Element} chip */
  function drop(chip) {
    mended.set(key(chip), null);
    const next = chip.nextElementSibling ?? chip.previousElementSibling;
    remove(chip);
    const place = next?.querySelector("[data-quick=drop]");
    (place instanceof HTMLElement ? place : text).focus();
  }

  /** A chip, and the frame around it where it was the last there. @param {Element} chip */
  function remove(chip) {
    const group = chip.closest(".group");
    chip.remove();
    if (group && !group.querySelector(".chip")) group.remove();
    if (!chips.querySelector(".chip")) chips.querySelector("[data-quick=fill]")?.parentElement?.remove();
  }

  /** Enter what is sure; the rest stays in the line. */
  function fill() {
    /** @type {string[]} */
    const pairs = [], rest = /** @type {string[]} */ ([]);
    for (const chip of chips.querySelectorAll(".chip")) {
      const control = chip.querySelector("[data-entry], input:checked");
      const value = control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.value : "";
      if (!value || chip.matches(".due")) rest.push(phrase(chip));
      else pairs.push(control?.hasAttribute("data-entry") ? `${control.getAttribute("data-entry")}=${encodeURIComponent(value)}` : value);
    }
    if (!pairs.length) return;
    const before = { value: text.value, nodes: [...chips.childNodes], left, read };
    enter(pairs.join("&"), "#quick-text");
    also(() => {
      text.value = before.value;
      chips.replaceChildren(...before.nodes);
      ({ left, read } = before);
      grow();
    });
    mended.clear();
    text.value = [...new Set([...rest, ...left])].join(lang === "zh" ? "，" : ", ");
    left = [];
    read = asked = "";
    chips.replaceChildren();
    grow();
    const heading = document.querySelector("#step-1 > h2");
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  }

  function grow() {
    text.style.height = "";
    if (text.value) text.style.height = `${text.scrollHeight + 2}px`; // with its edges
  }
}
