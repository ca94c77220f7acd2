/** Messages that call for a reader who is elsewhere, and the switch of this device. */
import { namesOf } from "../lib/files.js";
import { isQuiet } from "../lib/quiet.js";
import { t } from "../lib/text.js";
import { roomPath, threadPath } from "../router.js";
import { levelOf } from "../store/levels.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** Hands what was just said to the notifier, which knows whether it is to be shown. @param {Chat} chat */
export function callBack(chat, { room: id, events }) {
  const room = chat.store.state.rooms.get(id);
  if (!room) return;
  for (const { kind, message } of events) {
    if (kind !== "message.posted") continue;
    const open = () => {
      window.focus();
      chat.router.go(placeOf(room, message));
    };
    const words = message.text.replace(/\s+/g, " ").trim() || namesOf(message.attachments);
    const quiet = isQuiet(chat.store.state);
    const now = { ...room, level: levelOf(room) }; // a muted room calls for nothing
    chat.notifier.heard(message, now, { quiet, words, roomName: room.name, open });
  }
}

const placeOf = ({ slug }, { seq, thread }) =>
  thread ? threadPath(slug, thread, seq) : roomPath(slug, seq);

/** Turns the notifications of this device on or off, and says what stands in the way. */
export async function toggleNotifications(chat) {
  const state = await chat.notifier.toggle();
  if (state === "denied") chat.ui.notice(t("notify.denied"));
  chat.ui.changed();
}
