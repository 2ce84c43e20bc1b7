// @ts-check
/* What a result shows, in the language of the site: all of it escaped, the words found in <mark>. */

/** What Material's interface takes: `terms` are the words that the page found is to mark (true), and
    those of the query that it lacks (false).
    @typedef {{location: string, title: string, text: string, score: number, terms: Record<string, boolean>}} Item */

const SNIPPET = [90, 220]; // characters around the words found, Chinese and English
const SENTENCE = [/[。；]/g, /[.;:] (?=[A-Z"“(])/g]; // ends, Chinese and English
const SHORTEST = 12; // characters of a sentence
const REMEMBERED = 500; // texts
const MARKED = 8; // different words that a page is told to mark
const PARTS = /[\s*+\-:~^，]*[*+\-:~^，][\s*+\-:~^，]*/; // where the theme would part such words

/** @param {string} s */
const escaped = (s) => s.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** The day in Beijing, or the one that a preview shows. @param {Index} index */
const day = (index) => index.as_of || new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

/** How the text of an entry stands on the day of the visit. @param {Index} index @param {Entry} entry */
function standing(index, entry) {
  const today = day(index), turns = entry.standing === null ? [] : index.standings[entry.standing];
  return turns.filter((turn) => turn.since <= today).pop();
}

/** The same in words, and how long it still is so where the end is near. @param {Index} index @param {Entry} entry @param {0 | 1} l */
function standingSaid(index, entry, l) {
  const turn = standing(index, entry);
  if (!turn) return [];
  const left = turn.until ? Math.round((Date.parse(turn.until) - Date.parse(day(index))) / 864e5) + 1 : Infinity;
  if (left > index.soon) return [turn.full[l]];
  return [turn.full[l], left > 1 ? index.left[l].replace("{days}", String(left)) : index.last[l]];
}

/** @param {Index} index @param {0 | 1} L the language of the site
    @param {(text: string) => Mark[]} marks the terms of a text and where they stand
    @param {(entry: Entry, l: 0 | 1, terms: Set<string>) => boolean} may whether any of the terms may stand in a text */
function presenter(index, L, marks, may) {
  /** @typedef {{from: number, to: number}} Range */

  /** @type {Map<string, Mark[]>} */
  const read = new Map();
  /** The terms of a text, kept for the next key, which mostly finds the same. @param {string} text */
  function remembered(text) {
    let found = read.get(text);
    if (found) return found;
    if (read.size > REMEMBERED) read.clear();
    read.set(text, (found = marks(text).sort((a, b) => a.from - b.from)));
    return found;
  }

  /** The words found in a text, its sentences, and the one that says most of them.
      @param {string} text @param {0 | 1} l @param {Set<string>} terms @param {boolean} [any] whether one may stand here */
  function passages(text, l, terms, any = true) {
    const starts = [0];
    for (const end of text.matchAll(SENTENCE[l])) {
      const next = end.index + end[0].length;
      if (next < text.length && next - starts[starts.length - 1] > SHORTEST) starts.push(next);
    }
    const lone = ![...terms].some((t) => [...t].length > 1); // one character was asked for
    const found = !any ? [] : remembered(text).filter((mark) => terms.has(mark.t) && (mark.strong || lone));
    /** @type {Range[]} */
    const ranges = [];
    for (const { from, to } of found) {
      const last = ranges[ranges.length - 1];
      if (last && from <= last.to) last.to = Math.max(last.to, to);
      else ranges.push({ from, to });
    }
    const says = starts.map((from, i) => {
      const to = starts[i + 1] ?? text.length;
      return new Set(found.filter((m) => m.from >= from && m.from < to).map((m) => m.t)).size;
    });
    return { starts, ranges, at: says.indexOf(Math.max(...says)) };
  }

  /** A stretch of a text with its ranges marked. @param {string} text @param {Range[]} ranges */
  function marked(text, ranges, begin = 0, end = text.length) {
    let html = "", at = begin;
    for (const range of ranges) {
      const from = Math.max(range.from, begin), to = Math.min(range.to, end);
      if (from >= to) continue;
      html += `${escaped(text.slice(at, from))}<mark>${escaped(text.slice(from, to))}</mark>`;
      at = to;
    }
    return html + escaped(text.slice(at, end));
  }

  /** The words found and what stands around them. @param {string} text @param {ReturnType<typeof passages>} passage */
  function snippet(text, { starts, ranges, at }) {
    const from = starts[at], most = SNIPPET[L];
    const first = ranges.find((range) => range.from >= from)?.from ?? from;
    let begin = first - from > most / 2 ? first - Math.floor(most / 4) : from;
    if (L && begin > from) begin = text.indexOf(" ", begin) + 1;
    let end = Math.min(text.length, begin + most);
    if (L && end < text.length) end = Math.max(text.lastIndexOf(" ", end), begin + 1);
    return `${begin > 0 ? "…" : ""}${marked(text, ranges, begin, end)}${end < text.length ? "…" : ""}`;
  }

  /** @param {Entry} entry @param {Set<string>} terms those found @param {string[]} missing words of the
      query that this entry lacks @param {number} score from 0 to 1 @returns {Item} */
  return function item(entry, terms, missing, score) {
    const [zh, en] = [passages(entry.text[0], 0, terms, may(entry, 0, terms)), passages(entry.text[1], 1, terms, may(entry, 1, terms))];
    const [own, other] = L ? [en, zh] : [zh, en];
    // Words that stand in the other language only: the sentence at the same place.
    if (!own.ranges.length && other.ranges.length)
      own.at = Math.floor((other.at / other.starts.length) * own.starts.length);
    /** @param {0 | 1} l @param {Range[]} ranges */
    const words = (l, ranges) => ranges.flatMap(({ from, to }) => entry.text[l].slice(from, to).split(PARTS).map((w) => w.trim()));
    const found = [...words(L, own.ranges), ...words(L ? 0 : 1, other.ranges)].filter((w) => w.length > 1 || HAN.test(w));
    const unique = [...new Set(found)].slice(0, MARKED);
    const [page, section] = entry.url.split("#"); // of an address with # the theme shows the title alone
    const about = entry.city ? [index.cities[entry.city][L], ...standingSaid(index, entry, L), entry.amount[L]] : [index.page[L]];
    return {
      location: page + (section ? `?at=${section}` : terms.size && entry.kind ? `?at=${own.starts[own.at]}` : ""),
      title: marked(entry.title[L], passages(entry.title[L], L, terms).ranges),
      text: `<p class="search-about">${about.filter(Boolean).map((said) => `<span>${escaped(said)}</span>`).join(" ")}</p>` +
        `<p>${snippet(entry.text[L], own)}</p>`,
      score,
      terms: Object.fromEntries([...(unique.length ? [[unique.join("，"), true]] : []), ...missing.map((w) => [w, false])]),
    };
  };
}
