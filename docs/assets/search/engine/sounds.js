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

/** The English words there are: `begins`, whether the stem of any does so; `corrected`, the stem of the
    word that was meant if this one is unknown: one slip, or two in a long one. Of two as near, the more frequent.
    @param {() => string[]} words as they are written @param {() => string[]} others never meant by a slip
    @param {(stem: string) => number} frequency */
function speller(words, others, frequency) {
  const read = later(() => {
    const stems = new Map(words().map((word) => [word, stem(word)]));
    return { stems, known: new Set([...stems.values(), ...others().map(stem)]) };
  });
  /** @param {string} start */
  const begins = (start) => [...read().known].some((each) => each.startsWith(start));

  /** @param {string} word @param {string} own its stem */
  function corrected(word, own) {
    const { stems, known } = read(), typed = word.toLowerCase();
    if (own.length < SHORTEST_STEM || known.has(own)) return own;
    let best = own, least = typed.length < 8 ? 1 : 2;
    for (const [other, stem] of stems) {
      if (other[0] !== typed[0] || Math.abs(other.length - typed.length) > least) continue;
      if (own.length === SHORTEST_STEM && stem.length <= own.length) continue;
      const slips = distance(typed, other);
      if (slips < least || (slips === least && (best === own || frequency(stem) > frequency(best)))) [best, least] = [stem, slips];
    }
    return best;
  }

  return { prepare: read, begins, corrected };
}

/** Sounds that are often confused count as one. @param {string} sound */
const blur = (sound) => sound.replace(/^([zcs])h/, "$1").replace(/ng$/, "n");

/** The common characters in the order of GB 2312, which is by sound. */
function inOrder() {
  const bytes = [];
  for (let row = 0xb0; row <= 0xd7; row++) for (let cell = 0xa1; cell <= (row < 0xd7 ? 0xfe : 0xf9); cell++) bytes.push(row, cell);
  return new TextDecoder("gb2312").decode(new Uint8Array(bytes));
}

/** @param {Index["pinyin"]} pinyin `common`: a sound and how many of the common characters, one after
    another, have it; `others`: a sound and its further characters, each @param {() => Iterable<string>} texts all
    Chinese there is @param {(han: string) => boolean} named whether an idea goes by these characters */
function listener(pinyin, texts, named) {
  const tables = later(() => {
    /** @type {Set<string>} */
    const syllables = new Set();
    /** @type {Map<string, string[]>} */
    const readings = new Map();
    /** @param {string} sound @param {string} chars */
    function read(sound, chars) {
      syllables.add(sound);
      for (const c of chars) readings.set(c, [...(readings.get(c) ?? []), sound]);
    }
    const common = inOrder();
    let at = 0;
    for (const [, sound, count] of pinyin.common.matchAll(/([a-z]+)(\d+)/g)) read(sound, common.slice(at, (at += Number(count))));
    for (const line of pinyin.others) read(.../** @type {[string, string]} */ (line.split(" ")));
    return { syllables, readings, blurred: new Map([...readings].map(([c, sounds]) => [c, [...new Set(sounds.map(blur))]])) };
  });

  /** @param {string} c */
  const soundsOf = (c) => tables().blurred.get(c) ?? ["?"];

  /** All Chinese there is, where each pair of it first stands, its characters by their sound, and all
      initials in a row. */
  const heard = later(() => {
    const { readings } = tables();
    const han = [...texts()].join("\n").replace(/[“”‘’]/g, "").replace(/[^\p{Script=Han}\n]/gu, "\n");
    /** @type {Map<string, number>} */
    const pairs = new Map();
    for (let i = 0; i + 1 < han.length; i++) {
      const pair = han.slice(i, i + 2);
      if (!pair.includes("\n") && !pairs.has(pair)) pairs.set(pair, i);
    }
    /** @type {Map<string, string[]>} */
    const bySound = new Map();
    for (const c of new Set(han))
      for (const sound of c === "\n" ? [] : soundsOf(c)) bySound.set(sound, [...(bySound.get(sound) ?? []), c]);
    return { han, pairs, bySound, initials: [...han].map((c) => readings.get(c)?.[0][0] ?? "\n").join("") };
  });

  /** Those pairs and threes that the texts have, the first of them first. @param {string[]} parts */
  function said(parts) {
    const { han, pairs } = heard();
    /** @param {string} part */
    const place = (part) => (part.length === 2 ? pairs.get(part) : pairs.has(part.slice(0, 2)) && pairs.has(part.slice(1)) ? han.indexOf(part) : -1) ?? -1;
    const found = parts.map((part) => ({ part, at: place(part) })).filter(({ at }) => at >= 0);
    return found.sort((a, b) => a.at - b.at).map(({ part }) => part);
  }

  /** What was meant by characters that the texts lack together: one of them is another of its sound.
      @param {string} part @param {boolean} alone whether the query has no other characters */
  function homophones(part, alone) {
    let readings = [NONE];
    for (const c of part) readings = readings.flatMap((before) => soundsOf(c).map((sound) => [...before, sound]));
    const likely = readings.flatMap((sounds) => {
      /** @param {string} sound @param {number} k */
      const others = (sound, k) => (heard().bySound.get(sound) ?? []).map((c) => part.slice(0, k) + c + part.slice(k + 1));
      return said(sounds.flatMap(others)).filter((other) => other !== part);
    });
    return [...new Set(likely)].filter((other) => part.length > 2 || (alone && named(other)));
  }

  /** Letters as syllables, the fewest; the last may be unfinished. @param {string} s @returns {string[] | null} */
  function syllabify(s) {
    if (!s) return [];
    for (let n = Math.min(6, s.length); n; n--) {
      if (!tables().syllables.has(s.slice(0, n))) continue;
      const rest = syllabify(s.slice(n));
      if (rest) return [s.slice(0, n), ...rest];
    }
    return /^(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)$/.test(s) ? [""] : null;
  }

  /** Pairs that overlap make words: 技术 术改 改造. @param {string[][]} pairs */
  function joined(pairs) {
    let words = pairs[0];
    for (const next of pairs.slice(1)) {
      const longer = words.flatMap((w) => next.filter((p) => w.endsWith(p[0])).map((p) => w + p[1]));
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
      const chars = parts.map((part) => heard().bySound.get(blur(part)) ?? []);
      const pairs = chars.slice(1).map((after, i) => said(chars[i].flatMap((c) => after.map((next) => c + next))));
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

  return { prepare: [tables, heard], homophones, chinese };
}
