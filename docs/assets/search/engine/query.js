// @ts-check
/* What a query asks for: units, each a thing that a measure has or lacks. */

/** `terms`, any of which will do; `weight` in the order of results; `cover`, how much of the query it
    is; `words` as typed, to be named where a result lacks them; `prefix`: the word may go on; `idea`: a topic;
    `elsewhere`: what is not here, "!" a matter or "?" a place.
    @typedef {{terms: string[], weight: number, cover: number, words: string, prefix?: boolean, idea?: boolean, elsewhere?: string}} Unit */

/** How much the kinds of units weigh. What stands inside a longer idea only orders what that finds. */
const WEIGHT = {
  idea: 2, longer: 0.5, led: 1.6, ledToo: 0.8, inner: 0.4,
  figure: 3, otherFigure: 0.5,
  word: 1, innerWord: 0.2,
  pair: 1, innerPair: 0.3, lone: 0.8, character: 0.1,
};

/** How much of a query they are, against a pair of Chinese characters. Words that the texts lack
    count in full once and then less: a long one is still one word. */
const COVER = { idea: 1.25, figure: 1.5, word: 0.8, unknownWord: 1, pair: 1, furtherPair: 0.5, lone: 0.6 };

/** @param {(text: string) => (Atom | null)[]} atoms @param {ReturnType<typeof thesaurus>} ideas
    @param {ReturnType<typeof listener>} sounds @param {ReturnType<typeof speller>} english
    @param {(term: string) => boolean} known whether the texts have a term
    @param {(term: string) => boolean} city whether it is an idea that is a city */
function interpreter(atoms, ideas, sounds, english, known, city) {
  /** @param {string} query @param {boolean} [heard] whether this was already read from letters @returns {Unit[]} */
  return function units(query, heard = false) {
    const list = atoms(query);
    const last = list.length - 1;
    list.forEach((atom, i) => {
      if (atom?.word && !(i === last && english.begins(atom.t))) list[i] = { ...atom, t: english.corrected(said(i, 1), atom.t) };
    });
    /** @type {Unit[]} */
    const found = [];
    /** @type {boolean[]} */
    const taken = list.map(() => false);
    for (let i = 0; i < list.length; ) i += senses(i) || 1;
    for (let i = 0; i < list.length; ) i += figures(i) || letters(i) || characters(i) || 1;
    return found;

    /** @param {number} i @param {number} length */
    function said(i, length) {
      return query.slice(list[i]?.from, list[i + length - 1]?.to);
    }

    /** Whether a character belongs to no idea. @param {number} i */
    function free(i) {
      return !!list[i]?.han && !taken[i];
    }

    /** Takes the longest idea, or chatter, that begins here. @param {number} i */
    function senses(i) {
      const all = [...ideas.beginning(list, i)];
      const longest = all.pop();
      if (!longest) return 0;
      const { length, terms } = longest;
      const own = terms.filter((t) => t[0] === "#");
      const led = terms.filter((t) => t[0] === ">").map((t) => `#${t.slice(1)}`);
      const particle = !own.length && !led.length && length === 1;
      if (particle && [i - 1, i].some((k) => free(k) && list[k + 1]?.han && (known(pair(k)) || meant(k).length))) return 0; // part of a word
      taken.fill(true, i, i + length);
      if (terms.some((t) => t === "!" || t === "?")) {
        found.push({ terms: [], weight: 0, cover: COVER.idea, words: said(i, length), elsewhere: terms[0] });
        return length;
      }
      const spread = list[i]?.han ? Math.max(1, length - 1) : length;
      const cover = COVER.idea * spread, words = said(i, length);
      if (own.length) found.push({ terms: own, weight: WEIGHT.idea + WEIGHT.longer * spread, cover, words, idea: true });
      if (led.length) found.push({ terms: led, weight: own.length ? WEIGHT.ledToo : WEIGHT.led, cover: own.length ? 0 : cover, words, idea: true });
      for (const t of new Set(all.flatMap((sense) => sense.terms)))
        if (t[0] === "#" && !own.includes(t)) found.push({ terms: [t], weight: WEIGHT.inner, cover: 0, words: "" });
      return length;
    }

    /** @param {number} i */
    function figures(i) {
      const [first, ...others] = list[i]?.also ?? [];
      if (!first) return 0;
      const terms = [first];
      const alone = /^\d{1,2}$/.test(first) && !found.some((unit) => unit.cover && !unit.terms.some(city)) && list.every((atom, k) => k === i || !atom || taken[k]);
      if (alone) terms.push(`@${first}`); // a clause's number
      found.push({ terms, weight: WEIGHT.figure, cover: COVER.figure, words: said(i, 1) });
      if (others.length) found.push({ terms: others, weight: WEIGHT.otherFigure, cover: 0, words: "" });
      return 1;
    }

    /** An English word, or pinyin. @param {number} i */
    function letters(i) {
      const atom = list[i];
      if (!atom?.word) return 0;
      if (!taken[i] && !known(atom.t) && !heard) {
        let end = i + 1;
        while (list[end]?.word && !taken[end]) end++;
        const typed = said(i, end - i).toLowerCase().replace(/[^a-z]/g, "");
        const begun = i === last && typed.length > 2 && english.begins(atom.t);
        const chinese = begun ? [] : sounds.chinese(typed);
        if (chinese.length) {
          found.push(...chinese.flatMap((words) => units(words, true)));
          return end - i;
        }
      }
      const scrap = i === last && i > 0 && atom.t.length < 3 && !known(atom.t); // too little to go by
      const cover = known(atom.t) ? COVER.word : COVER.unknownWord;
      const prefix = i === last && atom.t.length > 2;
      if (taken[i] || scrap) found.push({ terms: [atom.t], weight: WEIGHT.innerWord, cover: 0, words: "", prefix });
      else found.push({ terms: [atom.t], weight: WEIGHT.word, cover, words: said(i, 1), prefix });
      return 1;
    }

    /** @param {number} i */
    function pair(i) {
      return `${list[i]?.t}${list[i + 1]?.t}`;
    }

    /** The words of an idea that two characters, all there are, sound like. @param {number} i */
    function meant(i) {
      return list.filter((atom) => atom?.han).length === 2 ? sounds.homophones(pair(i), true) : [];
    }

    /** A character, and the pair that begins with it. @param {number} i */
    function characters(i) {
      const atom = list[i];
      if (!atom) return 0;
      const lone = free(i) && !free(i + 1) && !free(i - 1);
      if (lone) found.push({ terms: [atom.t], weight: WEIGHT.lone, cover: COVER.lone, words: atom.t });
      else found.push({ terms: [atom.t], weight: WEIGHT.character, cover: 0, words: "" });
      if (!list[i + 1]?.han) return 1;
      const two = pair(i), terms = known(two) ? [two] : [two, ...misheard(i)];
      if (free(i) && free(i + 1)) {
        const further = terms.length === 1 && !known(two) && free(i - 1) && !known(pair(i - 1));
        found.push({ terms, weight: WEIGHT.pair, cover: further ? COVER.furtherPair : COVER.pair, words: two });
      } else found.push({ terms, weight: WEIGHT.innerPair, cover: 0, words: "" });
      return 1;
    }

    /** What a pair that the texts lack may have been meant to be, and the ideas of that. @param {number} i */
    function misheard(i) {
      const two = pair(i);
      const before = list[i - 1]?.han ? list[i - 1]?.t : "", after = list[i + 2]?.han ? list[i + 2]?.t : "";
      const likely = [
        ...(list.filter((atom) => atom?.han).length === 2 ? meant(i) : sounds.homophones(two, false)),
        ...(after ? sounds.homophones(two + after, false).map((w) => w.slice(0, 2)) : []),
        ...(before ? sounds.homophones(before + two, false).map((w) => w.slice(1)) : []),
      ];
      return likely.flatMap((w) => [w, ...[...ideas.beginning(atoms(w), 0)].flatMap((sense) => sense.terms.filter((t) => t[0] === "#"))]);
    }
  };
}

/** @param {() => string[]} all the words that may be meant @returns {(query: string) => string[]} how the last
    word of a query may go on, as Material's interface takes it: one, or none */
function completer(all) {
  const sorted = later(() => {
    const han = all().filter((word) => HAN.test(word)).sort((a, b) => a.length - b.length);
    const words = [...han, ...all().filter((word) => !HAN.test(word))];
    return { words, lower: words.map((word) => word.toLowerCase()) };
  });
  return (query) => {
    const { words, lower } = sorted();
    for (let tail = query; tail; tail = tail.replace(/^[^\s-]*[\s-]*/, "")) {
      const typed = tail.toLowerCase();
      if (lower.includes(typed) || /^[a-z]{1,2}$/.test(typed)) return [];
      const word = words[lower.findIndex((each) => each.startsWith(typed))];
      if (word) return [(/[^\s-]*$/.exec(tail)?.[0] ?? "") + word.slice(tail.length)];
    }
    return [];
  };
}
