// @ts-check
/*
 * A text as a QR code, drawn as SVG. Fetched when first asked for.
 */

import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";
const MOST_BYTES = 2953; // in the largest code, corrected least

/** Null where the text is too long for one. @param {string} text @param {string} label */
export function qr(text, label) {
  if (new TextEncoder().encode(text).length > MOST_BYTES) return null;
  const rows = encode(text, { ecc: "L", border: 4 }).data;
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const dark = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  return svg;
}
