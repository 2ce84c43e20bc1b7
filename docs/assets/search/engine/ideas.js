// @ts-check
/* The ideas of aliases.toml: sequences of atoms, whatever their language, in a tree. */

/** What a word says: "#3" the idea it is a name of, ">3" an idea that it only leads to, "-" nothing,
    "!" a matter and "?" a place that the texts are not about.
    @typedef {{length: number, terms: string[]}} Sense */

/** @param {Pick<Index, "ideas" | "leads" | "weak" | "matters" | "places">} index @param {(text: string) => (Atom | null)[]} atoms */
function thesaurus(index, atoms) {
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
    node.set("", [...new Set([...(node.get("") ?? []), term])]);
  }
  index.ideas.forEach((words, n) => words.split("|").forEach((word) => plant(word, `#${n}`)));
  for (const [word, ideas] of Object.entries(index.leads)) for (const n of ideas) plant(word, `>${n}`);
  for (const word of index.weak) plant(word, "-");
  for (const word of index.matters) plant(word, "!");
  for (const word of index.places) plant(word, "?");

  /** Every sense that begins at atom `i`, the longest last.
      @param {(Atom | null)[]} list @param {number} i @returns {Generator<Sense>} */
  function* at(list, i) {
    let node = tree;
    for (let j = i; j < list.length; j++) {
      const atom = list[j];
      node = atom && node.get(atom.t);
      if (!node) return;
      if (node.has("")) yield { length: j - i + 1, terms: node.get("") };
    }
  }

  /** The senses of words that are one entry as a whole. @param {string} words */
  function of(words) {
    const list = atoms(words);
    return [...at(list, 0)].find((sense) => sense.length === list.length)?.terms ?? [];
  }

  return { at, of };
}
