// @ts-check
/*
 * The result as a picture for a chat, 1080 by 1440, of the words that Python gives. Fetched when first
 * asked for.
 */

import { encode } from "uqr";

/**
 * @typedef {{kicker: string, who: string, large: string, open: string, made: string, binding: string,
 *   opens: string, name: string, link: string, standings: string[], solid: number | null,
 *   parts: [string, string][], lines: [string, string][], missing: string[]}} Words calculator/page/share_picture.py
 */

const WIDE = 1080, HIGH = 1440, EDGE = 72, INNER = WIDE - 2 * EDGE;
const PAPER = "#fbf8f2", CARD = "#fffdf9", INK = "#1e2a2b", SOFT = "#566160", LINE = "#ddd5c5";
const TEAL = "#0f5457", PALE = "#cfe3e0", GOLD = "#f1c183";
const MOST_BYTES = 2953; // in the largest code, corrected least

/** @param {Words} words @returns {HTMLCanvasElement} */
export function draw(words) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDE;
  canvas.height = HIGH;
  const pen = new Pen(/** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));
  pen.box(0, 0, WIDE, HIGH, PAPER);

  pen.at = 84;
  const band = () => {
    pen.line(words.kicker, 32, PALE);
    pen.at += 18;
    pen.text(words.who, 46, PAPER, 700);
    pen.at += 14;
    for (const said of words.standings) pen.text(said, 32, GOLD, 700);
    pen.at += 30;
    pen.text(words.large, pen.fitted(words.large), PAPER, 700);
    pen.at += 44;
  };
  band(); // once to know how high it is
  pen.box(0, 0, WIDE, pen.at, TEAL);
  pen.at = 84;
  band();

  pen.at += 44;
  if (words.solid !== null) bar(pen, words.solid);
  for (const [name, said] of words.parts) key(pen, name, said);
  pen.at += words.parts.length ? 18 : 0;
  for (const [title, sum] of words.lines) measure(pen, title, sum);
  const end = foot(words, new Pen(pen.ink)) - 24;
  pen.at += 26;
  if (words.open && pen.at + pen.height(words.open, 32) < end) {
    pen.text(words.open, 32, SOFT, words.missing.length ? 700 : 400);
  }
  for (const said of words.missing) {
    if (pen.at + pen.height(said, 36) + 32 < end) measure(pen, said, "");
  }
  return canvas;
}

/** @param {Pen} pen @param {number} solid */
function bar(pen, solid) {
  const high = 44, fixed = Math.round(INNER * solid);
  pen.box(EDGE, pen.at, INNER, high, CARD);
  hatch(pen.ink, EDGE + fixed, pen.at, INNER - fixed, high);
  pen.box(EDGE, pen.at, fixed, high, TEAL);
  pen.frame(EDGE, pen.at, INNER, high);
  pen.at += high + 26;
}

/** What a part of the bar is. @param {Pen} pen @param {string} name @param {string} said */
function key(pen, name, said) {
  if (name === "fixed") pen.box(EDGE, pen.at + 6, 28, 28, TEAL);
  else hatch(pen.ink, EDGE, pen.at + 6, 28, 28);
  pen.frame(EDGE, pen.at + 6, 28, 28);
  pen.text(said, 32, INK, 400, EDGE + 46);
}

/** Lines within a box. @param {CanvasRenderingContext2D} ink @param {number} x @param {number} y @param {number} wide @param {number} high */
function hatch(ink, x, y, wide, high) {
  ink.save();
  ink.beginPath();
  ink.rect(x, y, wide, high);
  ink.clip();
  ink.beginPath();
  for (let at = x - high; at < x + wide; at += 14) {
    ink.moveTo(at, y + high);
    ink.lineTo(at + high, y);
  }
  ink.lineWidth = 4;
  ink.strokeStyle = TEAL;
  ink.stroke();
  ink.restore();
}

/** @param {Pen} pen @param {string} title @param {string} sum */
function measure(pen, title, sum) {
  pen.box(EDGE, pen.at, INNER, 2, LINE);
  pen.at += 16;
  const top = pen.at, wide = pen.width(sum, 36, 700);
  pen.text(title, 36, INK, 400, EDGE, INNER - wide - 36);
  const below = pen.at;
  pen.at = top;
  pen.text(sum, 36, INK, 700, WIDE - EDGE - wide);
  pen.at = Math.max(below, pen.at) + 14;
}

/** The code at the right, and at its left what to know, as low as the picture goes; where it begins. @param {Words} words @param {Pen} pen */
function foot(words, pen) {
  const side = code(pen, words.link);
  const wide = side ? INNER - side - 48 : INNER;
  const said = side ? [words.made, words.binding, words.opens] : [words.made, words.binding];
  const high = said.reduce((sum, each) => sum + pen.height(each, 27, wide) + 10, -10);
  pen.at = HIGH - EDGE - high;
  for (const each of said) {
    pen.text(each, 27, SOFT, 400, EDGE, wide);
    pen.at += 10;
  }
  return HIGH - EDGE - Math.max(side, high);
}

/** The link as a code; how wide it is, 0 where it is too long for one. @param {Pen} pen @param {string} link */
function code(pen, link) {
  if (new TextEncoder().encode(link).length > MOST_BYTES) return 0;
  const rows = encode(link, { ecc: "L", border: 4 }).data;
  const dot = Math.max(2, Math.floor(280 / rows.length)), side = dot * rows.length;
  const left = WIDE - EDGE - side, top = HIGH - EDGE - side;
  pen.box(left, top, side, side, "#fff");
  rows.forEach((row, y) => row.forEach((on, x) => on && pen.box(left + x * dot, top + y * dot, dot, dot, "#000")));
  return side;
}

/** Writes from top to bottom; `at` is where the next line begins. */
class Pen {
  at = 0;

  /** @param {CanvasRenderingContext2D} ink */
  constructor(ink) {
    this.ink = ink;
    this.face = getComputedStyle(document.body).fontFamily;
    ink.textBaseline = "top";
  }

  /** @param {number} x @param {number} y @param {number} wide @param {number} high @param {string} colour */
  box(x, y, wide, high, colour) {
    this.ink.fillStyle = colour;
    this.ink.fillRect(x, y, wide, high);
  }

  /** @param {number} x @param {number} y @param {number} wide @param {number} high */
  frame(x, y, wide, high) {
    this.ink.lineWidth = 3;
    this.ink.strokeStyle = TEAL;
    this.ink.strokeRect(x, y, wide, high);
  }

  /** @param {string} said @param {number} size @param {number} weight */
  width(said, size, weight = 400) {
    this.ink.font = `${weight} ${size}px ${this.face}`;
    return this.ink.measureText(said).width;
  }

  /** As large as one line takes, or two where that would be small. @param {string} said */
  fitted(said) {
    let size = 104;
    while (size > 62 && this.width(said, size, 700) > INNER) size -= 2;
    return size > 62 ? size : 72;
  }

  /** @param {string} said @param {number} size @param {string} colour @param {number} weight */
  line(said, size, colour, weight = 400, x = EDGE) {
    this.width(said, size, weight);
    this.ink.fillStyle = colour;
    this.ink.fillText(said, x, this.at + size * 0.12);
    this.at += size * 1.3;
  }

  /** @param {string} said @param {number} size @param {string} colour */
  text(said, size, colour, weight = 400, x = EDGE, wide = WIDE - EDGE - x) {
    for (const each of this.broken(said, size, weight, wide)) this.line(each, size, colour, weight, x);
  }

  /** @param {string} said @param {number} size */
  height(said, size, wide = INNER) {
    return this.broken(said, size, 700, wide).length * size * 1.3;
  }

  /** In lines: English between words, Chinese between characters, but before no closing mark. @param {string} said @param {number} size @param {number} weight @param {number} wide */
  broken(said, size, weight, wide) {
    const pieces = said.match(/[\u2e80-\uffef“”][，。；：、）》”]*|[^\u2e80-\uffef“”\s]+[，。；：、）》”]*\s*|\s+/gu) ?? [];
    const lines = [""];
    for (const piece of pieces) {
      const last = lines[lines.length - 1];
      if (last && this.width((last + piece).trimEnd(), size, weight) > wide) lines.push(piece.trimStart());
      else lines[lines.length - 1] += piece;
    }
    return lines;
  }
}
