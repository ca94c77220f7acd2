/** What this person is reminded of: named by welcome, told by events, ended by a deletion. */
import { messageOf } from "./strands.js";

/** @typedef {import("../types.js").Reminder} Reminder */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** @param {Store} store @param {Reminder[]} reminders */
export function welcomeReminders(store, reminders) {
  store.state.reminders = new Map(reminders.map((reminder) => [reminder.id, reminder]));
}

/** A deletion may have been heard before. @param {Store} store @param {Reminder} reminder */
export function takeReminder(store, reminder) {
  const room = reminder.room === null ? undefined : store.state.rooms.get(reminder.room);
  if (room && messageOf(room, reminder.seq)?.deleted) return;
  store.state.reminders.set(reminder.id, reminder);
}

/** @param {Store} store @param {{id: string}} reminder */
export const dropReminder = (store, { id }) => store.state.reminders.delete(id);

/** A deleted message reminds nobody. @param {Store} store */
export function dropRemindersOf(store, { room, seq }) {
  for (const reminder of store.state.reminders.values())
    if (reminder.room === room && reminder.seq === seq) store.state.reminders.delete(reminder.id);
}

/** What is in sight, the earliest first. @param {State} state @returns {Reminder[]} */
export function remindersOf(state) {
  const seen = [...state.reminders.values()].filter(
    ({ room }) => room === null || state.rooms.has(room),
  );
  return seen.sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
}

/** What its owner has to do something about. @param {State} state */
export const dueReminders = (state) => remindersOf(state).filter(({ due }) => due);

/** The reminder of a message, where there is one. @param {State} state */
export function reminderAt(state, { room, seq }) {
  for (const reminder of state.reminders.values())
    if (reminder.room === room && reminder.seq === seq) return reminder;
  return undefined;
}
