/** The unfinished word before the caret that a list can finish: a command, a person, a room. */

/** @typedef {{kind: "command"|"person"|"room", typed: string, from: number, to: number}} Word */

/** @type {Array<[Word["kind"], RegExp]>} */
const WORDS = [
  ["command", /^\/((?:\p{L}[\p{L}\p{N}-]*)?)$/u],
  ["person", /(?:^|[\s(])@([\p{L}\p{N}_.-]*)$/u],
  ["room", /(?:^|[\s(])#([\p{L}\p{N}-]*)$/u],
];

/** @param {string} text @param {number} caret @returns {Word|null} */
export function wordAt(text, caret) {
  if (/^[\p{L}\p{N}_]/u.test(text.slice(caret))) return null; // in the middle of a word
  const before = text.slice(0, caret);
  for (const [kind, pattern] of WORDS) {
    const typed = pattern.exec(before)?.[1];
    if (typed !== undefined) return { kind, typed, from: caret - typed.length - 1, to: caret };
  }
  return null;
}
