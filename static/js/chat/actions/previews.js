/** What a person does with the previews of links: take them off. */
import { tell } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/** @param {Chat} chat @param {Message} message @param {string} url */
export function removePreview(chat, message, url) {
  return tell(chat, { type: "preview.remove", room: message.room, seq: message.seq, url });
}
