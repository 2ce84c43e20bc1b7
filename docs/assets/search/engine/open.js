// @ts-check
/* Opens an index and answers queries from it: MiniSearch finds, what follows weighs. The worker calls
   this; there is no page here and no network. */

/** @typedef {[zh: string, en: string]} Pair */
/** @typedef {{url: string, id: string, city: string, kind: string, title: Pair, under: string, text: Pair, standing: number | null, amount: Pair, idea: number | null}} Entry
    A measure; without a kind the words between them, without a city a page that is found by its idea alone. */
/** How a text stands from a day on, and the last day on which it is in force; aside, another version is found.
    @typedef {{since: string, short: Pair, full: Pair, until: string, aside?: boolean}} Turn */
/** @typedef {{entries: Columns, standings: Turn[][], as_of: string, soon: number, left: Pair, last: Pair, page: Pair, cities: Record<string, Pair>, kinds: Record<string, Pair>, ideas: string[], leads: Record<string, number[]>, weak: string[], matters: string[], places: string[], there: number[], traditional: string[], pinyin: {common: string, others: string[]}}} Index */
/** The entries by the names of what they have; of pairs first all Chinese, then all English.
    @typedef {{id: string[]} & Record<string, any[]>} Columns */
/** A term where it stands in a text; a single character is weak.
    @typedef {{t: string, from: number, to: number, strong: boolean}} Mark */

const MOST = 30; // results to a query
const LONGEST_QUERY = 200;
const WARMED = 100; // entries that are read before a key asks for them
const KNOWN = 0.45; // more than this share of a query must stand in the texts, or nothing is found
const NAMED = 0.2; // less will do where a topic of the field is named that few measures have
const FEW = 0.75; // as `specific` counts
const LEAST = 0.3; // the share that the best result must answer
const NEAR = 0.6; // and each other, of the best's
const MONEY_FIRST = 1.12; // who names no more than a title or a topic mostly looks for money
const COMMON = 0.8; // what only orders the results does not where more than this share of them have it
const PAID = new Set(["award", "interest", "saving", "cost"]);
const BETWEEN = 0.4; // the words between the measures
const ELSEWHERE = 0.4; // a measure of a city that was not asked for
const NOT_IN_FORCE = 0.9; // what holds on the day of the visit comes before what is over, not begun or a draft
const ASIDE = 0.25; // of what a topic is: a city alone answers nothing, nor does a page beside a topic
const FIELDS = { title: 3, zh: 1, en: 0.6, about: 1.2, under: 0.6, page: 5 };
const FILTER = /(?:^|\s)(城市|city|种类|種類|kind)[:：]\s*(\S+)/giu;

/** What an amount says in figures: what they are of the clause says, in its own words.
    @param {Entry} entry */
const sums = (entry) => entry.amount.flatMap((said) => said.match(SUM) ?? []);
const SUM = /RMB [\d.,]+(?: [mb]illion)?|[\d.,]+[万亿]?元|\d+%/g;

/** @param {Index} index @param {"zh" | "en"} lang the language of the site
    @returns {(query: string) => {items: Item[][], suggest?: string[]}} what Material's interface shows */
function open(index, lang) {
  const entries = rows(index.entries).filter((entry) => !standing(index, entry)?.aside);
  const ideaWords = index.ideas.map((words) => words.split("|"));
  const atoms = reader(index.traditional);
  const ideas = thesaurus(index, atoms);

  /** Tells the terms of a text: each with its first and last atom. @param {(Atom | null)[]} list
      @param {(t: string, first: Atom, last: Atom, strong: boolean) => void} tell @param {boolean} [named] ideas as well */
  function scan(list, tell, named = true) {
    list.forEach((atom, i) => {
      if (!atom) return;
      const { t, han, also } = atom, next = list[i + 1];
      if (also.length) for (const each of also) tell(each, atom, atom, true);
      else tell(t, atom, atom, !han);
      if (han && next?.han) tell(t + next.t, atom, next, true);
      for (const { length, terms } of named ? ideas.beginning(list, i) : [])
        for (const each of terms) if (each[0] === "#") tell(each, atom, list[i + length - 1] ?? atom, true);
    });
  }

  /** @param {string} text @returns {Mark[]} */
  function marks(text) {
    /** @type {Mark[]} */
    const found = [];
    scan(atoms(text), (t, { from }, { to }, strong) => found.push({ t, from, to, strong }));
    return found;
  }

  const ofPages = new Set(entries.map((entry) => `#${entry.idea}`)); // a page is named, texts are not read for it
  const vocabulary = collector(entries.length, FIELDS);
  entries.forEach((entry, n) => {
    /** @param {keyof typeof FIELDS} name @param {string[]} texts @param {string[]} terms */
    function add(name, texts, ...terms) {
      const field = Object.keys(FIELDS).indexOf(name);
      for (const text of texts)
        // Ideas are taken from the Chinese: English says "grant" of an award as well.
        scan(atoms(text, false), (t) => ofPages.has(t) || vocabulary.add(n, field, t), name !== "en");
      for (const t of terms) vocabulary.add(n, field, t);
    }
    if (entry.kind) {
      const parts = entry.id.split("-");
      add("title", entry.title, `@${parts[1]}`, ...parts.map((_, i) => `=${parts.slice(0, i + 1).join("-")}`)); // fz-1-1-a is of fz-1
    } else if (entry.city) add("title", entry.title);
    if (entry.city) add("zh", [entry.text[0]]);
    if (entry.city) add("en", [entry.text[1]]);
    if (entry.kind) add("about", [index.cities[entry.city], index.kinds[entry.kind], standing(index, entry)?.short ?? [], sums(entry)].flat());
    add("under", [entry.under]);
    if (entry.idea !== null) add("page", [], `#${entry.idea}`);
  });

  function* chinese() {
    for (const entry of entries) yield* [entry.title[0], entry.text[0]];
    for (const words of ideaWords) yield* words;
  }
  const sounds = listener(index.pinyin, chinese, (words) => ideas.of(words).some((t) => t[0] === "#"));
  /** @param {string[]} texts */
  const englishOf = (texts) => [...new Set(texts.flatMap((words) => words.toLowerCase().match(/[a-z]+(?:&[a-z]+)*/g) ?? []))];
  const said = () => [
    ...entries.flatMap((entry) => [...entry.title, ...entry.text, ...(standing(index, entry)?.short ?? []), ...entry.amount]),
    ...ideaWords.flat(), ...Object.keys(index.leads), ...index.weak,
  ];
  const english = speller(() => englishOf(said()), () => englishOf([...index.matters, ...index.places]), vocabulary.frequency);
  /** The ideas that are cities. */
  const cityOf = new Map(Object.entries(index.cities).map(([id, [name]]) => [ideas.of(name)[0], id]));
  const units = interpreter(atoms, ideas, sounds, english, vocabulary.has, (t) => cityOf.has(t));
  const there = new Set(index.there.map((n) => `#${n}`));
  const complete = completer(() => [...ideaWords.flat(), ...entries.flatMap((entry) => entry.title)]);
  const numbers = new Map(entries.map((entry, n) => [entry, n]));
  const item = presenter(index, lang === "zh" ? 0 : 1, marks, (entry, l, terms) => {
    const n = numbers.get(entry) ?? 0;
    // Ideas are told of the Chinese alone, and the words of a page not at all.
    return !entry.city || [...terms].some((t) => t[0] === "#" || vocabulary.stands(t, n, l ? "en" : "zh"));
  });

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
    /** @param {Entry} entry */
    const allowed = (entry) => (!chosen.city || entry.city === chosen.city) && (!chosen.kind || entry.kind === chosen.kind);
    return { rest: rest.trim(), allowed, chosen: !!(chosen.city || chosen.kind) };
  }

  /** How much it says that a result has this: little where many have it. @param {Unit} unit */
  function specific(unit) {
    const many = Math.max(0, ...unit.terms.map(vocabulary.frequency));
    return many ? 1 - (0.5 * Math.log(many)) / Math.log(entries.length + 1) : 1;
  }

  /** The entries that have what is asked for, the best first; none where that is too little of it.
      @param {Unit[]} asked */
  function ranked(asked) {
    /** @type {Set<string>} */
    const cities = new Set();
    let enough = KNOWN;
    /** @type {Unit[]} */
    const aside = [];
    for (const unit of asked) {
      const share = specific(unit);
      unit.cover *= share;
      const city = unit.terms.map((t) => cityOf.get(t)).find(Boolean);
      if (city) cities.add(city);
      if (city || unit.terms.some((t) => ofPages.has(t))) aside.push(unit);
      else if (unit.idea && share >= FEW) enough = NAMED;
    }
    const topic = asked.some((unit) => unit.idea && !aside.includes(unit));
    for (const unit of aside) if (topic || unit.terms.some((t) => cityOf.has(t))) unit.cover *= ASIDE;
    // A matter of other offices, or of another place, unless what is asked for happens there.
    const here = cities.size || asked.some((unit) => unit.terms.some((t) => there.has(t)));
    if (asked.some((unit) => unit.elsewhere === "!" || (unit.elsewhere && !here))) return [];
    for (const unit of asked) if (unit.elsewhere) unit.cover = 0;
    if (!asked.some((unit) => unit.cover)) for (const unit of asked) unit.cover = 1;
    const total = sum(asked);
    /** @type {Map<string, Unit[]>} */
    const uses = new Map();
    for (const unit of asked)
      for (const t of unit.terms) {
        const common = vocabulary.frequency(t) > COMMON * entries.length;
        if (unit.cover || !common) uses.set(t, [...(uses.get(t) ?? []), unit]);
      }
    const hits = vocabulary.search([...uses].map(([term, list]) => ({
      term,
      weight: Math.max(...list.map((unit) => unit.weight)),
      prefix: list.some((unit) => unit.prefix),
    })));
    /** @type {Set<Unit>} */
    const answered = new Set(); // by any entry
    const found = hits.map(({ id, score, terms, queryTerms }) => {
      const entry = entries[id];
      const met = new Set(queryTerms.flatMap((t) => uses.get(t) ?? []));
      const named = entry.idea !== null && [...met].some((unit) => unit.terms.includes(`#${entry.idea}`)); // a page, by its own words
      const cover = sum([...met]) / total;
      const place = !cities.size || cities.has(entry.city) ? 1 : ELSEWHERE;
      const kind = PAID.has(entry.kind) ? MONEY_FIRST : entry.kind || named ? 1 : BETWEEN;
      const force = !entry.city || standing(index, entry)?.until ? 1 : NOT_IN_FORCE;
      for (const unit of met) answered.add(unit);
      return { entry, cover, met, terms, named, score: score * (0.25 + (named ? 1 : cover * cover)) * place * kind * force };
    });
    const best = Math.max(0, ...found.map((each) => each.cover));
    if (sum([...answered]) / total <= enough || best < Math.min(LEAST, enough)) return [];
    return found.filter((each) => each.named || each.cover >= NEAR * best).sort((a, b) => b.score - a.score);
  }

  /** Makes what a slip will need, and reads what results will show, in steps between which a key is answered. */
  function* prepared() {
    for (const prepare of [...sounds.prepare, english.prepare]) yield prepare();
    for (const entry of entries.slice(0, WARMED)) yield item(entry, new Set(["#"]), [], 1);
  }
  const soon = later(() => afterwards(prepared()));

  return (query) => {
    const { rest, allowed, chosen } = filters(query.slice(0, LONGEST_QUERY));
    if (!rest) {
      soon(); // a blank comes when the field is entered
      return { items: chosen ? entries.filter(allowed).map((entry, i) => [item(entry, new Set(), [], 1 - i / 1000)]) : [] };
    }
    const asked = units(rest);
    const found = ranked(asked).filter(({ entry }) => allowed(entry)).slice(0, MOST);
    const items = found.map(({ entry, met, terms, score }) => {
      const missing = asked.filter((unit) => unit.words && unit.cover && !met.has(unit)).map((unit) => unit.words);
      return [item(entry, new Set(terms), missing, score / found[0].score)];
    });
    return { items, suggest: complete(query) };
  };
}

/** Does one step after another, each when nothing else is due. @template {Iterator<unknown>} T @param {T} steps */
function afterwards(steps) {
  setTimeout(() => steps.next().done || afterwards(steps));
  return steps;
}

/** @param {Columns} columns @returns {Entry[]} */
function rows(columns) {
  const named = Object.entries(columns);
  return columns.id.map((_, n) => /** @type {any} */ (
    Object.fromEntries(named.map(([name, all]) => [name, Array.isArray(all[0]) ? all.map((side) => side[n]) : all[n]]))));
}

/** @param {Unit[]} units */
function sum(units) {
  return units.reduce((cover, unit) => cover + unit.cover, 0);
}
