// @ts-check
/* Finds measures by the words people use. Loaded by worker.js after MiniSearch; no page, no network.

   Text and query become the same terms, so that either language finds both:
     bigram or character   技术, 术, 改           #12    an idea of aliases.toml, in any of its words
     English stem          subsidy, pledg        ¥500000, %40, ‰7   money and rates
     @13                   the number of a clause  №2024-2  year and number of a document */

/** @typedef {{t: string, from: number, to: number, han: boolean, word: boolean, also: string[]}} Atom */
/** @typedef {{t: string, from: number, to: number, strong: boolean}} Mark */
/** @typedef {{terms: string[], weight: number, cover: number, words: string, prefix?: boolean}} Unit */
/** @typedef {[zh: string, en: string]} Pair */
/** @typedef {{url: string, id: string, city: string, kind: string, title: Pair, text: Pair, status: Pair, until: string, amount: Pair}} Entry */
/** @typedef {{entries: Entry[], over: Pair, cities: Record<string, Pair>, kinds: Record<string, Pair>, ideas: string[][], leads: Record<string, string[]>, weak: string[], traditional: string[], pinyin: string[]}} Index */
/** @typedef {{location: string, title: string, text: string, score: number, terms: Record<string, boolean>}} Item */

var search = (() => { // `var`: a second try may load this file again
  const MOST = 30; // results to a query
  const KNOWN = 0.45; // more than this share of a query must stand in the texts, or nothing is found
  const LEAST = 0.3; // the share that the best result must answer
  const NEAR = 0.6; // and each other, of the best's
  const MONEY_FIRST = 1.12; // who names no more than a title or a topic mostly looks for money
  const IDEA = 1.25; // what an alias says of a query, against other Chinese of the same length
  const WORD_FOUND = 0.8; // and what an English word does, against one that the texts lack
  const SNIPPET = [90, 220]; // characters shown around the words found, Chinese and English
  const MARKS = 8; // different words that a page is told to mark

  const HAN = /\p{Script=Han}/u;
  const DIGITS = "零一二三四五六七八九";
  const SCALES = /** @type {Record<string, number>} */ ({
    十: 10, 百: 100, 千: 1e3, 万: 1e4, 亿: 1e8,
    thousand: 1e3, k: 1e3, million: 1e6, m: 1e6, mn: 1e6, billion: 1e9, bn: 1e9,
  });

  /** A Chinese numeral below 10,000, or a figure with separators. @param {string} s */
  function numeral(s) {
    if (/^[\d,.]+$/.test(s)) return Number(s.replaceAll(",", ""));
    let sum = 0, digit = 0;
    for (const c of s.replaceAll("两", "二")) {
      if (DIGITS.includes(c)) digit = DIGITS.indexOf(c);
      else { sum += (digit || 1) * (SCALES[c] ?? 0); digit = 0; }
    }
    return sum + digit;
  }

  const N = "(?:\\d[\\d,]*(?:\\.\\d+)?|[一二三四五六七八九十百千两]+(?=个?[万亿元]|%|‰))";
  const MONEY = new RegExp(
    `(rmb|cny|¥|人民币)? ?(${N})(?: ?(?:[~–—-]|至|到|to) ?(?:rmb)? ?(${N}))? ?` +
    "(亿|千万|百万|万|thousand\\b|million\\b|billion\\b|bn\\b|mn\\b|k\\b|m\\b)?(元|块|yuan\\b|rmb\\b|cny\\b)?", "y");
  const RATE = /(百分之|千分之)?(\d+(?:\.\d+)?|[一二三四五六七八九十]+) ?(%|‰|percent\b|per cent\b|per mille\b)?/y;
  const DOCUMENT = /[〔[( ]*(20\d\d)[〕\]) ]*(?:年)?(?:第|no\.? ?)?(\d{1,3})(?:号|(?<=no\.? ?\d+))/y;
  const WORD = /[a-z]+(?:&[a-z]+)*/y;
  const FIGURE = /[\d第〔[(¥人一二三四五六七八九十百千两]|rmb|cny|clause|measure|article|item|no\b|xm|fz/y;
  const CLAUSE = /第(\d{1,2}|[一二三四五六七八九十]{1,3})[条项款]|(?:clause|measure|article|item|no\.?) ?\(?(\d{1,2})\)?(?!\d)|(?:xm|fz)-?(\d{1,2})(?:-\d(?:-[a-d])?)?\b/y;

  /** English without its endings: enough to bring the forms of a word together. @param {string} w */
  function stem(w) {
    if (w.length < 4 || /\d/.test(w)) return w;
    w = w.replace(/ies$/, "y").replace(/(ss|sh|ch|x)es$/, "$1").replace(/([^su])s$/, "$1");
    const cut = w.replace(/(?:ation|ition|ing|ion|ed|or|er)$/, "");
    if (cut.length >= 4) w = cut.replace(/([^ls])\1$/, "$1");
    return w.length > 4 ? w.replace(/e$/, "") : w;
  }

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

  /** @param {string} s */
  const escaped = (s) =>
    s.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  /** @param {Index} index @param {"zh"|"en"} lang */
  function open(index, lang) {
    const L = lang === "zh" ? 0 : 1;
    const simple = new Map(index.traditional.flatMap((line) => [...line].slice(1).map((c) => [c, line[0]])));
    /** @type {Map<string, string[]>} */
    const readings = new Map();
    for (const line of index.pinyin) {
      const [sound, chars] = line.split(" ");
      for (const c of chars) readings.set(c, [...(readings.get(c) ?? []), sound]);
    }
    /** Sounds that are often confused count as one. @param {string} s */
    const blur = (s) => s.replace(/^([zcs])h/, "$1").replace(/ng$/, "n");
    const blurred = new Map([...readings].map(([c, sounds]) => [c, [...new Set(sounds.map(blur))]]));

    // Words to atoms: a Han character, a stem, a figure. Their places are those of the text given.

    /** @type {Map<string, string>} */
    const plainly = new Map();
    /** A character in one form of the many it has; quotation marks are none. @param {string} c */
    function plain(c) {
      let said = plainly.get(c);
      if (said === undefined) {
        const form = c.normalize("NFKC").toLowerCase().replace(/["'“”‘’「」『』\u200b]/g, "").replace("—", "-");
        plainly.set(c, (said = [...form].map((x) => simple.get(x) ?? x).join("")));
      }
      return said;
    }

    /** @param {string} text @returns {(Atom|null)[]} null parts what does not belong together */
    function atoms(text) {
      let s = "";
      /** @type {number[]} */
      const at = [];
      let place = 0;
      for (const c of text) {
        const said = plain(c);
        s += said;
        for (let k = 0; k < said.length; k++) at.push(place);
        place += c.length;
      }
      at.push(text.length);
      /** @type {(Atom|null)[]} */
      const found = [];
      /** @param {number} i @param {number} length @param {string} t @param {string[]} [also] */
      const add = (i, length, t, also = []) => {
        const from = at[i], last = at[i + length - 1];
        found.push({ t, from, to: Math.max(last + 1, from + 1), han: !also.length && HAN.test(t), word: /^[a-z]/.test(t), also });
        return i + length;
      };
      for (let i = 0; i < s.length; ) {
        const figures = number(s, i);
        if (figures) { i = add(i, figures.length, figures.terms[0], figures.terms); continue; }
        WORD.lastIndex = i;
        const hit = WORD.exec(s);
        if (hit) { i = add(i, hit[0].length, stem(hit[0])); continue; }
        const c = String.fromCodePoint(s.codePointAt(i) ?? 0);
        if (HAN.test(c)) { i = add(i, c.length, c); continue; }
        if (/[，。；：、,.;:!?！？]/.test(c)) found.push(null);
        i += c.length;
      }
      return found;
    }

    /** The figure that begins at a place, as terms. @param {string} s @param {number} i */
    function number(s, i) {
      FIGURE.lastIndex = i;
      if (!FIGURE.test(s) || (i && /[a-z0-9]/.test(s[i - 1]) && /[a-z0-9]/.test(s[i]))) return null;
      /** @param {RegExp} pattern */
      const read = (pattern) => { pattern.lastIndex = i; return pattern.exec(s); };
      let hit = read(CLAUSE);
      if (hit) return { length: hit[0].length, terms: hit[3] ? [`=${hit[0]}`] : [`@${numeral(hit[1] ?? hit[2])}`] };
      hit = read(DOCUMENT);
      if (hit) return { length: hit[0].length, terms: [`№${hit[1]}-${Number(hit[2])}`] };
      hit = read(RATE);
      if (hit && (hit[1] || hit[3])) {
        const sign = hit[1] === "千分之" || /‰|mille/.test(hit[3] ?? "") ? "‰" : "%";
        return { length: hit[0].length, terms: [`${sign}${numeral(hit[2])}`] };
      }
      hit = read(MONEY);
      if (!hit) return null;
      const [whole, currency, low, high, scale, unit] = hit;
      if (/^[一二三四五六七八九十百千两]/.test(low) && !scale && !unit) return null;
      const times = scale ? [...(SCALES[scale] ? [scale] : scale)].reduce((n, c) => n * SCALES[c], 1) : 1;
      /** @type {string[]} */
      const terms = [];
      for (const figure of [low, high]) {
        if (!figure) continue;
        const n = numeral(figure);
        if (currency || scale || unit || n >= 1e4 || figure.includes(",")) terms.push(`¥${n * times}`);
        terms.push(String(n));
      }
      return { length: whole.trimEnd().length, terms };
    }

    // Ideas: sequences of atoms, whatever their language, in a tree.

    /** @typedef {Map<string, any>} Tree */
    /** @type {Tree} */
    const tree = new Map();
    /** @param {string} words @param {string} term */
    function plant(words, term) {
      let node = tree;
      for (const atom of atoms(words)) {
        if (!atom) continue;
        if (!node.has(atom.t)) node.set(atom.t, new Map());
        node = node.get(atom.t);
      }
      node.set("", [...(node.get("") ?? []), term]);
    }
    index.ideas.forEach((words, n) => words.forEach((word) => plant(word, `#${n}`)));
    for (const [word, ideas] of Object.entries(index.leads)) for (const idea of ideas) plant(word, `>${idea}`);
    for (const word of index.weak) plant(word, "-");

    /** Every idea that begins at atom `i`. @param {(Atom|null)[]} list @param {number} i */
    function* ideasAt(list, i) {
      let node = tree;
      for (let j = i; j < list.length; j++) {
        const atom = list[j];
        node = atom && node.get(atom.t);
        if (!node) return;
        if (node.has("")) yield { length: j - i + 1, terms: /** @type {string[]} */ (node.get("")) };
      }
    }

    /** The terms of a text and where they stand. @param {(Atom|null)[]} list @returns {Mark[]} */
    function marks(list) {
      /** @type {Mark[]} */
      const found = [];
      list.forEach((atom, i) => {
        if (!atom) return;
        const next = list[i + 1];
        const { from, to } = atom;
        for (const t of atom.also.length ? atom.also : [atom.t]) found.push({ t, from, to, strong: !atom.han });
        if (atom.han && next?.han) found.push({ t: atom.t + next.t, from, to: next.to, strong: true });
        for (const { length, terms } of ideasAt(list, i)) {
          const end = /** @type {Atom} */ (list[i + length - 1]).to;
          for (const t of terms) if (t[0] === "#") found.push({ t, from, to: end, strong: true });
        }
      });
      return found;
    }

    // The index.

    /** In how many entries a term stands. @type {Map<string, number>} */
    const vocabulary = new Map();
    /** @type {{n: number, zh: string[], en: string[], title: string[], about: string[]}[]} */
    const documents = index.entries.map((entry, n) => {
      /** @param {string} text */
      const terms = (text) => marks(atoms(text)).map((mark) => mark.t);
      const number = /^[a-z]+-(\d+)/.exec(entry.id);
      const document = {
        n,
        title: [...terms(entry.title[0]), ...terms(entry.title[1]), `@${number?.[1]}`, `=${entry.id}`],
        zh: terms(entry.text[0]),
        // Ideas are taken from the Chinese: English says "grant" of an award as well.
        en: terms(entry.text[1]).filter((t) => t[0] !== "#"),
        about: [index.cities[entry.city], index.kinds[entry.kind], entry.status, entry.amount].flat().flatMap(terms),
      };
      for (const t of new Set([...document.title, ...document.zh, ...document.en, ...document.about])) vocabulary.set(t, (vocabulary.get(t) ?? 0) + 1);
      return document;
    });
    // @ts-ignore: MiniSearch stands before this file
    const mini = new MiniSearch({
      idField: "n",
      fields: ["title", "zh", "en", "about"],
      /** @param {any} document @param {string} field */
      extractField: (document, field) => document[field],
      /** @param {string | string[]} terms */
      tokenize: (terms) => (Array.isArray(terms) ? terms : [terms]),
      /** @param {string} term */
      processTerm: (term) => term,
      stringifyField: (/** @type {any} */ value) => value,
    });
    mini.addAll(documents);

    // Sounds: what was typed in Latin letters, or with a character of the same sound.

    /** Chinese of the texts by its sound: pairs and threes of characters, made when first needed. */
    let bySound = /** @type {Map<string, string[]> | null} */ (null);
    let runs = /** @type {{han: string, initials: string} | null} */ (null);

    function sounds() {
      if (bySound) return bySound;
      bySound = new Map();
      const parts = new Set();
      for (const text of hanTexts()) for (const run of text.match(/\p{Script=Han}{2,}/gu) ?? [])
        for (let i = 0; i + 2 <= run.length; i++) parts.add(run.slice(i, i + 2)).add(run.slice(i, i + 3));
      for (const part of parts) for (const key of keys(part)) {
        const same = bySound.get(key);
        if (same) same.push(part);
        else bySound.set(key, [part]);
      }
      return bySound;
    }

    function* hanTexts() {
      for (const entry of index.entries) yield* [entry.title[0], entry.text[0].replace(/[“”‘’]/g, "")];
      for (const words of index.ideas) yield* words;
    }

    /** @param {string} han @returns {string[]} */
    function keys(han) {
      let all = [""];
      for (const c of han) all = all.flatMap((key) => (blurred.get(c) ?? ["?"]).map((sound) => `${key} ${sound}`));
      return all;
    }

    /** What was meant by characters that the texts lack together. @param {string} part @param {boolean} alone */
    function homophones(part, alone) {
      const same = new Set(keys(part).flatMap((key) => [...(sounds().get(key) ?? [])]));
      return [...same].filter((other) => {
        const kept = [...other].filter((c, i) => c === part[i]).length;
        return kept === part.length - 1 && (part.length > 2 || (alone && tree.get(other[0])?.get(other[1])?.has("")));
      });
    }

    const syllables = new Set(index.pinyin.map((line) => line.split(" ")[0]));
    /** Letters as syllables, the fewest; the last may be unfinished. @param {string} s @returns {string[]|null} */
    function syllabify(s) {
      if (!s) return [];
      for (let n = Math.min(6, s.length); n; n--) {
        if (!syllables.has(s.slice(0, n))) continue;
        const rest = syllabify(s.slice(n));
        if (rest) return [s.slice(0, n), ...rest];
      }
      return /^(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)$/.test(s) ? [""] : null;
    }

    /** The English words that the texts and the aliases have. */
    const english = new Set([...vocabulary.keys(), ...index.ideas.flat().flatMap((w) => atoms(w).map((a) => a?.t ?? ""))].filter((t) => /^[a-z]/.test(t)));

    /** The English word that was meant, if this one is unknown: one slip, or two in a long one. @param {string} word */
    function corrected(word) {
      if (word.length < 4 || english.has(word)) return word;
      let best = word, least = word.length < 8 ? 1 : 2;
      for (const known of english) {
        if (known.length < 4 || known[0] !== word[0] || Math.abs(known.length - word.length) > least) continue;
        const slips = distance(word, known);
        if (slips < least || (slips === least && (best === word || (vocabulary.get(known) ?? 0) > (vocabulary.get(best) ?? 0)))) [best, least] = [known, slips];
      }
      return best;
    }

    /** What letters may stand for: Chinese of the texts, the best first. @param {string} letters @returns {string[]} */
    function chinese(letters) {
      const parts = syllabify(letters)?.filter(Boolean);
      if (parts && parts.length > 1) {
        const pairs = parts.slice(1).map((part, i) => sounds().get(` ${blur(parts[i])} ${blur(part)}`) ?? []);
        const found = pairs.filter((pair) => pair.length);
        if (found.length * 2 > pairs.length) return joined(found);
      }
      if (letters.length < 3 || letters.length > 12) return [];
      runs ??= (() => {
        const han = [...hanTexts()].join("\n").replace(/[^\p{Script=Han}\n]/gu, "\n");
        return { han, initials: [...han].map((c) => readings.get(c)?.[0][0] ?? "\n").join("") };
      })();
      /** @type {Map<string, number>} */
      const counts = new Map();
      for (let i = runs.initials.indexOf(letters); i >= 0; i = runs.initials.indexOf(letters, i + 1)) {
        const words = runs.han.slice(i, i + letters.length);
        const known = [...ideasAt(atoms(words), 0)].some((idea) => idea.length === words.length);
        counts.set(words, (counts.get(words) ?? 0) + (known ? 100 : 1));
      }
      return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 2).map(([words]) => words);
    }

    // The query.

    /** @param {string} query @param {boolean} [meant] whether letters were already read as pinyin */
    function units(query, meant = false) {
      const bare = query.trim().normalize("NFKC");
      const numbered = /^[(]?(\d{1,2})[)]?$/.exec(bare);
      if (numbered) return [{ terms: [`@${numbered[1]}`, numbered[1]], weight: 1, cover: 1, words: bare }];
      const list = atoms(query);
      list.forEach((atom, i) => {
        const begun = i === list.length - 1 && [...english].some((t) => t.startsWith(atom?.t ?? ""));
        if (atom?.word && !begun) list[i] = { ...atom, t: corrected(atom.t) };
      });
      /** @type {Unit[]} */
      const found = [];
      /** @param {number} i @param {number} n */
      const said = (i, n) => query.slice(list[i]?.from, list[i + n - 1]?.to);
      /** @type {boolean[]} */
      const taken = [];
      for (let i = 0; i < list.length; ) {
        const ideas = [...ideasAt(list, i)];
        const longest = ideas.at(-1);
        if (!longest) { i++; continue; }
        const { length, terms } = longest;
        for (let k = i; k < i + length; k++) taken[k] = true;
        const own = terms.filter((t) => t[0] === "#");
        const led = terms.filter((t) => t[0] === ">").map((t) => `#${t.slice(1)}`);
        const spread = list[i]?.han ? Math.max(1, length - 1) : length;
        if (own.length) found.push({ terms: own, weight: 2 + 0.5 * spread, cover: IDEA * spread, words: said(i, length) });
        if (led.length) found.push({ terms: led, weight: own.length ? 0.8 : 1.6, cover: own.length ? 0 : IDEA * spread, words: said(i, length) });
        // The ideas within the longest one, and its very words, order what it finds.
        for (const idea of ideas.slice(0, -1)) for (const t of idea.terms) if (t[0] === "#" && !own.includes(t)) found.push({ terms: [t], weight: 0.4, cover: 0, words: "" });
        i += length;
      }
      for (let i = 0; i < list.length; i++) {
        const atom = list[i], next = list[i + 1];
        if (!atom) continue;
        const weak = taken[i];
        if (atom.also.length) { found.push({ terms: atom.also.slice(0, 1), weight: 3, cover: 1.5, words: said(i, 1) });
          if (atom.also.length > 1) found.push({ terms: atom.also.slice(1), weight: 0.5, cover: 0, words: "" }); }
        else if (atom.word) {
          if (!weak && !vocabulary.has(atom.t) && !meant) {
            let end = i + 1;
            while (list[end]?.word && !taken[end]) end++;
            const letters = said(i, end - i).toLowerCase().replace(/[^a-z]/g, "");
            const last = end >= list.length;
            const near = last && letters.length > 2 && [...english].some((t) => t.startsWith(atom.t));
            const read = near && end - i === 1 ? [] : chinese(letters);
            if (read.length) {
              found.push(...read.flatMap((words) => units(words, true)));
              i = end - 1;
              continue;
            }
          }
          found.push({ terms: [atom.t], weight: weak ? 0.2 : 1, cover: weak ? 0 : vocabulary.has(atom.t) ? WORD_FOUND : 1, words: weak ? "" : said(i, 1),
            prefix: i === list.length - 1 && atom.t.length > 2 });
        } else {
          const free = !weak;
          const lone = free && !(next?.han && !taken[i + 1]) && !(list[i - 1]?.han && !taken[i - 1]);
          found.push({ terms: [atom.t], weight: lone ? 0.8 : 0.1, cover: lone ? 0.6 : 0, words: lone ? atom.t : "" });
          if (!next?.han) continue;
          const pair = atom.t + next.t, inside = free && !taken[i + 1];
          const terms = [pair];
          if (!vocabulary.has(pair)) {
            const third = list[i + 2]?.han ? list[i + 2]?.t : "", before = list[i - 1]?.han ? list[i - 1]?.t : "";
            const alone = list.filter((a) => a?.han).length === 2;
            const likely = homophones(pair, alone);
            if (third) likely.push(...homophones(pair + third, false).map((w) => w.slice(0, 2)));
            if (before) likely.push(...homophones(before + pair, false).map((w) => w.slice(1)));
            for (const w of likely) terms.push(w, ...[...ideasAt(atoms(w), 0)].flatMap((x) => x.terms.filter((t) => t[0] === "#")));
          }
          found.push({ terms, weight: inside ? 1 : 0.3, cover: inside ? 1 : 0, words: inside ? pair : "" });
        }
      }
      return found;
    }

    /** Pairs that overlap make words: 技术 术改 改造. @param {string[][]} pairs */
    function joined(pairs) {
      let words = pairs[0];
      for (const next of pairs.slice(1)) {
        const longer = words.flatMap((w) => next.filter((p) => w.at(-1) === p[0]).map((p) => w + p[1]));
        words = longer.length ? longer.slice(0, 40) : words;
      }
      const known = words.filter((w) => [...ideasAt(atoms(w), 0)].some((idea) => idea.length === w.length));
      return (known.length ? known : words).slice(0, 3);
    }

    const ENTRIES = index.entries;
    const PAID = new Set(["award", "interest", "saving", "cost"]);
    const FILTER = /(?:^|\s)(城市|city|种类|種類|kind)[:：]\s*(\S+)/giu;

    /** A query's filters, and what else it says. @param {string} query */
    function filters(query) {
      /** @type {{city?: string, kind?: string}} */
      const chosen = {};
      const rest = query.replace(FILTER, (_, name, value) => {
        const by = /^(城市|city)$/i.test(name) ? "city" : "kind";
        const named = Object.entries(by === "city" ? index.cities : index.kinds);
        const wanted = value.toLowerCase();
        chosen[by] = named.find(([id, names]) => id === wanted || names.some((n) => n.toLowerCase() === wanted))?.[0] ?? wanted;
        return " ";
      });
      return { chosen, rest: rest.trim() };
    }

    /** @param {string} query @returns {{items: Item[][]}} what Material's interface shows */
    return function ask(query) {
      const { chosen, rest } = filters(query.slice(0, 200));
      /** @param {Entry} entry */
      const allowed = (entry) => (!chosen.city || entry.city === chosen.city) && (!chosen.kind || entry.kind === chosen.kind);
      if (!rest) {
        sounds(); // a blank comes when the field is entered: time to make what a slip will need
        const all = chosen.city || chosen.kind ? ENTRIES.filter(allowed) : [];
        return { items: all.map((entry, i) => [item(entry, new Set(), [], 1 - i / 1000)]) };
      }
      const asked = units(rest);
      for (const unit of asked) unit.cover *= specific(unit);
      const wanted = asked.reduce((sum, unit) => sum + unit.cover, 0);
      if (!wanted) asked.forEach((unit) => { unit.cover = 1; });
      const total = wanted || asked.length;
      /** @type {Map<string, Unit[]>} */
      const uses = new Map();
      for (const unit of asked) for (const t of unit.terms) uses.set(t, [...(uses.get(t) ?? []), unit]);
      if (!uses.size) return { items: [] };
      const city = Object.keys(index.cities).find((id) => asked.some((unit) => unit.terms.some((t) => t === idea(index.cities[id][0]))));
      const found = mini.search({
        combineWith: "OR",
        queries: [...uses].map(([t, list]) => ({
          queries: [t],
          boostTerm: () => Math.max(...list.map((unit) => unit.weight)),
          prefix: list.some((unit) => unit.prefix),
        })),
      }, { boost: { title: 3, zh: 1, en: 0.6, about: 1.2 }, bm25: { k: 1.2, b: 0.5, d: 0.5 }, weights: { fuzzy: 0, prefix: 0.6 } });
      const ranked = found.map((/** @type {any} */ hit) => {
        const met = new Set(hit.queryTerms.flatMap((/** @type {string} */ t) => uses.get(t) ?? []));
        const cover = [...met].reduce((sum, unit) => sum + unit.cover, 0) / total;
        const entry = ENTRIES[hit.id];
        const elsewhere = city && entry.city !== city ? 0.4 : 1;
        const money = PAID.has(entry.kind) ? MONEY_FIRST : 1;
        return { entry, cover, met, terms: new Set(hit.terms), score: hit.score * (0.25 + cover * cover) * elsewhere * money };
      });
      const best = Math.max(0, ...ranked.map((/** @type {any} */ r) => r.cover));
      const known = asked.filter(stands).reduce((sum, unit) => sum + unit.cover, 0) / total;
      if (known <= KNOWN || best < LEAST) return { items: [] };
      const kept = ranked
        .filter((/** @type {any} */ r) => allowed(r.entry) && r.cover >= NEAR * best)
        .sort((/** @type {any} */ a, /** @type {any} */ b) => b.score - a.score)
        .slice(0, MOST);
      const top = kept[0]?.score ?? 1;
      return { items: kept.map((/** @type {any} */ r) => {
        const missing = asked.filter((unit) => unit.words && unit.cover && !r.met.has(unit)).map((unit) => unit.words);
        return [item(r.entry, r.terms, missing, r.score / top)];
      }) };
    };

    /** Whether any entry has this. @param {Unit} unit */
    function stands(unit) {
      return unit.terms.some((t) => vocabulary.has(t) || (unit.prefix && [...english].some((word) => word.startsWith(t))));
    }

    /** How much it says that a result has this: little where many have it. @param {Unit} unit */
    function specific(unit) {
      const many = Math.max(0, ...unit.terms.map((t) => vocabulary.get(t) ?? 0));
      return many ? 0.5 + (0.5 * Math.log(ENTRIES.length / many)) / Math.log(ENTRIES.length) : 1;
    }

    /** The term of an idea. @param {string} words */
    function idea(words) {
      return [...ideasAt(atoms(words), 0)].at(-1)?.terms[0];
    }

    // What is shown.

    /** @param {Entry} entry @param {Set<string>} terms @param {string[]} missing @param {number} score @returns {Item} */
    function item(entry, terms, missing, score) {
      const shown = [0, 1].map((l) => passages(entry.text[l], l, terms));
      const other = shown[1 - L], own = shown[L];
      // Words that stand in the other language only: the sentence at the same place.
      if (!own.ranges.length && other.ranges.length)
        own.at = Math.floor((other.at / other.starts.length) * own.starts.length);
      const words = [...own.ranges, ...other.ranges].flatMap((r) => r.words.split(/[\s*+\-:~^，]*[*+\-:~^，][\s*+\-:~^，]*/));
      const unique = [...new Set(words.map((w) => w.trim()).filter((w) => w.length > 1 || HAN.test(w)))].slice(0, MARKS);
      const at = own.starts[own.at] ?? 0;
      const [about, teaser] = [aboutIt(entry), snippet(entry.text[L], own)];
      return {
        location: `${entry.url}${terms.size ? `?at=${at}` : ""}`,
        title: highlighted(entry.title[L], terms),
        text: `<p class="search-about">${about}</p><p>${teaser}</p>`,
        score,
        terms: Object.fromEntries([...(unique.length ? [[unique.join("，"), true]] : []), ...missing.map((w) => [w, false])]),
      };
    }

    /** @param {Entry} entry */
    function aboutIt(entry) {
      const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10); // in Beijing
      const status = today > entry.until ? index.over : entry.status; // later than the build, perhaps
      const said = [index.cities[entry.city][L], status[L], entry.amount[L]];
      return said.map((words) => `<span>${escaped(words)}</span>`).join(" ");
    }

    /** Where the terms found stand in a text, its sentences and the one that says most of them.
        @param {string} text @param {number} l @param {Set<string>} terms */
    function passages(text, l, terms) {
      const starts = [0];
      for (const end of text.matchAll(l ? /[.;:] (?=[A-Z"“(])/g : /[。；]/g)) {
        const next = end.index + end[0].length;
        if (next < text.length && next - starts[starts.length - 1] > 12) starts.push(next);
      }
      const lone = ![...terms].some((t) => [...t].length > 1); // one character was asked for
      const found = marks(atoms(text)).filter((mark) => terms.has(mark.t) && (mark.strong || lone));
      /** @type {{from: number, to: number, words: string}[]} */
      const ranges = [];
      for (const { from, to } of found.sort((a, b) => a.from - b.from)) {
        const last = ranges.at(-1);
        if (last && from <= last.to) last.to = Math.max(last.to, to);
        else ranges.push({ from, to, words: "" });
      }
      for (const range of ranges) range.words = text.slice(range.from, range.to);
      const says = starts.map((from, i) => {
        const to = starts[i + 1] ?? text.length;
        return new Set(found.filter((m) => m.from >= from && m.from < to).map((m) => m.t)).size;
      });
      return { starts, ranges, at: says.indexOf(Math.max(...says)) };
    }

    /** The words found and what stands around them. @param {string} text @param {ReturnType<typeof passages>} own */
    function snippet(text, own) {
      const from = own.starts[own.at] ?? 0;
      const first = own.ranges.find((r) => r.from >= from)?.from ?? from;
      const most = SNIPPET[L];
      let begin = first - from > most / 2 ? first - Math.floor(most / 4) : from;
      if (L && begin > from) begin = text.indexOf(" ", begin) + 1;
      let end = Math.min(text.length, begin + most);
      if (L && end < text.length) end = Math.max(text.lastIndexOf(" ", end), begin + 1);
      let html = begin > 0 ? "…" : "", at = begin;
      for (const r of own.ranges) {
        if (r.to <= begin || r.from >= end) continue;
        html += `${escaped(text.slice(at, Math.max(at, r.from)))}<mark>${escaped(text.slice(Math.max(at, r.from), Math.min(r.to, end)))}</mark>`;
        at = Math.min(r.to, end);
      }
      return html + escaped(text.slice(at, end)) + (end < text.length ? "…" : "");
    }

    /** @param {string} text @param {Set<string>} terms */
    function highlighted(text, terms) {
      let html = "", at = 0;
      for (const r of passages(text, L, terms).ranges) {
        html += `${escaped(text.slice(at, r.from))}<mark>${escaped(r.words)}</mark>`;
        at = r.to;
      }
      return html + escaped(text.slice(at));
    }
  }

  return { open };
})();
