// @ts-check
/*
 * The ways out of the page: the clipboard, files and paper. Nothing is sent.
 */

/** @typedef {{name: string, type: string, text?: string, base64?: string, content?: Blob}} Made as Python makes it, or drawn here */

/**
 * Put a text that is still being made on the clipboard. False: the browser does not let us.
 * @param {Promise<string>} text
 */
export async function copy(text) {
  try {
    // Given as a promise, so that Safari still takes the press of the button for its reason.
    const blob = text.then((ready) => new Blob([ready], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    const box = selected(await text, document.body);
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

/**
 * A text to be copied by hand, selected, as the last child of an element.
 * @param {string} text @param {HTMLElement} place
 */
export function selected(text, place, label = "") {
  const box = document.createElement("textarea");
  box.readOnly = true;
  box.rows = 6;
  box.value = text;
  box.setAttribute("aria-label", label);
  place.append(box);
  box.select();
  return box;
}

/** Save a file under its name. @param {Made} made */
export function save({ name, type, text, base64, content: drawn }) {
  const content = drawn ?? (base64 ? Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)) : text ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // once it has surely been read
}

/** WeChat's own browser saves no files. */
export const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

/** @typedef {{element: Element, title: string}} Report what is printed in place of the page, and what a PDF of it is called */

/** @type {Report | undefined} */
let report;

/** Have this printed, by Ctrl+P too; without one, the page as it is. @param {Report} [made] */
export function printable(made) {
  report = made;
}

addEventListener("beforeprint", () => {
  if (!report) return;
  const { element, title } = report;
  document.body.append(element);
  document.body.classList.add("reporting");
  const before = document.title;
  document.title = title;
  addEventListener("afterprint", () => {
    document.title = before;
    element.remove();
    document.body.classList.remove("reporting");
  }, { once: true });
});

/**
 * A report as Python writes it, as an element, with the QR codes of its links.
 * @param {string} html @param {(text: string, label: string) => Element | null} [qr] @param {string} [label]
 */
export function onPaper(html, qr, label = "") {
  const element = /** @type {Element} */ (new DOMParser().parseFromString(html, "text/html").body.firstElementChild);
  for (const place of element.querySelectorAll("[data-qr]")) {
    const code = qr?.(place.getAttribute("data-qr") ?? "", label);
    if (code) place.prepend(code);
    else place.remove(); // too much for one, or out of reach
  }
  return document.adoptNode(element);
}
