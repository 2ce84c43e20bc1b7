// @ts-check
/* What words sound like: pinyin and initials typed for Chinese, one character for another of the
   same sound, and slips in English. */

const PINYIN_PARTS = 2; // of the ways to read letters as Chinese, the best few are searched
const LONGEST_INITIALS = 12;
const SHORTEST_STEM = 4; // of so few letters one may be missing, not another one: last is no slip of list

/** Slips between two words: a letter more, less, other, or two changed about. @param {string} a @param {string} b */
function distance(a, b) {
  let [older, old] = [/** @type {number[]} */ ([]), [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, old] = [old, row];
  }
  return old[b.length];
}

/** The English words there are: `begins`, whether any does so; `corrected`, the word that was meant if
    this one is unknown: one slip, or two in a long one. Of two as near, the more frequent.
    @param {string[]} words @param {(word: string) => number} frequency */
function speller(words, frequency) {
  const all = new Set(words);
  /** @param {string} start */
  const begins = (start) => words.some((word) => word.startsWith(start));

  /** @param {string} word */
  function corrected(word) {
    if (word.length < SHORTEST_STEM || all.has(word)) return word;
    let best = word, least = word.length < 8 ? 1 : 2;
    for (const other of all) {
      if (other[0] !== word[0] || Math.abs(other.length - word.length) > least) continue;
      if (word.length === SHORTEST_STEM && other.length <= word.length) continue;
      const slips = distance(word, other);
      if (slips < least || (slips === least && (best === word || frequency(other) > frequency(best)))) [best, least] = [other, slips];
    }
    return best;
  }

  return { begins, corrected };
}

/** Sounds that are often confused count as one. @param {string} sound */
const blur = (sound) => sound.replace(/^([zcs])h/, "$1").replace(/ng$/, "n");

/** @param {string[]} pinyin a sound and its characters, each @param {() => Iterable<string>} texts all
    Chinese there is @param {(han: string) => boolean} named whether an idea goes by these characters */
function listener(pinyin, texts, named) {
  const syllables = new Set(pinyin.map((line) => line.split(" ")[0]));
  /** @type {Map<string, string[]>} */
  const readings = new Map();
  for (const line of pinyin) {
    const [sound, chars] = line.split(" ");
    for (const c of chars) readings.set(c, [...(readings.get(c) ?? []), sound]);
  }
  const blurred = new Map([...readings].map(([c, sounds]) => [c, [...new Set(sounds.map(blur))]]));

  /** The sounds that characters may have together. @param {string} han @returns {string[]} */
  function keys(han) {
    let all = [""];
    for (const c of han) all = all.flatMap((key) => (blurred.get(c) ?? ["?"]).map((sound) => `${key} ${sound}`));
    return all;
  }

  /** @type {{bySound: Map<string, string[]>, han: string, initials: string} | undefined} */
  let made;
  /** Pairs and threes of characters by their sound, and all initials in a row: made when first needed. */
  function heard() {
    if (made) return made;
    const han = [...texts()].join("\n").replace(/[“”‘’]/g, "").replace(/[^\p{Script=Han}\n]/gu, "\n");
    const parts = new Set();
    for (const run of han.match(/.{2,}/gu) ?? [])
      for (let i = 0; i + 2 <= run.length; i++) parts.add(run.slice(i, i + 2)).add(run.slice(i, i + 3));
    /** @type {Map<string, string[]>} */
    const bySound = new Map();
    for (const part of parts)
      for (const key of keys(part)) {
        const same = bySound.get(key);
        if (same) same.push(part);
        else bySound.set(key, [part]);
      }
    return (made = { bySound, han, initials: [...han].map((c) => readings.get(c)?.[0][0] ?? "\n").join("") });
  }

  /** What was meant by characters that the texts lack together: one of them is another of its sound.
      @param {string} part @param {boolean} alone whether the query has no other characters */
  function homophones(part, alone) {
    const same = new Set(keys(part).flatMap((key) => heard().bySound.get(key) ?? []));
    return [...same].filter((other) => {
      const kept = [...other].filter((c, i) => c === part[i]).length;
      return kept === part.length - 1 && (part.length > 2 || (alone && named(other)));
    });
  }

  /** Letters as syllables, the fewest; the last may be unfinished. @param {string} s @returns {string[] | null} */
  function syllabify(s) {
    if (!s) return [];
    for (let n = Math.min(6, s.length); n; n--) {
      if (!syllables.has(s.slice(0, n))) continue;
      const rest = syllabify(s.slice(n));
      if (rest) return [s.slice(0, n), ...rest];
    }
    return /^(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)$/.test(s) ? [""] : null;
  }

  /** Pairs that overlap make words: 技术 术改 改造. @param {string[][]} pairs */
  function joined(pairs) {
    let words = pairs[0];
    for (const next of pairs.slice(1)) {
      const longer = words.flatMap((w) => next.filter((p) => w.at(-1) === p[0]).map((p) => w + p[1]));
      words = longer.length ? longer.slice(0, 40) : words;
    }
    const known = words.filter(named);
    return (known.length ? known : words).slice(0, PINYIN_PARTS + 1);
  }

  /** Chinese of the texts that letters may stand for, as pinyin or initials, the best first.
      @param {string} letters @returns {string[]} */
  function chinese(letters) {
    const parts = syllabify(letters)?.filter(Boolean);
    if (parts && parts.length > 1) {
      const pairs = parts.slice(1).map((part, i) => heard().bySound.get(` ${blur(parts[i])} ${blur(part)}`) ?? []);
      const found = pairs.filter((pair) => pair.length);
      if (found.length * 2 > pairs.length) return joined(found);
    }
    if (letters.length < 2 || letters.length > LONGEST_INITIALS) return [];
    const { han, initials } = heard();
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (let i = initials.indexOf(letters); i >= 0; i = initials.indexOf(letters, i + 1)) {
      const words = han.slice(i, i + letters.length);
      if (letters.length === 2 && !named(words)) continue; // two letters may be anything
      counts.set(words, (counts.get(words) ?? 0) + (named(words) ? 100 : 1));
    }
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, PINYIN_PARTS).map(([words]) => words);
  }

  return { prepare: heard, homophones, chinese };
}
