/** Followed threads: who follows what, how far they have read, and what is unread of it. */
import { countChange, recountReplies } from "./counts.js";
import { levelOf } from "./levels.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Follow} Follow */
/** @typedef {import("../store.js").Store} Store */

const FOLLOWS_LISTED = 500; // threads that a welcome names; there may be more

/** The whole snapshot: threads that are not in it are not followed. @param {Store} store */
export function welcomeFollows(store, entries) {
  for (const room of store.state.rooms.values()) room.follows = new Map();
  store.state.followsCut = entries.length >= FOLLOWS_LISTED;
  store.askedFollows.clear();
  for (const entry of entries) takeFollow(store, entry);
}

/**
 * Takes a follow as the server counted it, and counts what was heard since on top.
 * @param {Store} store
 * @param {{room: number, thread: number, seq: number, read: number, unread: number,
 *   mentions: number}} entry
 */
export function takeFollow(store, entry) {
  const room = store.state.rooms.get(entry.room);
  if (!room) return;
  const { read, unread, mentions, thread, seq } = entry;
  const known = room.follows.get(thread);
  if (known && known.read === read && known.counted > seq) return; // counted further already
  const follow = { room: room.id, thread, read, unread, mentions, counted: seq };
  room.follows.set(thread, follow);
  if (seq >= room.cursor) return;
  if (seq < room.recentFrom) store.wish({ kind: "hello" });
  for (const message of room.recent.values()) {
    const heard = message.thread === thread && message.changed_seq > seq;
    if (heard) countChange(store, follow, undefined, message, seq);
  }
  follow.counted = room.cursor;
}

/** @param {Store} store */
export function dropFollow(store, { room, thread }) {
  store.state.rooms.get(room)?.follows.delete(thread);
}

/**
 * Counts a new state of a reply for whoever follows its thread.
 * @param {Store} store
 * @param {Room} room
 * @param {Message} message
 */
export function countReply(store, room, message) {
  const thread = message.thread ?? 0;
  const follow = room.follows.get(thread);
  if (!follow) return askFollow(store, room, message);
  if (message.changed_seq <= follow.counted) return;
  const states = [room.recent.get(message.seq), room.strands.get(thread)?.messages.get(message.seq)];
  const old = states.find((state) => state && state.changed_seq <= follow.counted);
  countChange(store, follow, old, message, follow.counted);
}

/** Everything of a room up to a seq is in the counts of its threads. */
export function followsCounted(room, seq) {
  for (const follow of room.follows.values()) follow.counted = Math.max(follow.counted, seq);
}

/** The welcome named only some threads: is this one of the others? Asked once for each. */
function askFollow(store, room, message) {
  const place = `${room.id}/${message.thread}`;
  if (!store.state.followsCut || store.askedFollows.has(place)) return;
  store.askedFollows.add(place);
  store.wish({ kind: "follow", room: room.id, thread: message.thread });
}

/**
 * Moves the read pointer of a followed thread and counts what stays unread.
 * @param {Store} store
 */
export function moveThreadRead(store, roomId, thread, seq) {
  const room = store.state.rooms.get(roomId);
  const follow = room?.follows.get(thread);
  if (!room || !follow || seq === follow.read) return;
  follow.read = seq;
  const strand = room.strands.get(thread);
  const first = strand?.messages.keys().next().value ?? Infinity;
  const whole = strand?.loaded && !strand.hasAfter && (!strand.hasBefore || first <= seq + 1);
  if (!strand || !whole) return store.wish({ kind: "hello" });
  follow.counted = room.cursor;
  recountReplies(follow, strand.messages.values(), store.state.me?.id ?? 0);
}

/** How often one is mentioned and has not read it, where one wants to be told. */
export function mentionCount(state) {
  const wanted = [...state.rooms.values()].filter((room) => levelOf(room) !== "nothing");
  return wanted.reduce((sum, { mentions }) => sum + mentions, threadCounts(state).mentions);
}

/** What is unread in all followed threads. @param {import("../types.js").State} state */
export function threadCounts(state) {
  const counts = { threads: 0, unread: 0, mentions: 0 };
  for (const room of state.rooms.values()) {
    for (const { unread, mentions } of room.follows.values()) {
      if (unread > 0) counts.threads += 1;
      counts.unread += unread;
      counts.mentions += mentions;
    }
  }
  return counts;
}
