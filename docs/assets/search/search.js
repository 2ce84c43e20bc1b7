// @ts-check
/* Around the theme's search: what it does not hear (paste, voice, IME), filters, recent searches,
   what is fetched when the field is entered, and the place at which a result opens. */

const RECENT = 5;
const LATE_MS = 8000; // of a search that still prepares: perhaps it never comes
const FILTER = /(?:^|\s)(城市|city|种类|種類|kind)[:：]\s*(\S+)/giu;

/** @typedef {{lang: string[], words: Record<string, string>, choices: Record<string, Record<string, string>>}} Settings */

const { __md_get: get, __md_set: set } = /** @type {any} */ (window);
const box = document.querySelector("[data-md-component=search]");
const field = box?.querySelector("input");
const results = box?.querySelector(".md-search__scrollwrap");
if (box instanceof HTMLElement && field && results) prepareSearch(box, field, results);
openAtSentence();

/** @param {HTMLElement} box @param {HTMLInputElement} field @param {Element} results */
function prepareSearch(box, field, results) {
  // All that the theme listens to: for a completion, and for the query.
  const asked = () => ["keydown", "keyup"].forEach((type) => field.dispatchEvent(new Event(type)));
  let prepared = false;

  // A word that is still being composed is neither searched nor opened by the Enter that ends it,
  // which Safari sends when the composition is over, marked by its code alone.
  field.addEventListener("input", (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) asked();
  });
  field.addEventListener("compositionend", asked);
  for (const type of ["keydown", "keyup"])
    box.addEventListener(type, (event) => {
      if (event instanceof KeyboardEvent && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    }, true);

  // Enter opens the best result; before the theme is ready for that, it does nothing.
  field.form?.addEventListener("submit", (event) => event.preventDefault());

  // Tab goes on to the filters, where the theme would close; leaving the last of them closes.
  box.addEventListener("keydown", (event) => event.key === "Tab" && event.stopPropagation());
  box.addEventListener("focusout", ({ relatedTarget }) => {
    const toggle = document.querySelector("[data-md-toggle=search]");
    if (relatedTarget instanceof Node && !box.contains(relatedTarget) && toggle instanceof HTMLInputElement && toggle.checked) toggle.click();
  });
  const said = box.querySelector(".md-search-result__meta"), list = box.querySelector(".md-search-result__list");
  said?.setAttribute("role", "status");
  if (said && list) tellFailures(said, list);
  // How the word may go on is shown behind it, for the eye; the arrow to the right takes it.
  box.querySelector(".md-search__suggest")?.setAttribute("aria-hidden", "true");

  field.addEventListener("focus", prepare);
  if (document.activeElement === field) prepare();

  async function prepare() {
    if (prepared) return;
    prepared = true;
    if (said) setTimeout(tellLate, LATE_MS, said);
    // A blank makes the worker fetch what it needs: by the first word it is there.
    if (!field.value) for (const words of [" ", ""]) { field.value = words; asked(); }
    try {
      const { base } = JSON.parse(document.querySelector("#__config")?.textContent ?? "");
      const root = new URL(`${base}/`, location.href);
      /** @type {Settings} */
      const settings = (await (await fetch(new URL("search/search_index.json", root))).json()).config;
      bar(settings);
    } catch (error) {
      console.warn(error);
      prepared = false; // entering the field again tries again
    }
  }

  /** @param {Settings} settings */
  function bar({ lang, words, choices }) {
    const bar = element("div", "", "search-bar");
    const selects = ["city", "kind"].map((by) => {
      const select = Object.assign(document.createElement("select"), { name: by });
      select.append(new Option(words.all, ""));
      for (const [id, name] of Object.entries(choices[by])) select.append(new Option(name, id));
      select.addEventListener("change", () => {
        const value = lang[0] === "zh" ? choices[by][select.value] : select.value;
        const others = field.value.replace(FILTER, (whole, name) => (filterOf(name) === by ? "" : whole));
        field.value = `${others.trim()}${value ? ` ${words[by].toLowerCase()}:${value}` : ""}`.trim();
        asked();
      });
      const label = element("label", words[by]);
      label.append(select);
      return { by, select, label };
    });
    const recent = element("div", "", "search-recent");
    recent.setAttribute("role", "group");
    recent.setAttribute("aria-label", words.recent);
    bar.append(...selects.map(({ label }) => label), recent);
    results.prepend(bar);

    // Keys pressed here are not for the theme, which would take them to the field; but Escape
    // closes, and then the focus may not stay on what is no longer seen.
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });

    const follow = () => {
      const chosen = new Map([...field.value.matchAll(FILTER)].map(([, name, value]) => [filterOf(name), value.toLowerCase()]));
      for (const { by, select } of selects) {
        const known = Object.entries(choices[by]).find(([id, name]) => [id, name.toLowerCase()].includes(chosen.get(by) ?? ""));
        select.value = known?.[0] ?? "";
      }
      const past = kept();
      recent.hidden = field.value !== "" || !past.length;
      recent.replaceChildren(
        element("span", words.recent),
        ...past.map((query) => button(query, () => { field.value = query; field.focus(); asked(); })),
        button(words.forget, () => { set("searches", []); field.focus(); follow(); }, "search-forget"),
      );
    };
    for (const type of ["keyup", "focus"]) field.addEventListener(type, follow);
    field.form?.addEventListener("reset", () => setTimeout(asked));
    box.addEventListener("click", ({ target }) => {
      const query = field.value.trim();
      if (!(target instanceof Element && target.closest("a[href]")) || !query) return;
      set("searches", [query, ...kept().filter((past) => past !== query)].slice(0, RECENT));
    }, true);
    follow();
  }

  /** @returns {string[]} */
  function kept() {
    try {
      const past = get("searches");
      return Array.isArray(past) ? past.filter((query) => typeof query === "string") : [];
    } catch {
      return []; // storage is closed, or holds something else
    }
  }
}

/** A failure, which the theme counts as a result, is called what it is. @param {Element} said @param {Element} list */
function tellFailures(said, list) {
  new MutationObserver(() => {
    const failed = list.querySelector(".search-failed")?.closest("article")?.querySelector("h1, h2");
    if (failed) said.textContent = failed.textContent;
  }).observe(list, { childList: true });
}

/** Where the search does not come, for whatever reason, there is another way. @param {Element} said */
function tellLate(said) {
  const words = document.querySelector("script[data-preparing]");
  if (!(words instanceof HTMLElement) || said.textContent?.trim() !== words.dataset.preparing) return;
  const { late = "", instead = "", measures = "" } = words.dataset;
  const way = Object.assign(document.createElement("a"), { href: measures, textContent: instead });
  said.replaceChildren(late, " ", way);
}

/** @param {string} name */
function filterOf(name) {
  return /^(城市|city)$/i.test(name) ? "city" : "kind";
}

/** @param {string} words @param {() => void} press */
function button(words, press, className = "") {
  const made = element("button", words, className);
  made.setAttribute("type", "button");
  made.addEventListener("click", press);
  return made;
}

/** @param {string} tag */
function element(tag, textContent = "", className = "") {
  return Object.assign(document.createElement(tag), { textContent, className });
}

/** Shows the section that a result named, or the sentence, by the number of characters before it. */
function openAtSentence() {
  const at = new URLSearchParams(location.search).get("at");
  const [visit] = performance.getEntriesByType("navigation");
  const arrived = visit instanceof PerformanceNavigationTiming && visit.type === "navigate";
  const section = at && arrived && !location.hash && document.getElementById(at);
  if (section) return section.scrollIntoView({ behavior: "instant" });
  const clause = document.querySelector(`.column--${document.documentElement.lang.slice(0, 2)} blockquote p`);
  if (at === null || !arrived || location.hash || !clause) return;
  const number = clause.querySelector(".number");
  let left = Number(at) + (number ? 1 : 0); // a space stands after the number
  const nodes = document.createTreeWalker(clause, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (number?.contains(node)) continue;
    if (left < length) {
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      scrollBy({ top: range.getBoundingClientRect().top - innerHeight / 3, behavior: "instant" });
      return;
    }
    left -= length;
  }
}
