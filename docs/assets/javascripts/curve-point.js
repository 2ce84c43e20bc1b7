// @ts-check
/*
 * The point of a curve, moved by mouse, finger and keys: what if this amount were another?
 *
 * Python has drawn the figure and written its corners into it, in fen. Between two corners the sums
 * run straight: while the point moves they are reckoned from there, to the yuan; where it rests Python
 * is asked for the sums to the fen. Nothing that was typed changes, unless the button enters it.
 *
 * For the panel: `calculator:what-if` is dispatched on document, with the detail {fact, value, sums}
 * while the point is elsewhere than what was typed (bigint fen; sums: fixed by the text, with ceilings,
 * interest saved), and null when it is back.
 */

import { Failure, ask } from "./engine.js";
import { offer, withdraw } from "./undo.js";

const REST_MS = 150;
const PAGE = 10; // places that PageUp and PageDown go

/** @typedef {{x: bigint, below: bigint[], at: bigint[]}} Corner */
/** @typedef {{profile: object, lang: string}} Shown */

/** @param {HTMLElement} figure @param {string} fact @param {Shown} shown */
export function movable(figure, fact, shown) {
  const svg = /** @type {SVGElement} */ (figure.querySelector("svg[data-plot]"));
  const slider = /** @type {HTMLElement} */ (figure.querySelector("[role=slider]"));
  const [output, sums, crossing, acts] = ["output", ".sums", ".crossing", ".acts"].map((each) => /** @type {HTMLElement} */ (figure.querySelector(each)));
  const enter = figure.querySelector("[data-move=enter]");
  const says = JSON.parse(figure.dataset.say ?? "");
  /** @type {Corner[]} */
  const corners = JSON.parse(figure.dataset.corners ?? "").map(corner);
  const here = corner(JSON.parse(figure.dataset.here ?? ""));
  const [left, right, bottom, top, ...range] = JSON.parse(svg.dataset.plot ?? "");
  const [end, low, high] = range.map(BigInt);
  const step = BigInt(slider.dataset.step ?? 1);
  const places = [...new Set([...corners.map(({ x }) => x), here.x, ...steps(step, end)])].sort((a, b) => Number(a - b));
  const dots = [...svg.querySelectorAll("[data-sum]")];
  const moving = dots.map((dot) => Number(dot.getAttribute("data-sum")));
  let at = here.x;
  let told = says.large; // what stands in the large line
  /** @type {number | undefined} */
  let resting;

  /** @param {bigint} x */
  function move(x) {
    if (x === at) return;
    at = x;
    const found = sumsAt(corners, here, x);
    show(found.sums);
    clearTimeout(resting);
    if (!found.exact) resting = setTimeout(settle, REST_MS);
  }

  /** The sums to the fen, where the point rests. */
  async function settle() {
    const x = at;
    try {
      const answer = await ask({ op: "curve", lang: shown.lang, profile: shown.profile, fact, at: String(x) });
      if (x === at && figure.isConnected) show(answer.sums.map(BigInt));
    } catch (error) {
      if (!(error instanceof Failure)) throw error; // the status line says it
    }
  }

  /** @param {bigint[]} values */
  function show(values) {
    const back = at === here.x;
    const across = String(left + share(at, 0n, end) * (right - left));
    const line = svg.querySelector(".moved");
    for (const name of ["x1", "x2"]) line?.setAttribute(name, across);
    for (const [n, dot] of dots.entries()) {
      dot.setAttribute("cx", across);
      dot.setAttribute("cy", String(bottom - share(values[moving[n]], low, high) * (bottom - top)));
    }
    const lines = moving.map((n) => {
      const pair = says.pair.replace("{name}", says.names[n]).replace("{sum}", yuan(values[n]));
      const change = values[n] - here.at[n];
      return back ? pair : `${pair} (${says.change.replace("{change}", signed(change))})`;
    });
    output.textContent = says[back ? "here" : "if"].replace("{value}", yuan(at));
    sums.textContent = lines.join(says.and);
    slider.setAttribute("aria-valuenow", String(at / 100n));
    slider.setAttribute("aria-valuetext", `${yuan(at)}${says.and}${lines.join(says.and)}`);
    acts.hidden = back;
    if (enter) enter.textContent = says.enter.replace("{value}", yuan(at));
    cross();
    follow(back ? says.large : brief(values[1]));
    const detail = back ? null : { fact, value: at, sums: values };
    document.dispatchEvent(new CustomEvent("calculator:what-if", { detail }));
  }

  /** The large line of the panel says the sum that is shown here. @param {string} sum */
  function follow(sum) {
    const line = document.getElementById("sum");
    if (!line) return;
    line.textContent = (line.textContent ?? "").replace(told, () => (told = sum));
    line.toggleAttribute("data-what-if", at !== here.x);
  }

  /** As the panel writes a sum: in the largest scale that needs at most two decimals. @param {bigint} fen */
  function brief(fen) {
    for (const [scale, words] of says.brief) {
      const unit = BigInt(scale); // fen times 100 / (yuan times 100)
      if (fen < unit * 100n || fen % unit) continue;
      const hundredths = fen / unit;
      const whole = (hundredths / 100n).toLocaleString("en");
      const rest = String(hundredths % 100n).padStart(2, "0").replace(/0+$/, "");
      return words.replace("{sum}", whole + (rest && `.${rest}`));
    }
    return yuan(fen);
  }

  /** The corners between what was typed and the point, and the last of them in words. */
  function cross() {
    let last = "";
    let nearest = -1n;
    for (const button of figure.querySelectorAll(".corners button")) {
      const x = BigInt(button.getAttribute("data-move") ?? 0);
      const crossed = at > here.x ? here.x < x && x <= at : at < x && x <= here.x;
      const far = x > at ? x - at : at - x;
      button.parentElement?.classList.toggle("crossed", crossed);
      if (!crossed || (last && far >= nearest)) continue;
      const said = button.nextElementSibling?.textContent ?? "";
      last = says.corner.replace("{value}", button.textContent).replace("{said}", said);
      nearest = far;
    }
    crossing.hidden = !last;
    crossing.textContent = last;
  }

  /** @param {bigint} value */
  function yuan(value) {
    const fen = value % 100n;
    const whole = (value / 100n).toLocaleString("en");
    return says.yuan.replace("{sum}", fen ? `${whole}.${String(fen).padStart(2, "0")}` : whole);
  }

  /** @param {bigint} value */
  function signed(value) {
    return value < 0n ? `−${yuan(-value)}` : `+${yuan(value)}`;
  }

  /** The place nearest to a point of the screen. @param {PointerEvent} event */
  function nearest({ clientX }) {
    const box = svg.getBoundingClientRect();
    const wide = /** @type {SVGSVGElement} */ (svg).viewBox.baseVal.width;
    const across = (((clientX - box.left) / box.width) * wide - left) / (right - left);
    const x = BigInt(Math.round(Math.min(Math.max(across, 0), 1) * Number(end)));
    return places.reduce((best, each) => (abs(each - x) < abs(best - x) ? each : best));
  }

  /** Where the pointer came down, and where the point was. @type {{x: number, was: bigint} | undefined} */
  let held;
  slider.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    held = { x: event.clientX, was: at };
    slider.setPointerCapture(event.pointerId);
    if (event.pointerType === "mouse") move(nearest(event)); // a finger may be about to scroll
  });
  slider.addEventListener("pointermove", (event) => {
    if (held && Math.abs(event.clientX - held.x) > 3) move(nearest(event));
  });
  slider.addEventListener("pointerup", (event) => {
    if (held) move(nearest(event));
    held = undefined;
  });
  slider.addEventListener("pointercancel", () => {
    if (held) move(held.was);
    held = undefined;
  });
  slider.addEventListener("keydown", (event) => {
    const n = places.indexOf(at);
    const place = {
      ArrowLeft: n - 1, ArrowDown: n - 1, ArrowRight: n + 1, ArrowUp: n + 1, PageDown: n - PAGE,
      PageUp: n + PAGE, Home: 0, End: places.length - 1, Escape: places.indexOf(here.x),
    }[event.key];
    if (place === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    held = undefined;
    move(places[Math.min(Math.max(place, 0), places.length - 1)]);
  });
  figure.addEventListener("click", ({ target }) => {
    const to = target instanceof Element && target.closest("[data-move]")?.getAttribute("data-move");
    if (!to) return;
    if (to === "enter") return fill(/** @type {HTMLElement} */ (enter), at);
    move(to === "back" ? here.x : BigInt(to));
    if (to === "back") slider.focus({ preventScroll: true });
  });
  document.dispatchEvent(new CustomEvent("calculator:what-if", { detail: null }));
}

/** Put an amount into its field, as if it had been typed; it can be undone. @param {HTMLElement} button @param {bigint} value */
function fill(button, value) {
  const field = document.getElementById(`f-${button.dataset.field}`);
  if (!(field instanceof HTMLInputElement)) return;
  const before = field.value;
  put(field, wan(value));
  offer("entered", document.querySelector("#curve summary"), "#curve [role=slider]", () => put(field, before));
}

/** @param {HTMLInputElement} field @param {string} text */
function put(field, text) {
  withdraw();
  field.value = text;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

/** Fen in units of 10,000 yuan, as the form's fields count. @param {bigint} fen */
function wan(fen) {
  const rest = String(fen % 1_000_000n).padStart(6, "0").replace(/0+$/, "");
  return `${fen / 1_000_000n}${rest && `.${rest}`}`;
}

/** @param {[string, string[], string[]]} written @returns {Corner} */
function corner([x, below, at]) {
  return { x: BigInt(x), below: below.map(BigInt), at: at.map(BigInt) };
}

/** @param {bigint} step @param {bigint} end */
function* steps(step, end) {
  for (let x = 0n; x <= end; x += step) yield x;
}

/** The sums at a place, and whether they are known to the fen. @param {Corner[]} corners @param {Corner} here @param {bigint} x */
export function sumsAt(corners, here, x) {
  const known = [here, ...corners].find((each) => each.x === x);
  if (known) return { sums: known.at, exact: true };
  const next = corners.findIndex((each) => each.x > x);
  const [from, to] = [corners[next - 1], corners[next]];
  const stepped = to.below.some((sum, n) => sum !== to.at[n]); // then the way ends a fen before it
  const wide = to.x - from.x - (stepped ? 1n : 0n);
  const along = from.at.map((sum, n) => sum + ((to.below[n] - sum) * (x - from.x)) / (wide || 1n));
  const sums = along.map((sum) => ((sum + 50n) / 100n) * 100n); // rounded down, it may be a fen short
  return { sums, exact: false };
}

/** For drawing alone. @param {bigint} value @param {bigint} low @param {bigint} high */
function share(value, low, high) {
  return Number(value - low) / Number(high - low);
}

/** @param {bigint} value */
function abs(value) {
  return value < 0n ? -value : value;
}
