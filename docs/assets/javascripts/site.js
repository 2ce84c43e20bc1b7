// @ts-check
/* Every page: the other language at the same place, light or dark, size of text, terms,
   citations. */

import { now } from "./day.js";

/* The page counts on the theme's script (palette.html); where it did not come, search is not offered. */
if (!("document$" in window)) document.documentElement.classList.replace("js", "no-js");

/* The link to the other language keeps the anchor or the entries, or else the place one reads at. */

/** The last place with a name above the middle of the screen: both languages have the same names. */
function place() {
  if (location.hash || scrollY < innerHeight / 2) return location.hash;
  const named = [...document.querySelectorAll("article h2[id], article h3[id], article h4[id], article .part[id], article tr[id]")];
  const above = named.filter((each) => each.getBoundingClientRect().top < innerHeight / 2);
  return above.length ? `#${above[above.length - 1].id}` : "";
}

for (const link of document.querySelectorAll("a[data-same-page]")) {
  if (!(link instanceof HTMLAnchorElement)) continue;
  const keep = () => {
    link.search = link.search || location.search;
    link.hash = place();
  };
  for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, keep);
}

/* The menu of a narrow screen, by keyboard too; the theme slides it in and out. */

const menu = document.querySelector("button.menu");
const slid = document.querySelector("[data-md-toggle=drawer]");
const drawer = document.querySelector(".md-sidebar--primary");
if (menu instanceof HTMLElement && slid instanceof HTMLInputElement && drawer) {
  menu.addEventListener("click", () => slid.click());
  slid.addEventListener("change", () => {
    menu.setAttribute("aria-expanded", String(slid.checked));
    const first = slid.checked ? drawer.querySelector(".md-nav__list a") : null;
    if (first instanceof HTMLElement) first.focus();
  });
  drawer.addEventListener("focusout", (event) => {
    const to = /** @type {FocusEvent} */ (event).relatedTarget;
    if (slid.checked && to instanceof Node && !drawer.contains(to)) slid.click();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !slid.checked) return;
    slid.click();
    menu.focus();
  });
}

/* As the system, light or dark, kept on the device where the theme keeps it; the page has dressed
   itself by now (palette.html). */

const { __md_get: recall, __md_set: remember, dress, resize } = /** @type {any} */ (window);
const schemes = [...document.querySelectorAll("button.scheme")];
let scheme = chosen();
function chosen() {
  try {
    return Number(recall("__palette")?.index) || 0;
  } catch {
    return 0; // storage may be closed to pages
  }
}
/** @param {boolean} anew whether it was just chosen */
function wear(anew) {
  schemes.forEach((button, n) => button.toggleAttribute("hidden", n !== scheme));
  if (!anew) return;
  dress(scheme);
  const shown = schemes[scheme];
  if (shown instanceof HTMLElement) shown.focus();
  try {
    remember("__palette", { index: scheme });
  } catch {
    return;
  }
}
wear(false);
for (const button of schemes) {
  button.addEventListener("click", () => {
    scheme = (scheme + 1) % schemes.length;
    wear(true);
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dress?.(scheme));
document.addEventListener("prerenderingchange", () => {
  dress?.((scheme = chosen())); // in the page before this one, when this was made ready already
  wear(false);
});

/* Sizes of text, kept on the device once chosen; the page has taken its own by now (palette.html). */

for (const button of document.querySelectorAll("button.text-size")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const names = (button.dataset.sizes ?? "").split(/[、,] ?/);
  const label = button.title;
  let at = Number(document.documentElement.dataset.zoom) % names.length || 0;
  const name = () => button.setAttribute("aria-label", `${button.textContent} ${label}: ${names[at]}`);
  name();
  button.hidden = false;
  document.addEventListener("prerenderingchange", () => {
    resize();
    at = Number(document.documentElement.dataset.zoom) % names.length || 0;
    name();
  });
  button.addEventListener("click", () => {
    at = (at + 1) % names.length;
    document.documentElement.dataset.zoom = String(at);
    name();
    try {
      localStorage.setItem("text-size", String(at));
    } catch {
      return;
    }
  });
}

/* On a phone one language of a clause at a time. */

document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement && target.name === "side")) return;
  target.closest(".parallel")?.setAttribute("data-side", target.value);
});
for (const chosen of document.querySelectorAll(".sides :checked")) {
  chosen.dispatchEvent(new Event("change", { bubbles: true })); // the browser brings it back on reload
}

/* A term in a clause is explained where it stands; without this its link leads to the glossary. */

/** @type {HTMLElement | null} */
let bubble = null;
/** @type {HTMLElement | null} */
let asked = null;

/** @param {boolean} back whether the focus returns to the term */
function close(back) {
  if (!asked) return;
  bubble?.remove();
  asked.setAttribute("aria-expanded", "false");
  if (back) asked.focus();
  bubble = asked = null;
}

/** @param {HTMLElement} term @param {Element} said */
function explain(term, said) {
  const again = asked === term;
  close(false);
  if (again) return;
  asked = term;
  asked.setAttribute("aria-expanded", "true");
  bubble = document.createElement("div");
  bubble.className = "bubble md-typeset";
  bubble.tabIndex = -1;
  bubble.setAttribute("role", "note");
  bubble.innerHTML = said.innerHTML; // our own words, from this very page
  const more = document.createElement("a");
  more.href = /** @type {HTMLAnchorElement} */ (term).href;
  more.textContent = term.closest("article")?.querySelector(".terms summary")?.getAttribute("data-more") ?? "";
  bubble.append(more);
  document.body.append(bubble);
  const at = term.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - bubble.offsetWidth - 16);
  bubble.style.left = `${Math.max(left, 16) + scrollX}px`;
  bubble.style.top = `${at.bottom + scrollY + 6}px`;
  bubble.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element) || bubble?.contains(target)) return;
  const term = target.closest("a.term");
  const said = term instanceof HTMLElement && document.getElementById(`term-${term.dataset.term}`);
  if (!said || event.ctrlKey || event.metaKey || event.shiftKey) return close(false);
  event.preventDefault();
  explain(/** @type {HTMLElement} */ (term), said);
});
document.addEventListener("keydown", (event) => event.key === "Escape" && close(true));

/* The citation of a clause, with the address and the day it was read. */

for (const button of document.querySelectorAll("button.copy")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { copy = "", seen = "", done = "" } = button.dataset;
    const text = `${copy} ${location.href.replace(/[?#].*/, "")}${seen.replace("{day}", now)}`;
    const status = button.nextElementSibling;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement("textarea"); // where the clipboard is closed to pages
      field.value = text;
      button.after(field);
      field.select();
      if (!document.execCommand("copy")) return;
      field.remove();
    }
    if (status) status.textContent = done;
    button.classList.add("done");
  });
}
