/** What a person does with messages: write, edit, delete, react, read, type. */
import { ChatError } from "../lib/errors.js";
import { noteUse } from "../lib/emoji.js";
import { t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { showNewest } from "./history.js";
import { markThreadUnread, placeOf, showNewestReply } from "./threads.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

const TYPING_EVERY = 2000; // milliseconds between two signs of typing
const READ_EVERY = 500; // milliseconds between two moves of the read pointer of a room

/**
 * @param {Chat} chat
 * @param {number} roomId
 * @param {string} text
 * @param {number|null} [thread]
 * @param {import("../types.js").Chosen[]} [files]
 */
export async function send(chat, roomId, text, thread = null, files = []) {
  const place = placeOf(roomId, thread);
  chat.memory.setDraft(place, "");
  chat.typingSentAt = 0;
  chat.ui.newSince.delete(place);
  const kept = chat.outbox.add(roomId, text, thread, files);
  await (thread ? showNewestReply(chat, roomId, thread) : showNewest(chat, roomId));
  return kept;
}

/** Sends words to another room, beside what is being written there, and goes to see them. */
export function forward(chat, roomId, text) {
  const room = chat.store.state.rooms.get(roomId);
  chat.ui.set({ dialog: null });
  if (!room) return;
  chat.outbox.add(roomId, text, null);
  chat.router.go(roomPath(room.slug));
}

/** @param {Chat} chat */
export function typing(chat, roomId, thread = null) {
  const now = Date.now();
  if (!chat.socket.online || now - chat.typingSentAt < TYPING_EVERY) return;
  chat.typingSentAt = now;
  const place = thread ? { room: roomId, thread } : { room: roomId };
  chat.socket.request({ type: "typing", ...place }).catch(() => {});
}

/** @param {Chat} chat @returns {Promise<boolean>} whether the server took it */
export function edit(chat, message, text) {
  return tell(chat, { type: "message.edit", room: message.room, seq: message.seq, text });
}

/** @param {Chat} chat */
export function remove(chat, message) {
  return tell(chat, { type: "message.delete", room: message.room, seq: message.seq });
}

/** Adds my reaction, or takes it back. */
export function toggleReaction(chat, message, emoji) {
  const me = chat.store.state.me?.id ?? 0;
  const mine = message.reactions.some((r) => r.emoji === emoji && r.users.includes(me));
  if (!mine) noteUse(emoji);
  const type = mine ? "reaction.remove" : "reaction.add";
  return tell(chat, { type, room: message.room, seq: message.seq, emoji });
}

/** Sends a command that is not kept in the outbox; says why when it is refused. */
export async function tell(chat, frame) {
  try {
    await chat.socket.request(frame);
    return true;
  } catch (error) {
    chat.ui.notice(sentenceOf(error));
    return false;
  }
}

/** @param {unknown} error @returns {string} */
export function sentenceOf(error) {
  if (!(error instanceof ChatError)) return t("error.unknown");
  if (error.code === "disconnected" || error.code === "timeout") return t(`error.${error.code}`);
  return error.message;
}

/** The reader looks away: what comes from now on will stand below a new line. */
export function beginNew(chat, room) {
  const since = chat.ui.newSince.get(room.id);
  if (since === undefined || room.unread === 0) chat.ui.newSince.set(room.id, room.read);
}

/** The reader is back at the end: a line below which nothing came is not needed. */
export function endNew(chat, room) {
  const last = Math.max(0, ...room.messages.keys());
  if ((chat.ui.newSince.get(room.id) ?? 0) >= last) chat.ui.newSince.delete(room.id);
}

/** The end of a room was seen: everything in it is read. */
export function markRead(chat, roomId) {
  const room = chat.store.state.rooms.get(roomId);
  if (!room?.loaded || room.hasAfter) return;
  const last = Math.max(0, ...room.messages.keys());
  if (last <= room.read && room.unread === 0) return;
  chat.store.moveRead(roomId, Math.max(last, room.read));
  if (chat.readTimers.has(roomId)) return;
  chat.readTimers.set(
    roomId,
    setTimeout(() => tellRead(chat, roomId), READ_EVERY),
  );
}

function tellRead(chat, roomId) {
  chat.readTimers.delete(roomId);
  const room = chat.store.state.rooms.get(roomId);
  if (room)
    chat.socket.request({ type: "read.move", room: roomId, seq: room.read }).catch(() => {});
}

/** Everything from this message on is unread again. */
export function markUnread(chat, message) {
  if (message.thread) return markThreadUnread(chat, message);
  const seq = message.seq - 1;
  chat.heldUnread = message.room; // until the room is left, seeing its end reads nothing
  chat.ui.newSince.set(message.room, seq);
  chat.store.moveRead(message.room, seq);
  return tell(chat, { type: "read.move", room: message.room, seq });
}
