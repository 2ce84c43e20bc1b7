// @ts-check
/*
 * On a narrow screen the form goes step by step: the same markup, one step shown at a time.
 * `data-step` of the root is the step shown, or "all"; calculator.css does the rest.
 */

const CARRIED = "step"; // to the same page in the other language

const narrow = matchMedia("(max-width: 59.9375em)");
const title = document.title;

/** @param {HTMLElement} root @param {() => void} kept called before a step back takes the old address */
export function steps(root, kept) {
  /** @param {string} step */
  function show(step) {
    root.dataset.step = step;
    name();
  }

  /** The step in the title of the page, where there are steps. */
  function name() {
    const heading = narrow.matches && document.querySelector(`#step-${root.dataset.step} > h2`);
    document.title = heading ? `${heading.textContent} — ${title}` : title;
  }

  /** @param {string} step */
  function turn(step) {
    if (step === root.dataset.step) return;
    history.replaceState({ ...history.state, step: root.dataset.step }, "");
    history.pushState({ step }, "");
    show(step);
    const heading = document.querySelector(`#step-${step === "all" ? 1 : step} > h2`);
    if (heading instanceof HTMLElement) heading.focus();
  }

  root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-turn]") : null;
    if (button) turn(button.getAttribute("data-turn") ?? "1");
  });
  window.addEventListener("popstate", ({ state }) => {
    if (!state?.step) return;
    kept();
    show(state.step);
  });
  narrow.addEventListener("change", name);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a[data-same-page]")) carry(root.dataset.step ?? "1");
  });
  show(history.state?.step ?? carried() ?? "1");

  /** Bring what may lie in another step or a closed part before the reader. @param {HTMLElement} place */
  return function reveal(place) {
    const step = place.closest(".step")?.id.replace("step-", "");
    if (step && root.dataset.step !== "all" && narrow.matches) turn(step);
    for (let at = place.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
    const control = place.matches("input, select") ? place : place.querySelector("input, select");
    (control instanceof HTMLElement ? control : place).focus();
  };
}

/** @param {string} step */
function carry(step) {
  try {
    sessionStorage.setItem(CARRIED, step);
  } catch {
    return; // storage may be closed to pages
  }
}

function carried() {
  try {
    const step = sessionStorage.getItem(CARRIED);
    sessionStorage.removeItem(CARRIED);
    return step;
  } catch {
    return null;
  }
}
