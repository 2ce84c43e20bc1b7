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
  const retry = document.createElement("button");
  seen.setAttribute("aria-hidden", "true");
  seen.addEventListener("click", pressed);
  heard.className = "visually-hidden";
  retry.type = "button";
  retry.textContent = say("retry");
  retry.addEventListener("click", start);
  let once = "";

  /** @param {Record<string, string>} [parts] */
  function say(/** @type {string} */ name, parts = {}) {
    const text = words.getAttribute(`data-say-${name}`) ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
  }

  /** Show a sentence and say it, or say another, or ("") none; with a mark, only the first time. */
  function tell(/** @type {string} */ text, aloud = text, mark = "") {
    if (!seen.parentElement) line.replaceChildren(seen, heard);
    seen.textContent = text;
    if (aloud && (!mark || mark !== once)) heard.textContent = aloud;
    if (aloud) once = mark;
  }

  /** @param {import("./engine.js").Reason} reason */
  function fail(reason) {
    tell(say(`failed-${reason}`));
    line.append(" ", retry);
    document.getElementById("glance")?.setAttribute("open", ""); // what can be read without Python
  }

  listen((news) => {
    if (news.type === "failed") return fail(news.reason);
    if (news.type !== "progress") {
      retry.remove();
      tell(say(news.type));
      return news.type === "slow" ? line.append(" ", retry) : undefined;
    }
    retry.remove();
    if (news.stage !== "download") return tell(say("boot"), "");
    const parts = { loaded: megabytes(news.loaded), total: megabytes(news.total) };
    const half = news.loaded * 2 >= news.total;
    tell(say("download", parts), half ? say("download", parts) : "", "half");
  });
  return { tell, fail };
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
