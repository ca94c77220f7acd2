/** What a person does with reminders, and what they hear when the time of one has come. */
import { ChatError } from "../lib/errors.js";
import { readReminder } from "../lib/reminder_times.js";
import { t } from "../lib/text.js";
import { whenEnds } from "../lib/time.js";
import { randomUuid } from "../lib/uuid.js";
import { zoneHere } from "../lib/wall_clock.js";
import { isQuiet } from "../lib/quiet.js";
import { REMINDERS } from "../router.js";
import { dueReminders } from "../store/reminders.js";
import { messageOf } from "../store/strands.js";
import { sentenceOf } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Reminder} Reminder */

const SHOWN = 80; // characters of a message in the line that tells of its reminder

/** The time zone one has said, or else that of this device. @param {Chat} chat */
export const zoneOf = (chat) =>
  chat.store.profileOf(chat.store.state.me?.id ?? 0)?.time_zone || zoneHere();

/**
 * Asks to be reminded; the same id again moves the reminder.
 * @param {Chat} chat
 * @param {{id: string, at: number, text?: string, room?: number|null, seq?: number|null}} wanted
 * @returns {Promise<string>} why it was refused, or nothing
 */
export async function remind(chat, wanted) {
  try {
    await set(chat, wanted);
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}

async function set(chat, { id, at, text = "", room = null, seq = null }) {
  const due_at = new Date(at).toISOString();
  await chat.api.setReminder(id, { due_at, text, room, seq });
  chat.ui.notice(t("remind.set", { time: whenEnds(due_at) }));
}

/** What was typed and has no answer yet, with its id: said again, it makes no second one. */
const asked = new Map();

/** The command: a time, then one's own words. @param {Chat} chat @param {string} words */
export async function remindOf(chat, words) {
  const profile = chat.store.profileOf(chat.store.state.me?.id ?? 0) ?? (await chat.api.me());
  const found = readReminder(words, profile.time_zone || zoneHere(), Date.now());
  if (!found?.text) throw new ChatError("bad_frame", t("remind.usage"));
  const wanted = asked.get(words) ?? { id: randomUuid(), ...found };
  asked.set(words, wanted);
  await set(chat, wanted).catch((error) => {
    if (!["disconnected", "unavailable", "busy"].includes(error.code)) asked.delete(words);
    throw error;
  });
  asked.delete(words);
}

/** @param {Chat} chat @param {Reminder} reminder */
export async function finish(chat, reminder) {
  try {
    await chat.api.finishReminder(reminder.id);
  } catch (error) {
    chat.ui.notice(sentenceOf(error));
  }
}

/** What a reminder is about, in a few words. @param {Chat} chat @param {Reminder} reminder */
export function wordsOf(chat, { text, room: id, seq }) {
  const room = id === null ? undefined : chat.store.state.rooms.get(id);
  const said = (room && seq !== null && messageOf(room, seq)?.text) || "";
  const words = text || said.replace(/\s+/g, " ").trim();
  if (words) return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
  return room?.name ? t("remind.about", { name: room.name }) : t("reminders.missing");
}

/** Those that are due, to be compared with what is due after a frame. @param {Chat} chat */
export const dueNow = (chat) => new Set(dueReminders(chat.store.state).map(({ id }) => id));

/** Says what has come due since. @param {Chat} chat @param {Set<string>} before */
export function tellDue(chat, before) {
  for (const reminder of dueReminders(chat.store.state)) {
    if (before.has(reminder.id)) continue;
    const words = t("remind.comes", { words: wordsOf(chat, reminder) });
    chat.ui.notice(words, { path: REMINDERS, label: t("reminders.show") });
    chat.notifier.remind(reminder, words, {
      quiet: isQuiet(chat.store.state),
      open: () => (window.focus(), chat.router.go(REMINDERS)),
    });
  }
}
