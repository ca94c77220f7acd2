/** What stands after a slash: a command with its words, or text that only begins like one. */

/** Letters right after the slash, then nothing or a space: a path is text. */
const COMMAND = /^\/(\p{L}[\p{L}\p{N}-]*)(?:\s+(.*))?$/su;

/** @typedef {{name: string, rest: string}} Command */

/** @param {string} text @returns {Command|null} */
export function readCommand(text) {
  const [, name, rest] = COMMAND.exec(text.trim()) ?? [];
  return name === undefined ? null : { name: name.toLowerCase(), rest: (rest ?? "").trim() };
}

/** The text to send: of two slashes before what would be a command, the first is not said. */
export function saidOf(text) {
  const said = text.slice(1);
  const command = text.startsWith("//") ? readCommand(said) : null;
  if (!command) return text;
  return command.name === "me" ? `\\${said}` : said; // the server reads this one, too
}

/** The people named at the beginning, and what comes after them. @param {string} rest */
export function namesIn(rest) {
  const [, named, words] = /^((?:@[^\s,]+[\s,]*)*)(.*)$/su.exec(rest) ?? [];
  const names = [...(named ?? "").matchAll(/@([^\s,]+)/gu)].map(([, name]) => name.toLowerCase());
  return { names, words: (words ?? "").trim() };
}
