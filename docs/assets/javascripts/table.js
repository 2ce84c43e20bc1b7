// @ts-check
/* The table of measures: filters and order without a reload, kept in the address. */

const form = document.querySelector("form.facets");
const body = document.querySelector("table.measures tbody");
if (form instanceof HTMLFormElement && body) prepare(form, [...body.querySelectorAll("tr")]);

/** @param {HTMLFormElement} form @param {HTMLTableRowElement[]} rows in the order of the texts */
function prepare(form, rows) {
  const said = form.querySelector("[role=status]");
  const none = document.querySelector("p.none");
  const fields = [...form.querySelectorAll("select")];

  /** What the address asks for; a value that no option has is left aside. */
  function read() {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      field.value = asked.get(field.name) ?? "";
      if (field.selectedIndex < 0) field.value = "";
    }
  }

  function show() {
    try {
      filter();
    } catch (error) {
      console.error(error);
      for (const row of rows) row.hidden = false;
      if (none instanceof HTMLElement) none.hidden = true;
      if (said) said.textContent = form.dataset.failed ?? "";
    }
  }

  function filter() {
    const wanted = fields.filter((field) => field.value && field.name !== "sort");
    let shown = 0;
    for (const row of rows) {
      row.hidden = !wanted.every(({ name, value }) => name === "status"
        ? row.querySelector(`.badge--${value}`) // as of the day of the visit
        : row.dataset[name]?.split(" ").includes(value));
      if (!row.hidden) shown += 1;
    }
    const order = form.elements.namedItem("sort");
    const sorted = order instanceof HTMLSelectElement && order.value
      ? [...rows].sort((a, b) => Number(b.dataset.yuan) - Number(a.dataset.yuan))
      : rows;
    // Moving rows that stand where they belong would lay the whole table out again.
    if (sorted.some((row, n) => body?.children[n] !== row)) body?.append(...sorted);
    if (said) said.textContent = (form.dataset.shown ?? "").replace("{shown}", String(shown)).replace("{all}", String(rows.length));
    if (none instanceof HTMLElement) none.hidden = shown > 0;
  }

  function keep() {
    const query = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    try {
      history.replaceState(null, "", `${location.pathname}${String(query) && `?${query}`}${location.hash}`);
    } catch (error) {
      console.warn(error); // some browsers refuse to be told too often
    }
  }

  // On a phone the filters are folded until they are asked for; see site.css.
  const fold = form.querySelector("button.fold");
  fold?.addEventListener("click", () => {
    const open = fold.getAttribute("aria-expanded") !== "true";
    fold.setAttribute("aria-expanded", String(open));
  });

  form.addEventListener("change", () => (show(), keep()));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => (show(), keep())));
  addEventListener("popstate", () => (read(), show()));
  read();
  show();
  form.hidden = false; // what does not work is not offered
}
