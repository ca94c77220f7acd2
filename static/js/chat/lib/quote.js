/** A message as a quote in another one: who said it, the way to it, and its words. */

const QUOTED = 2_000; // characters, a quarter of a message: what is longer is read at its place

/** What Markdown would take for its own in a name, mentions and emoji included. */
const MARKS = /[\\`*_~[\]<>#@:|!&]/g;

/**
 * @param {{author_name: string, text: string}} message
 * @param {string} link to the message
 * @returns {string} Markdown, without what comes after it
 */
export function quoteOf({ author_name, text }, link) {
  const letters = [...text];
  const words = letters.length > QUOTED ? `${letters.slice(0, QUOTED).join("")}…` : text;
  const lines = words.split("\n").map((line) => (line ? `> ${line}` : ">"));
  const name = author_name.replace(MARKS, "\\$&");
  return [`> [**${name}**](${link})`, ">", ...lines].join("\n");
}
