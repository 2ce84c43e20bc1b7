// @ts-check
/* Every page: the link to the other language keeps the place one is at, anchor or entries. */

for (const link of document.querySelectorAll("a[data-same-page]")) {
  if (!(link instanceof HTMLAnchorElement)) continue;
  const keep = () => (link.hash = location.hash);
  for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, keep);
}
