/** Unread and mention counts: what each change of a message does to them. */

import { levelOf } from "./levels.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Follow} Follow */
/** @typedef {import("../store.js").Store} Store */

/** Whether a message speaks to somebody: by name, or to everybody who hears it. */
export const mentionsMe = (message, me) =>
  message.mentions.includes(me) || (message.everybody === true && message.author !== me);

/** How much of what is unread calls for its reader, by the level they chose for the room. */
export function calling(room) {
  const { unread, mentions } = room;
  const level = levelOf(room);
  if (level === "nothing") return 0;
  return level === "everything" ? unread : mentions;
}

/**
 * Counts one new state of a message that is not yet in the counts.
 * @param {Store} store
 * @param {Room|Follow} room whose counts they are: a room's, or a followed thread's
 * @param {Message|undefined} old the state known before
 * @param {Message} message
 * @param {number} base messages posted after this seq have not been counted before
 */
export function countChange(store, room, old, message, base) {
  const me = store.state.me?.id ?? 0;
  if (message.author === me || message.seq <= room.read) return;
  if (message.seq > base && !old) countNew(room, message, me);
  else if (message.deleted) uncount(store, room, old, me);
  else recountMention(store, room, old, message, me);
}

function countNew(room, message, me) {
  if (message.deleted) return;
  room.unread += 1;
  if (mentionsMe(message, me)) room.mentions += 1;
}

function uncount(store, room, old, me) {
  if (old?.deleted) return;
  room.unread = Math.max(0, room.unread - 1);
  if (old) room.mentions -= mentionsMe(old, me) ? 1 : 0;
  // Did it mention me? Only the server knows.
  else if (room.mentions > 0) store.wish({ kind: "hello" });
}

function recountMention(store, room, old, message, me) {
  if (old) {
    room.mentions += Number(mentionsMe(message, me)) - Number(mentionsMe(old, me));
  } else if (message.edited_at && (room.mentions > 0 || mentionsMe(message, me))) {
    store.wish({ kind: "hello" });
  }
}

/**
 * Moves the read pointer and counts what stays unread.
 * @param {Store} store
 * @param {number} roomId
 * @param {number} seq
 */
export function moveRead(store, roomId, seq) {
  const room = store.state.rooms.get(roomId);
  if (!room || seq === room.read) return;
  room.read = seq;
  if (seq >= room.cursor) {
    room.unread = room.mentions = 0;
  } else if (!recount(room, store.state.me?.id ?? 0)) store.wish({ kind: "hello" });
}

/** Counts from what is here, if it holds everything after the read pointer. */
function recount(room, me) {
  const first = room.messages.keys().next().value ?? Infinity;
  const inWindow = room.loaded && !room.hasAfter && (first <= room.read + 1 || !room.hasBefore);
  if (!inWindow && room.read < room.recentFrom) return false;
  room.unread = room.mentions = 0;
  for (const message of (inWindow ? room.messages : room.recent).values()) {
    const counts = message.seq > room.read && message.seq <= room.counted && !message.thread;
    if (counts && message.author !== me) countNew(room, message, me);
  }
  return true;
}

/**
 * Counts what is unread among the replies of a thread that are here, up to its `counted`.
 * @param {Follow} follow
 * @param {Iterable<Message>} replies every one beyond the read pointer is among them
 * @param {number} me
 */
export function recountReplies(follow, replies, me) {
  follow.unread = follow.mentions = 0;
  for (const message of replies) {
    const counts = message.seq > follow.read && message.seq <= follow.counted;
    if (counts && message.author !== me) countNew(follow, message, me);
  }
}
