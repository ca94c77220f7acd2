/** Names that fit what was typed, the best first. */

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function rank(name, wanted) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(` ${wanted}`) || name.includes(`-${wanted}`)) return 2;
  return name.includes(wanted) ? 3 : 9;
}

/**
 * @template T
 * @param {T[]} things
 * @param {string} typed
 * @param {(thing: T) => string[]} namesOf
 * @returns {T[]}
 */
export function bestMatches(things, typed, namesOf) {
  const wanted = fold(typed.trim());
  if (!wanted) return things;
  return things
    .map((thing) => ({
      thing,
      rank: Math.min(...namesOf(thing).map((n) => rank(fold(n), wanted))),
    }))
    .filter((entry) => entry.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .map((entry) => entry.thing);
}

/** The address of a room as its name suggests it. */
export function slugOf(name) {
  return fold(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
}
