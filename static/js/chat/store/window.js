/** The loaded part of a room's or a thread's history: one stretch of messages without a hole. */
import { dropRemindersOf } from "./reminders.js";
import { patched, strandOf } from "./strands.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../store.js").Store} Store */

export const WINDOW = 300; // messages kept drawn; more would make every redraw slower
const RECENT = 300; // states remembered for pages that were read before them

/** The last state heard of a message, drawn or not. */
const lastHeard = (room, seq) => room.messages.get(seq) ?? room.recent.get(seq);

/** The last state of a message that is in the counts already; a page may be ahead of them. */
export function countedState(room, seq) {
  const states = [room.recent.get(seq), room.messages.get(seq)];
  return states.find((state) => state && state.changed_seq <= room.counted);
}

/**
 * Takes a newer state of a message: into the window if its place is there, and into `recent`.
 * @param {Store} store
 * @param {Room} room
 * @param {Message} message
 */
export function takeMessage(store, room, message) {
  remember(room, message);
  if (message.deleted) room.bookmarks.delete(message.seq);
  if (message.deleted) dropRemindersOf(store, message);
  if (!store.state.people.has(message.author)) {
    store.state.people.set(message.author, { id: message.author, name: message.author_name });
  }
  const strand = room.strands.get(message.seq);
  if (strand?.root && strand.root.changed_seq < message.changed_seq) strand.root = message;
  const window = message.thread ? room.strands.get(message.thread) : room;
  if (!window?.loaded) return;
  const known = window.messages.get(message.seq);
  if (known) replace(window, known, message);
  else if (belongs(window, message)) insert(window, message);
}

function replace(window, known, message) {
  if (known.changed_seq < message.changed_seq) window.messages.set(message.seq, message);
}

/** Whether anything of a room's history is here, so that what is missed has to be fetched. */
export function hasWindow(room) {
  return room.loaded || [...room.strands.values()].some((strand) => strand.loaded);
}

/** Whether a message that is not drawn lies inside the stretch that is. */
function belongs(room, message) {
  if (room.messages.size === 0) return !room.hasAfter;
  const [first, last] = ends(room);
  if (message.seq > last) return !room.hasAfter;
  return message.seq > first || !room.hasBefore;
}

/** @returns {[number, number]} seq of the first and the last message of the window */
export function ends(room) {
  let last = 0;
  let first = 0;
  for (const seq of room.messages.keys()) {
    first ||= seq;
    last = seq;
  }
  return [first, last];
}

function insert(room, message) {
  const [, last] = ends(room);
  room.messages.set(message.seq, message);
  if (message.seq < last) sort(room);
}

function sort(room) {
  room.messages = new Map([...room.messages].sort(([a], [b]) => a - b));
}

function remember(room, message) {
  const known = room.recent.get(message.seq);
  if (known && known.changed_seq >= message.changed_seq) return;
  room.recent.delete(message.seq); // so that the oldest change stays first
  room.recent.set(message.seq, message);
  while (room.recent.size > RECENT) {
    const [seq, oldest] = room.recent.entries().next().value;
    room.recent.delete(seq);
    room.recentFrom = Math.max(room.recentFrom, oldest.changed_seq);
  }
}

/**
 * @param {Store} store
 * @param {number} roomId
 * @param {Page} page
 * @param {"newest"|"around"|"before"|"after"} how
 * @param {number|null} [thread] whose page it is, its root first
 * @returns {boolean} false if the page is too old to be brought up to date from `recent`
 */
export function addPage(store, roomId, page, how, thread = null) {
  const room = store.state.rooms.get(roomId);
  if (!room || page.epoch !== room.epoch || page.seq < room.recentFrom) return false;
  const window = thread ? strandOf(room, thread) : room;
  const joins = window.loaded && (how === "before" || how === "after");
  if (!joins) window.messages = new Map();
  if (!joins || how === "before") window.hasBefore = page.has_before;
  if (!joins || how === "after") window.hasAfter = page.has_after;
  if (!window.loaded) window.loaded = true;
  const [root, ...replies] = page.messages;
  if (thread) window.root = freshest(store, room, root);
  for (const message of thread ? replies : page.messages) {
    window.messages.set(message.seq, freshest(store, room, message));
  }
  sort(window);
  if (!window.hasAfter) appendHeard(room, window, page.seq, thread);
  return true;
}

/** A message of a page, or what was heard of it since the page was read. */
function freshest(store, room, message) {
  if (!store.state.people.has(message.author)) {
    store.state.people.set(message.author, { id: message.author, name: message.author_name });
  }
  const heard = lastHeard(room, message.seq);
  return patched(room, heard && heard.changed_seq > message.changed_seq ? heard : message);
}

/** Adds what was posted while the page was on its way. */
function appendHeard(room, window, asOf, thread) {
  for (const message of room.recent.values()) {
    const here = (message.thread ?? null) === thread && message.seq > asOf;
    if (here && !window.messages.has(message.seq)) window.messages.set(message.seq, message);
  }
  sort(window);
}

/**
 * Drops messages on one side until the window has its size again.
 * @param {Store} store
 * @param {number} roomId
 * @param {"start"|"end"} side
 * @param {number|null} [thread]
 * @returns {boolean} whether anything was dropped
 */
export function trimWindow(store, roomId, side, thread = null) {
  const held = store.state.rooms.get(roomId);
  const room = thread ? held?.strands.get(thread) : held;
  const surplus = room ? room.messages.size - WINDOW : 0;
  if (!room || surplus <= 0) return false;
  const seqs = [...room.messages.keys()];
  const dropped = side === "start" ? seqs.slice(0, surplus) : seqs.slice(-surplus);
  for (const seq of dropped) room.messages.delete(seq);
  if (side === "start") room.hasBefore = true;
  else room.hasAfter = true;
  return true;
}

/** Lets the window go; the next visit loads it again. */
export function forgetWindow(store, roomId) {
  const room = store.state.rooms.get(roomId);
  if (room) clearWindow(room);
}

export function clearWindow(room) {
  room.messages = new Map();
  room.strands = new Map();
  room.marks = new Map();
  room.loaded = room.hasBefore = room.hasAfter = false;
}
