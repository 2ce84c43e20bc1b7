// @ts-check
/*
 * The line that says how Python is getting on: one text to see, one to hear, as progress is seen
 * more often than it is said. Its words are `data-say-…` of an element of the page.
 */

import { listen, start } from "./engine.js";

/** @param {HTMLElement} line @param {HTMLElement} words @param {() => void} [pressed] on what is seen */
export function statusLine(line, words, pressed = () => {}) {
  const seen = document.createElement("span");
  const heard = document.createElement("span");
  const [retry, amounts, copied] = ["retry", "amounts", "copy"].map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say(name);
    return button;
  });
  seen.setAttribute("aria-hidden", "true");
  seen.addEventListener("click", pressed);
  heard.className = "visually-hidden";
  const glance = document.getElementById("glance"); // what can be read without Python
  const exits = document.createElement("span");
  exits.className = "exits";
  exits.append(retry, ...(glance ? [amounts, copied] : []));
  let outdated = false;
  retry.addEventListener("click", () => (outdated ? location.reload() : start()));
  amounts.addEventListener("click", () => {
    glance?.setAttribute("open", "");
    glance?.scrollIntoView();
    glance?.querySelector("summary")?.focus({ preventScroll: true });
  });
  copied.addEventListener("click", async () => {
    const { copy, selected } = await import("./take-out.js");
    if (await copy(Promise.resolve(location.href))) heard.textContent = copied.textContent = say("copied");
    else selected(location.href, exits, say("copy")); // to be copied by hand
  });
  let once = "";
  let amiss = ""; // of a part of the page, whatever else there is to say

  /** @param {Record<string, string>} [parts] */
  function say(/** @type {string} */ name, parts = {}) {
    const text = words.getAttribute(`data-say-${name}`) ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
  }

  /** Show a sentence and say it, or say another, or ("") none; with a mark, only the first time. */
  function tell(/** @type {string} */ text, aloud = text, mark = "") {
    if (!seen.parentElement) line.replaceChildren(seen, heard);
    seen.textContent = `${text} ${text === amiss ? "" : amiss}`.trim();
    if (aloud && (!mark || mark !== once)) heard.textContent = aloud;
    if (aloud) once = mark;
  }

  /** What one can do meanwhile. */
  function offer() {
    retry.textContent = say(outdated ? "reload" : "retry");
    copied.hidden = outdated;
    copied.textContent = say("copy");
    exits.querySelector("textarea")?.remove();
    line.append(" ", exits);
  }

  /** @param {import("./engine.js").Reason | "page"} reason "page": the page's own script failed */
  function fail(reason) {
    outdated = reason === "outdated" || reason === "page"; // entries stay over a reload
    tell(say(`failed-${reason}`, { browser: document.documentElement.dataset.browser ?? "" }));
    offer();
    retry.hidden = reason === "browser";
    glance?.setAttribute("open", "");
  }

  listen((news) => {
    if (news.type === "failed") return fail(news.reason);
    exits.remove();
    amiss = news.type === "unanswered" ? say("unanswered") : "";
    if (news.type === "answered") return tell(say("ready"), "");
    if (news.type !== "progress") {
      tell(say(news.type));
      return news.type === "slow" ? offer() : undefined;
    }
    if (news.stage !== "download") return tell(say("boot"), "");
    const parts = { loaded: megabytes(news.loaded), total: megabytes(news.total) };
    const half = news.loaded * 2 >= news.total;
    tell(say("download", parts), half ? say("download", parts) : "", "half");
  });
  // What no part of the page has caught is said too: what was to be shown is not there.
  const scripts = new URL(".", import.meta.url).href;
  /** @param {unknown} error */
  const failed = (error) => {
    if (error instanceof Error && error.stack?.includes(scripts)) tell((amiss = say("unanswered")));
  };
  addEventListener("error", ({ error }) => failed(error));
  addEventListener("unhandledrejection", ({ reason }) => failed(reason));
  return { tell, fail };
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
