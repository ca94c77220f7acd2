/** What people bring before moderators, and what moderators do about it. */
import { endOf } from "../lib/ends.js";
import { t } from "../lib/text.js";
import { sentenceOf } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */

/**
 * @param {Chat} chat
 * @param {{message?: {room: number, seq: number}, person?: {id: number}}} about
 * @param {{reason: any, comment: any}} fields
 * @returns {Promise<string|null>} why it was refused
 */
export function report(chat, { message, person }, fields) {
  const asked = message
    ? chat.api.reportMessage(message.room, message.seq, fields)
    : chat.api.reportPerson(person?.id, fields);
  return told(chat, asked, t("report.sent"));
}

/** @param {Chat} chat @param {any} dialog @param {any} chosen @returns {Promise<string|null>} */
export function impose(chat, { person, room }, { where, kind, ends, reason }) {
  const fields = { kind, user: person.id, reason, until: ends ? endOf(String(ends)) : null };
  const place = where === "room" ? { room: room.id } : {};
  const done = t("sanction.done", { name: person.name });
  return told(chat, chat.api.imposeSanction({ ...fields, ...place }), done);
}

async function told(chat, asked, done) {
  try {
    await asked;
    chat.ui.notice(done);
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}
