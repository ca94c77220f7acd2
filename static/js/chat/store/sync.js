/** Catching up: state-based answers to a cursor, resets, and heads that are ahead of us. */
import { countChange } from "./counts.js";
import { mergeRoom, restartRoom } from "./rooms.js";
import { countReply, followsCounted } from "./threads.js";
import { countedState, takeMessage } from "./window.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../store.js").Store} Store */

const PATIENCE = 20_000; // milliseconds after which an unanswered question is asked again

/**
 * Asks once for everything after the cursor; repeated reasons while waiting are one wish.
 * @param {Store} store
 * @param {Room} room
 */
export function askSync(store, room) {
  if (room.syncing && store.now() - room.syncing.at < PATIENCE) return;
  room.syncing = { base: room.counted, series: false, at: store.now() };
  store.wish({ kind: "sync", room: room.id });
}

/** The question went unanswered: it may be asked again. */
export function syncFailed(store, roomId) {
  const room = store.state.rooms.get(roomId);
  if (room) room.syncing = null;
}

/** @param {Store} store */
export function applySynced(store, frame) {
  const room = store.state.rooms.get(frame.room);
  if (!room) return;
  if (frame.epoch !== room.epoch) return applyReset(store, frame);
  const base = room.syncing?.base ?? room.counted;
  mergeRoom(room, frame.room_state);
  for (const message of frame.messages) takeSynced(store, room, message, base);
  if (frame.seq > room.cursor) room.members = null; // people may have come and gone unheard
  room.cursor = Math.max(room.cursor, frame.seq);
  room.seq = Math.max(room.seq, room.cursor);
  room.counted = Math.max(room.counted, frame.seq);
  followsCounted(room, frame.seq);
  if (frame.more) return askMore(store, room, base);
  const series = room.syncing?.series;
  room.syncing = null;
  // The counts of a long series are a guess.
  if (series && base < room.cursor) store.wish({ kind: "hello" });
  if (room.seq > room.cursor) askSync(store, room);
}

function takeSynced(store, room, message, base) {
  if (message.thread) countReply(store, room, message);
  else if (message.changed_seq > room.counted) {
    countChange(store, room, countedState(room, message.seq), message, base);
  }
  takeMessage(store, room, message);
}

function askMore(store, room, base) {
  room.syncing = { base, series: true, at: store.now() };
  store.wish({ kind: "sync", room: room.id });
}

/** @param {Store} store */
export function applyReset(store, frame) {
  const room = store.state.rooms.get(frame.room);
  if (!room) return;
  const uncounted = frame.epoch !== room.epoch || frame.seq > room.counted;
  restartRoom(room, frame.epoch, frame.seq);
  if (uncounted) store.wish({ kind: "hello" });
  store.wish({ kind: "reload", room: room.id });
}

/** @param {Store} store */
export function noteHeads(store, frame) {
  for (const [id, head] of Object.entries(frame.heads ?? {})) {
    const room = store.state.rooms.get(Number(id));
    if (!room || head <= room.cursor) continue;
    room.seq = Math.max(room.seq, head);
    askSync(store, room);
  }
  if ((frame.viewer_seq ?? 0) > store.state.viewerSeq) store.wish({ kind: "hello" });
}
