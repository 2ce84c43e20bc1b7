// @ts-check
/* The ideas of aliases.toml: sequences of atoms, whatever their language, in a tree. */

const MOST_ATOMS = 2 ** 16; // different ones

/** What a word says: "#3" the idea it is a name of, ">3" an idea that it only leads to, "-" nothing,
    "!" a matter and "?" a place that the texts are not about.
    @typedef {{length: number, terms: string[]}} Sense */

/** @type {Sense[]} */
const NOTHING = [];

/** @param {Pick<Index, "ideas" | "leads" | "weak" | "matters" | "places">} index @param {(text: string, placed?: boolean) => (Atom | null)[]} atoms */
function thesaurus(index, atoms) {
  /** A tree in two plain tables, for so many small ones would be slow to make: the place that an atom leads
      to from another, and what has been said at each place. @type {Map<number, number>} */
  const ways = new Map();
  /** @type {string[][]} */
  const said = [NONE];
  /** The atoms that there are, numbered. @type {Map<string, number>} */
  const numbers = new Map();

  /** @param {string} words @param {string} term */
  function plant(words, term) {
    let place = 0;
    for (const atom of atoms(words, false)) {
      if (!atom) continue;
      let number = numbers.get(atom.t);
      if (number === undefined) numbers.set(atom.t, (number = numbers.size));
      const way = place * MOST_ATOMS + number;
      place = ways.get(way) ?? said.push(NONE) - 1;
      ways.set(way, place);
    }
    if (!said[place].includes(term)) said[place] = [...said[place], term];
  }
  index.ideas.forEach((words, n) => words.split("|").forEach((word) => plant(word, `#${n}`)));
  for (const [word, ideas] of Object.entries(index.leads)) for (const n of ideas) plant(word, `>${n}`);
  for (const word of index.weak) plant(word, "-");
  for (const word of index.matters) plant(word, "!");
  for (const word of index.places) plant(word, "?");

  /** Every sense that begins at atom `i`, the longest last; a comma within it is passed over.
      @param {(Atom | null)[]} list @param {number} i @returns {Sense[]} */
  function beginning(list, i) {
    let found = NOTHING, place = 0;
    for (let j = i; j < list.length; j++) {
      if (!list[j] && place) continue;
      const number = numbers.get(list[j]?.t ?? "");
      const next = number === undefined ? undefined : ways.get(place * MOST_ATOMS + number);
      if (next === undefined) break;
      place = next;
      if (said[place].length) found = [...found, { length: j - i + 1, terms: said[place] }];
    }
    return found;
  }

  /** The senses of words that are one entry as a whole. @param {string} words */
  function of(words) {
    const list = atoms(words, false);
    return beginning(list, 0).find((sense) => sense.length === list.length)?.terms ?? [];
  }

  return { beginning, of };
}
