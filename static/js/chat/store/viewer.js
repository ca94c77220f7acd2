/** What changed for this person: the welcome snapshot and the numbered viewer events after it. */
import { moveRead } from "./counts.js";
import { welcomePeople } from "./profiles.js";
import { dropReminder, takeReminder, welcomeReminders } from "./reminders.js";
import { closeRoom, openRoom } from "./rooms.js";
import { applyPlace, applySections } from "./sections.js";
import { messageOf } from "./strands.js";
import { askSync } from "./sync.js";
import { applySanction } from "./sanctions.js";
import { dropFollow, takeFollow, welcomeFollows } from "./threads.js";
import { hasWindow } from "./window.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../store.js").Store} Store */

/** The whole snapshot: rooms that are not in it are no longer ours. */
export function applyWelcome(store, frame) {
  const { state } = store;
  store.awaitingHello = false;
  state.welcomed = true;
  state.me = { ...state.me, silenced_until: null, ...frame.user, sanction: null }; // the suspended are not welcomed
  state.viewerSeq = frame.viewer_seq;
  state.heartbeat = frame.heartbeat ?? state.heartbeat;
  state.limits = frame.limits ?? state.limits;
  const present = new Set(frame.rooms.map((entry) => entry.id));
  for (const id of [...state.rooms.keys()]) if (!present.has(id)) closeRoom(store, id);
  for (const entry of frame.rooms) welcomeRoom(store, entry);
  applySections(store, frame.sections);
  welcomePeople(store, frame.people_seq);
  if (frame.threads) welcomeFollows(store, frame.threads);
  welcomeReminders(store, frame.reminders ?? []);
}

function welcomeRoom(store, entry) {
  const room = openRoom(store, entry);
  room.syncing = null;
  if (!hasWindow(room) || room.cursor >= room.seq) return;
  // A cursor told in the hello is answered by itself; a window loaded since then has to ask.
  if (store.told.has(room.id))
    room.syncing = { base: room.counted, series: false, at: store.now() };
  else askSync(store, room);
}

/** @param {Store} store */
export function applyViewer(store, frame) {
  const { state } = store;
  if (frame.seq <= state.viewerSeq) return;
  if (frame.seq > state.viewerSeq + 1) return store.wish({ kind: "hello" });
  state.viewerSeq = frame.seq;
  VIEWER_RULES[frame.kind]?.(store, frame);
}

const roomId = (frame) => (typeof frame.room === "object" ? frame.room?.id : frame.room);
const roomOf = (store, frame) => store.state.rooms.get(roomId(frame));

/** @type {Record<string, (store: Store, frame: any) => void>} */
const VIEWER_RULES = {
  "room.opened": (store, frame) => openRoom(store, frame.room),
  "room.closed": (store, frame) => closeRoom(store, roomId(frame)),
  "role.changed": (store, frame) => {
    const room = roomOf(store, frame);
    if (room) room.role = frame.role ?? room.role;
    else if (store.state.me) store.state.me.role = frame.role;
  },
  "sanction.changed": (store, frame) => applySanction(store, frame.sanction),
  "level.changed": (store, frame) => {
    const room = roomOf(store, frame);
    if (!room) return;
    room.level = frame.level ?? room.level;
    room.muted_until = frame.muted_until ?? null;
  },
  "room.placed": (store, frame) => applyPlace(roomOf(store, frame), frame),
  "sections.changed": (store, frame) => applySections(store, frame.sections),
  "read.moved": (store, frame) => moveRead(store, roomId(frame), frame.read ?? readOf(frame)),
  "bookmark.added": (store, frame) => keep(roomOf(store, frame), frame.message),
  "bookmark.removed": (store, frame) => roomOf(store, frame)?.bookmarks.delete(frame.message),
  "reminder.set": (store, frame) => takeReminder(store, frame.reminder),
  "reminder.due": (store, frame) => takeReminder(store, frame.reminder),
  "reminder.done": (store, frame) => dropReminder(store, frame.reminder),
  "thread.followed": (store, frame) => takeFollow(store, frame.thread),
  "thread.read.moved": (store, frame) => takeFollow(store, frame.thread),
  "thread.unfollowed": (store, frame) => dropFollow(store, frame.thread),
  "viewer.moved": (store) => store.wish({ kind: "hello" }),
  "report.filed": (store) => store.wish({ kind: "notice", sentence: "report.filed" }),
  "report.decided": (store, frame) =>
    store.wish({ kind: "notice", sentence: `report.${frame.report.decision}` }),
  mention: () => {}, // counted from the message itself
};

/** A deletion may have been heard before: what is deleted nobody keeps. */
function keep(room, seq) {
  if (room && !messageOf(room, seq)?.deleted) room.bookmarks.add(seq);
}

const readOf = (frame) => frame.room?.read ?? frame.message_seq ?? 0;
