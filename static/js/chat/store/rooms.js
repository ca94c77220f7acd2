/** Rooms as entries of the snapshot open them, as changes reshape them and as they close. */
import { countChange } from "./counts.js";
import { applyPlace } from "./sections.js";
import { clearWindow, hasWindow } from "./window.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../store.js").Store} Store */

/** @returns {Room} */
function emptyRoom(entry) {
  const { id, epoch, seq } = entry;
  return {
    id,
    epoch,
    seq,
    slug: "",
    name: "",
    kind: "open",
    topic: "",
    archived: false,
    pins: 0,
    callers: "everybody",
    role: "member",
    level: "mentions",
    muted_until: null,
    favourite: false,
    section: null,
    users: [],
    bookmarks: new Set(),
    silenced_until: null,
    cursor: seq,
    recentFrom: seq,
    counted: seq,
    read: 0,
    unread: 0,
    mentions: 0,
    messages: new Map(),
    strands: new Map(),
    follows: new Map(),
    roots: new Map(),
    marks: new Map(),
    recent: new Map(),
    typing: new Map(),
    loaded: false,
    hasBefore: false,
    hasAfter: false,
    syncing: null,
    members: null,
  };
}

const ENTRY_FIELDS = [
  "slug",
  "name",
  "kind",
  "topic",
  "archived",
  "pins",
  "callers",
  "role",
  "level",
  "users",
  "read",
  "unread",
  "mentions",
];

/**
 * Adds a room or brings a known one up to the snapshot.
 * @param {Store} store
 * @returns {Room}
 */
export function openRoom(store, entry) {
  const { state } = store;
  const room = state.rooms.get(entry.id) ?? emptyRoom(entry);
  state.rooms.set(entry.id, room);
  state.closed.delete(entry.slug);
  const reload = hasWindow(room) && room.epoch !== entry.epoch;
  if (room.epoch !== entry.epoch) restartRoom(room, entry.epoch, entry.seq);
  for (const field of ENTRY_FIELDS) if (entry[field] !== undefined) room[field] = entry[field];
  room.bookmarks = new Set(entry.bookmarks);
  room.muted_until = entry.muted_until ?? null;
  applyPlace(room, entry);
  room.silenced_until = entry.silenced_until ?? null;
  for (const person of room.users) state.people.set(person.id, person);
  settleCursor(room, entry.seq);
  recountSince(store, room, entry.seq);
  if (reload) store.wish({ kind: "reload", room: room.id });
  return room;
}

/** Without a window nothing is missed by stepping to the head; with one, a sync fills the way. */
function settleCursor(room, seq) {
  room.seq = Math.max(room.seq, seq);
  if (hasWindow(room) || seq <= room.cursor) return;
  room.cursor = room.recentFrom = seq;
  room.recent = new Map();
  room.roots = new Map();
}

/** The counts of a snapshot hold as of its seq; what was heard since is counted on top. */
function recountSince(store, room, seq) {
  room.counted = seq;
  for (const message of room.recent.values()) {
    const counts = !message.thread && message.changed_seq > seq;
    if (counts) countChange(store, room, undefined, message, seq);
  }
  room.counted = Math.max(seq, room.cursor);
}

/** @param {Store} store @param {number} id */
export function closeRoom(store, id) {
  const room = store.state.rooms.get(id);
  if (!room) return;
  store.state.rooms.delete(id);
  store.state.closed.set(room.slug, { id, name: room.name });
}

const ROOM_FIELDS = ["slug", "name", "kind", "topic", "archived", "pins", "callers"];

/** Takes over what everybody sees of a room, from an event or a sync. */
export function mergeRoom(room, state) {
  for (const field of ROOM_FIELDS) {
    const value = state?.[field];
    if (value !== undefined) room[field] = value;
  }
}

/** Forgets everything that hung on the old cursor. */
export function restartRoom(room, epoch, seq) {
  room.epoch = epoch;
  room.cursor = room.seq = room.counted = room.recentFrom = seq;
  room.recent = new Map();
  room.roots = new Map();
  room.members = null;
  room.syncing = null;
  clearWindow(room);
}
