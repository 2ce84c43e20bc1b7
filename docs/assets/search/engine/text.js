// @ts-check
/* How words are read. Query and text become the same terms, so that either language finds both:

     bigram or character   技术, 术, 改           #12      an idea of aliases.toml, in any of its words
     English stem          subsidy, pledg        ¥500000, %40, ‰7   money and rates
     @13, =xm-13, =fz-3    a clause's number, id  №2024-2, №2       a document's year and number

   The files of this folder are joined into one script and share its scope; see builder/search.py. */

/** A Han character, an English stem or a figure, and where it stands in the text as given.
    @typedef {{t: string, from: number, to: number, han: boolean, word: boolean, also: string[]}} Atom */

const HAN = /\p{Script=Han}/u;
const DIGITS = "零一二三四五六七八九", FORMAL = "零壹贰叁肆伍陆柒捌玖"; // the latter on cheques and invoices
const SCALES = /** @type {Record<string, number>} */ ({
  十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1e3, 仟: 1e3, 万: 1e4, w: 1e4, 亿: 1e8,
  thousand: 1e3, k: 1e3, million: 1e6, m: 1e6, mn: 1e6, billion: 1e9, bn: 1e9,
});
const SPELLED = /** @type {Record<string, number>} */ ({
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, fifteen: 15, twenty: 20,
  thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90, hundred: 100, half: 0.5, a: 1,
});
const ROMAN = /** @type {Record<string, number>} */ ({ i: 1, v: 5, x: 10 });

const { raw } = String;
/** @param {string} source */
const pattern = (source) => new RegExp(source, "y");
const H = `[一二三四五六七八九十百千两${FORMAL.slice(1)}拾佰仟]`;
const E = raw`(?:(?:${Object.keys(SPELLED).join("|")})\b[ -]?)+`;
const N = raw`(?:\d[\d,]*(?:\.\d+)?|${H}+(?=[个多]?[万亿元]|%|‰)|${E}(?=million|billion|thousand|yuan|rmb))`;
const MONEY = pattern(
  raw`(rmb|cny|¥|人民币)? ?(${N})(?: ?(?:[~–—-]|至|到|to) ?(?:rmb)? ?(${N}))? ?[个多]?` +
  raw`(亿|千万|百万|万|w(?![a-z])|thousand\b|million\b|billion\b|bn\b|mn\b|k\b|m\b)?(元|块|yuan\b|rmb\b|cny\b)?`);
const RATE = pattern(raw`(百分之|千分之)?(\d+(?:\.\d+)?|${H}+|${E}(?=per)) ?(%|‰|percent\b|per cent\b|per mille\b|成(?![立为员长本果])|个?点(?![心子击评]))?`);
const HALF = /[一对]半|half\b(?! a\b)/y;
const DOCUMENT = /[〔[( ]*(20\d\d)(?:[〕\]) ]*年?(?:第?(\d{1,3})号|no\.? ?(\d{1,3}))|-(\d{1,2})(?![\d-]))|(\d{1,3})号文?/y;
const CLAUSE = pattern(
  raw`第\(?(\d{1,2}|${H}{1,3})\)?[条项款]|(\d{1,2})条|\((\d{1,2}|${H}{1,3})\)|` +
  raw`(?:clause|measure|article|art\.?|item|no\.?|#) ?\(?(\d{1,2}|[ivx]{1,5}\b)\)?(?!\d)|(xm|fz)[ -]?(\d{1,2}(?:-\d)*(?:-[a-d])?)\b`);
const FIGURE = pattern(raw`[\d第〔[(¥#]|[一对]半|人民币|百分之|千分之|${H}|rmb|cny|clause|measure|art|item|no\b|xm|fz|${E}`);
/** What figures, words and rare characters begin with. */
const LONGER = new RegExp(raw`[a-z\d第〔[(¥#对人\ud800-\udfff]|${H}`);
const WORD = /[a-z]+(?:&[a-z]+)*/y;
/** @type {string[]} */
const NONE = [];

/** @param {string} t @param {"han" | "word" | "figure"} sort @returns {Atom} one that stands nowhere yet */
const atom = (t, sort, also = NONE) => ({ t, from: 0, to: 0, han: sort === "han", word: sort === "word", also });

/** What is made when it is first needed, and kept. @template {object} T @param {() => T} make @returns {() => T} */
function later(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/** A numeral below 10,000, Chinese, English or Roman, or a figure with separators. @param {string} s */
function numeral(s) {
  if (/^[\d,.]+$/.test(s)) return Number(s.replaceAll(",", ""));
  if (/^[ivx]+$/.test(s)) return [...s].reduce((n, c, i) => n + ROMAN[c] * (ROMAN[s[i + 1]] > ROMAN[c] ? -1 : 1), 0);
  if (/^[a-z]/.test(s)) return s.split(/[ -]/).reduce((n, w) => (w === "hundred" ? (n || 1) * 100 : w === "a" ? n || 1 : n + (SPELLED[w] ?? 0)), 0);
  let sum = 0, digit = 0;
  for (const c of s.replaceAll("两", "二")) {
    const value = Math.max(DIGITS.indexOf(c), FORMAL.indexOf(c));
    if (value >= 0) digit = value;
    else { sum += (digit || 1) * (SCALES[c] ?? 0); digit = 0; }
  }
  return sum + digit;
}

/** The figure that begins at a place: its length and its terms, the most telling first.
    @param {string} s @param {number} i @returns {{length: number, terms: string[]} | null} */
function figure(s, i) {
  /** @param {RegExp} pattern */
  const read = (pattern) => { pattern.lastIndex = i; return pattern.exec(s); };
  if (!read(FIGURE) || (i && /[a-z0-9]/.test(s[i - 1]) && /[a-z0-9]/.test(s[i]))) return null;
  let hit = read(CLAUSE);
  if (hit) {
    const number = hit[1] ?? hit[2] ?? hit[3] ?? hit[4];
    return { length: hit[0].length, terms: [number ? `@${numeral(number)}` : `=${hit[5]}-${hit[6]}`] };
  }
  hit = read(DOCUMENT);
  if (hit) {
    const year = hit[1], number = Number(hit[2] ?? hit[3] ?? hit[4] ?? hit[5]);
    return { length: hit[0].length, terms: [...(year ? [`№${year}-${number}`] : []), `№${number}`] };
  }
  hit = read(HALF);
  if (hit) return { length: hit[0].length, terms: ["%50"] };
  hit = read(RATE);
  if (hit && (hit[1] || hit[3])) return { length: hit[0].length, terms: rate(hit) };
  hit = read(MONEY);
  return hit && money(hit);
}

/** @param {RegExpExecArray} hit */
function rate([, before, figure, after = ""]) {
  const n = numeral(figure.trim());
  if (before === "千分之" || /‰|mille/.test(after)) return [`‰${n}`];
  if (after === "成") return [`%${n * 10}`];
  return n < 1 ? [`‰${Number((n * 10).toFixed(2))}`, `%${n}`] : [`%${n}`];
}

/** @param {RegExpExecArray} hit */
function money([whole, currency, low, high, scale, unit]) {
  if (HAN.test(low) && !scale && !unit) return null;
  const times = scale ? [...(SCALES[scale] ? [scale] : scale)].reduce((n, c) => n * SCALES[c], 1) : 1;
  /** @type {string[]} */
  const terms = [];
  for (const each of [low, high]) {
    if (!each) continue;
    const n = numeral(each.trim());
    if (currency || scale || unit || n >= 1e4 || each.includes(",")) terms.push(`¥${n * times}`);
    terms.push(String(n));
  }
  return { length: whole.trimEnd().length, terms };
}

/** English without its endings: enough to bring the forms of a word together. @param {string} w */
function stem(w) {
  if (/^(?:customer|training)/.test(w)) return w.slice(0, 8); // no customs, no trains
  if (w.length < 4 || /\d/.test(w)) return w;
  w = w.replace(/ies$/, "y").replace(/(ss|sh|ch|x)es$/, "$1").replace(/([^su])s$/, "$1");
  const cut = w.replace(/(?:ation|ition|ing|ion|ed|or|er)$/, "");
  if (cut.length >= 4) w = cut.replace(/([^ls])\1$/, "$1");
  return w.length > 4 ? w.replace(/e$/, "") : w;
}

/** Makes what reads a text as atoms; null parts what does not belong together.
    @param {string[]} traditional a simplified character and its traditional ones, each
    @returns {(text: string, placed?: boolean) => (Atom | null)[]} `placed`: whether it matters where they stand */
function reader(traditional) {
  const simple = new Map(traditional.flatMap((line) => [...line].slice(1).map((c) => [c, line[0]])));
  /** @type {Map<string, string>} */
  const known = new Map();
  /** What a character is by itself: one of Chinese, null what parts, false nothing, true the beginning of
      more. @type {Map<number, Atom | null | boolean>} */
  const single = new Map();
  /** @type {Map<string, Atom>} */
  const words = new Map();

  /** @param {number} code */
  function alone(code) {
    const c = String.fromCharCode(code);
    const said = LONGER.test(c) || (HAN.test(c) ? atom(c, "han") : /[，。；：、,.;:!?！？]/.test(c) ? null : false);
    single.set(code, said);
    return said;
  }

  /** A word, its stem worked out once. @param {string} word */
  function spoken(word) {
    let said = words.get(word);
    if (!said) words.set(word, (said = atom(stem(word), "word")));
    return said;
  }

  /** A character in one form of the many it has; quotation marks are none. @param {string} c */
  function plain(c) {
    let said = known.get(c);
    if (said === undefined) {
      const form = c.normalize("NFKC").toLowerCase().replace(/["'“”‘’「」『』\u200b]/g, "").replace("—", "-");
      known.set(c, (said = [...form].map((x) => simple.get(x) ?? x).join("")));
    }
    return said;
  }

  /** Where each character of a plain text stands in the text as given. @param {string} text */
  function places(text) {
    let place = 0;
    /** @type {number[]} */
    const begins = [], ends = /** @type {number[]} */ ([]);
    for (const c of text) {
      for (let k = plain(c).length; k; k--) {
        begins.push(place);
        ends.push(place + c.length);
      }
      place += c.length;
    }
    return { begins, ends };
  }

  const odd = new RegExp(raw`[^\x20-\x7e、。\u4e00-\u9fff]|["'${[...simple.keys()].join("")}]`, "gu");

  return (text, placed = true) => {
    let moved = false;
    const s = text.replace(odd, (c) => {
      const said = plain(c);
      moved ||= c.length !== 1 || said.length !== 1;
      return said;
    }).toLowerCase();
    const place = placed && moved ? places(text) : null;
    /** @type {(Atom | null)[]} */
    const found = [];
    for (let i = 0, length = 1; i < s.length; i += length) {
      const code = s.charCodeAt(i);
      let said = single.get(code);
      if (said === undefined) said = alone(code);
      length = 1;
      if (said === true) {
        const number = figure(s, i);
        WORD.lastIndex = i;
        const word = number ? null : WORD.exec(s)?.[0];
        const c = String.fromCodePoint(s.codePointAt(i) ?? 0);
        length = (number ?? word ?? c).length;
        if (number) said = atom(number.terms[0], "figure", number.terms);
        else if (word) said = spoken(word);
        else said = HAN.test(c) && atom(c, "han");
      }
      if (said && placed) found.push({ ...said, from: place?.begins[i] ?? i, to: place?.ends[i + length - 1] ?? i + length });
      else if (said) found.push(said);
      else if (said === null) found.push(null);
    }
    return found;
  };
}
