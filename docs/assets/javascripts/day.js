// @ts-check
/*
 * What holds on the day of the visit, which may be later than that of the build: what a page says from a
 * day on lies at its end (builder/turns.py); the days left, the dates gone by and the day itself are
 * written here. Runs before whatever else looks at the page.
 */

/* The day in Beijing, or the one that a preview shows. */
const previewed = document.querySelector('meta[name="as-of"]')?.getAttribute("content");
export const now = previewed ?? new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

const later = document.querySelector(".turns");
const since = (later?.getAttribute("data-days") ?? "").split(" ").filter((day) => day && day <= now).pop();
for (const then of later?.querySelectorAll("template") ?? []) {
  const { later: name, since: day } = then.dataset;
  if (day !== since) continue;
  if (name === "page") {
    while (later?.previousSibling) later.previousSibling.remove();
    later?.before(then.content);
  } else for (const each of document.querySelectorAll(`[data-later="${name}"]`)) {
    if (each !== then) each.replaceWith(then.content.cloneNode(true));
  }
}
later?.remove();

/* In the navigation bar, the name of a text leads to the version of the day. */
for (const each of document.querySelectorAll('meta[name="succession"]')) {
  const [was, then, day] = (each.getAttribute("content") ?? "").split(" ");
  if (day > now) continue;
  for (const link of document.querySelectorAll(".md-tabs__link, .md-nav--primary .md-nav__link")) {
    if (link instanceof HTMLAnchorElement && link.href.endsWith(`/${was}`)) link.href = link.href.slice(0, -was.length) + then;
  }
}

for (const each of document.querySelectorAll("[data-until]")) {
  if (!(each instanceof HTMLElement)) continue;
  const { until = "", say, last, over } = each.dataset;
  const left = Math.round((Date.parse(until) - Date.parse(now)) / 864e5) + 1;
  const notice = each.closest(".ends"); // shown when the end is near
  if (notice instanceof HTMLElement) notice.hidden = left > Number(notice.dataset.within);
  if (left < 1) each.textContent = over ?? "";
  else if (left === 1 && last) each.textContent = last;
  else if (say) each.textContent = say.replace("{days}", String(left));
}

for (const row of document.querySelectorAll("tr.ahead")) {
  if ((row.querySelector("time")?.dateTime ?? now) < now) row.className = "past";
}

for (const each of document.querySelectorAll("[data-today]")) {
  const format = { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" };
  const day = new Date(now).toLocaleDateString(document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB",
    /** @type {Intl.DateTimeFormatOptions} */ (format));
  each.textContent = (each.getAttribute("data-today") ?? "").replace("{day}", day);
}
