// @ts-check
/*
 * What was cleared, replaced or removed can be had back, until something is typed: a line with a
 * button, near what was pressed. It is kept in memory alone; its words are `data-say-…` of #calculator.
 */

/** @typedef {() => void | Promise<unknown>} Restore */

const root = /** @type {HTMLElement} */ (document.getElementById("calculator"));
const said = document.createElement("span");
const button = document.createElement("button");
const heard = document.createElement("p");

/** The line, which stays where it is while Python's markup comes and goes around it. */
export const line = document.createElement("p");

/** @type {Restore[]} */
let restores = [];
let pressed = "";

// On a narrow screen it lies above the line of the state, which grows when there is more to say.
const bar = document.getElementById("engine");
if (bar) new ResizeObserver(() => line.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

line.id = "undo";
line.append(said, button);
button.type = "button";
button.textContent = say("undo");
heard.className = "visually-hidden";
heard.setAttribute("role", "status");
root.append(heard);

/**
 * @param {string} what happened, as the page calls it
 * @param {Element | null | undefined} near the line comes after it
 * @param {string} selector of what was pressed, to which the focus returns
 * @param {Restore} restore
 */
export function offer(what, near, selector, restore) {
  restores = [restore];
  said.textContent = `${say(what)} · `;
  pressed = selector;
  near?.after(line);
  const again = heard.textContent === say(`${what}-heard`); // the same words are not said twice
  heard.textContent = say(`${what}-heard`) + (again ? "\u00a0" : "");
}

/** Restore this as well. @param {Restore} restore */
export function also(restore) {
  restores.push(restore);
}

export function withdraw() {
  restores = [];
  heard.textContent = "";
  line.remove();
}

button.addEventListener("click", async () => {
  const [all, back] = [restores, pressed];
  withdraw();
  for (const restore of all) await restore();
  const place = document.querySelector(back);
  if (place instanceof HTMLElement) place.focus();
  heard.textContent = say("undone");
});

/** @param {string} name */
function say(name) {
  return root.getAttribute(`data-say-${name}`) ?? "";
}
