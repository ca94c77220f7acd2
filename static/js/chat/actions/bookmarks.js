/** What a person does with messages they keep for themselves. */
import { tell } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/** @param {Chat} chat @param {Message} message */
export const isKept = (chat, { room, seq }) =>
  chat.store.state.rooms.get(room)?.bookmarks.has(seq) ?? false;

/** @param {Chat} chat @param {Message} message */
export function toggleBookmark(chat, message) {
  const type = isKept(chat, message) ? "bookmark.remove" : "bookmark.add";
  return tell(chat, { type, room: message.room, seq: message.seq });
}
