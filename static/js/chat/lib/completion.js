/** The unfinished word before the caret that a list can finish: a command, a person, a room, an emoji. */

/** @typedef {{kind: "command"|"person"|"room"|"emoji", typed: string, from: number, to: number}} Word */

/** @type {Array<[Word["kind"], RegExp]>} */
const WORDS = [
  ["command", /^\/((?:\p{L}[\p{L}\p{N}-]*)?)$/u],
  ["person", /(?:^|[\s(])@([\p{L}\p{N}_.-]*)$/u],
  ["room", /(?:^|[\s(])#([\p{L}\p{N}-]*)$/u],
  // Two letters at least, so that :D and 10:30 stay what they are; not within an address.
  ["emoji", /(?:^|[\s\p{Extended_Pictographic}\u{FE0F}])\(?:(\p{L}[\p{L}\p{N}_+-]+|[+-]1)$/u],
];

const FENCE = /^ {0,3}(```|~~~)/u;

/** @param {string} text @param {number} caret @returns {Word|null} */
export function wordAt(text, caret) {
  if (/^[\p{L}\p{N}_]/u.test(text.slice(caret))) return null; // in the middle of a word
  const before = text.slice(0, caret);
  if (endsInCode(before)) return null;
  for (const [kind, pattern] of WORDS) {
    const typed = pattern.exec(before)?.[1];
    if (typed !== undefined) return { kind, typed, from: caret - typed.length - 1, to: caret };
  }
  return null;
}

/** Whether a fence or a backtick before the end is still open: nothing is a name in code. */
function endsInCode(before) {
  const lines = before.split("\n");
  let fence = "";
  for (const line of lines) {
    const [, mark] = FENCE.exec(line) ?? [];
    if (mark && (!fence || mark === fence)) fence = fence ? "" : mark;
  }
  return Boolean(fence) || backtickOpen(lines.at(-1) ?? "");
}

/** A run of backticks ends where one of the same length follows. */
function backtickOpen(line) {
  let open = "";
  for (const [run] of line.matchAll(/`+/g)) {
    if (!open) open = run;
    else if (run === open) open = "";
  }
  return Boolean(open);
}
