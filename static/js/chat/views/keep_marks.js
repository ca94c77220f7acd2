/** At the head of a message: whether it is pinned, whether one keeps it and is reminded of it. */
import { html, nothing } from "lit-html";
import { isKept } from "../actions/bookmarks.js";
import { t } from "../lib/text.js";
import { whenEnds } from "../lib/time.js";
import { reminderAt } from "../store/reminders.js";
import { icon } from "./icons.js";

const mark = (name, words) => html`<span class="keep-mark">${icon(name)} ${words}</span>`;

/** @param {import("../chat.js").Chat} chat @param {import("../types.js").Message} message */
export const keepMarks = (chat, message) =>
  html`${message.pinned ? mark("pin", t("pins.title")) : nothing}${isKept(chat, message) ? mark("bookmark", t("saved.title")) : nothing}${remindMark(chat, message)}`;

function remindMark(chat, message) {
  const reminder = reminderAt(chat.store.state, message);
  return reminder ? mark("clock", t("remind.mark", { time: whenEnds(reminder.due_at) })) : nothing;
}
