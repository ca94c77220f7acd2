/** A message as a quote in another one: who said it, the way to it, and its words. */
import { namesOf } from "./files.js";

const QUOTED = 2_000; // characters, a quarter of a message: what is longer is read at its place

/** What Markdown would take for its own in a name, mentions and emoji included. */
const MARKS = /[\\`*_~[\]<>#@:|!&]/g;

/** @typedef {import("../types.js").Attachment} Attachment */

/**
 * @param {{author_name: string, text: string, attachments?: Attachment[]|null}} message
 * @param {string} link to the message
 * @returns {string} Markdown, without what comes after it
 */
export function quoteOf(message, link) {
  const text = message.text || wordsOf(message).replace(MARKS, "\\$&");
  const letters = [...text];
  const words = letters.length > QUOTED ? `${letters.slice(0, QUOTED).join("")}…` : text;
  const lines = words.split("\n").map((line) => (line ? `> ${line}` : ">"));
  const name = message.author_name.replace(MARKS, "\\$&");
  return [`> [**${name}**](${link})`, ">", ...lines].join("\n");
}

/** What a message says; of one without words, what its files are called. */
export const wordsOf = ({ text, attachments }) => text || namesOf(attachments ?? []);
