// @ts-check
/* Where each term stands. MiniSearch weighs the terms that a query asks for and is handed those alone:
   to fill it with all of them takes longer than all else that is due before the first answer. */

/** A term in MiniSearch's own writing: by field, how often each entry has it there.
    @typedef {Record<number, Record<number, number>>} Posting */

/** @param {number} many how many entries there are @param {Record<string, number>} boost the fields, and what each counts */
function collector(many, boost) {
  const fields = Object.keys(boost);
  /** For each term a place, how often it stands there, the next place, …: entry × fields + field.
      @type {Map<string, number[]>} */
  const places = new Map();
  /** How many different terms each field of each entry has. */
  const lengths = Array.from({ length: many }, () => fields.map(() => 0));
  /** What queries so far asked for. @type {Map<string, Posting>} */
  const postings = new Map();

  /** Takes in a term: entry after entry, field after field. @param {number} entry @param {number} field @param {string} term */
  function add(entry, field, term) {
    const place = entry * fields.length + field, list = places.get(term);
    if (list?.[list.length - 2] === place) {
      list[list.length - 1]++;
      return;
    }
    lengths[entry][field]++;
    if (list) list.push(place, 1);
    else places.set(term, [place, 1]);
  }

  /** In how many entries a term stands. @param {string} term */
  function frequency(term) {
    let found = 0, last = -1;
    const list = places.get(term) ?? [];
    for (let i = 0; i < list.length; i += 2) {
      const entry = Math.floor(list[i] / fields.length);
      if (entry !== last) found++;
      last = entry;
    }
    return found;
  }

  /** @param {string} term @returns {Posting} */
  function posting(term) {
    let made = postings.get(term);
    if (made) return made;
    postings.set(term, (made = {}));
    const list = places.get(term) ?? [];
    for (let i = 0; i < list.length; i += 2) (made[list[i] % fields.length] ??= {})[Math.floor(list[i] / fields.length)] = list[i + 1];
    return made;
  }

  /** Whether a term stands in a field of an entry. @param {string} term @param {number} entry @param {string} field */
  function stands(term, entry, field) {
    return posting(term)[fields.indexOf(field)]?.[entry] !== undefined;
  }

  /** The lengths of each field on average, as MiniSearch adds them up: when all is taken in. */
  const averages = later(() => fields.map((_, field) => lengths.reduce((average, each, n) => (average * n + each[field]) / (n + 1), 0)));

  /** The entries that have any of the terms, with MiniSearch's score. `prefix`: the word may go on.
      @param {{term: string, weight: number, prefix: boolean}[]} asked
      @returns {{id: number, score: number, terms: string[], queryTerms: string[]}[]} */
  function search(asked) {
    const starts = asked.filter(({ prefix }) => prefix).map(({ term }) => term);
    const longer = starts.length ? [...places.keys()].filter((term) => starts.some((start) => term.startsWith(start))) : [];
    const wanted = new Set([...asked.map(({ term }) => term), ...longer]);
    // @ts-ignore: MiniSearch stands before this file
    const mini = MiniSearch.loadJS({
      serializationVersion: 2,
      index: [...wanted].filter((term) => places.has(term)).map((term) => [term, posting(term)]),
      documentCount: many,
      nextId: many,
      documentIds: lengths.map((_, entry) => entry),
      storedFields: {},
      fieldIds: Object.fromEntries(fields.map((field, n) => [field, n])),
      fieldLength: lengths,
      averageFieldLength: averages(),
    }, { fields, tokenize: (/** @type {string} */ term) => [term], processTerm: (/** @type {string} */ term) => term });
    return mini.search({
      combineWith: "OR",
      queries: asked.map(({ term, weight, prefix }) => ({ queries: [term], boostTerm: () => weight, prefix })),
    }, { boost, bm25: { k: 1.2, b: 0.5, d: 0.5 }, weights: { fuzzy: 0, prefix: 0.6 } });
  }

  return { add, frequency, stands, has: (/** @type {string} */ term) => places.has(term), search };
}
