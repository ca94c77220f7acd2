/** Live events of a room, applied in order; what is missing is asked for. */
import { countChange } from "./counts.js";
import { closeRoom, mergeRoom } from "./rooms.js";
import { takeRoot } from "./strands.js";
import { askSync } from "./sync.js";
import { countReply, followsCounted } from "./threads.js";
import { countedState, takeMessage } from "./window.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").RoomEvent} RoomEvent */
/** @typedef {import("../store.js").Store} Store */

const MARKS = 100; // system lines remembered per room

/**
 * @param {Store} store
 * @param {{room: number, events: RoomEvent[]}} frame
 */
export function applyEvents(store, frame) {
  for (const event of frame.events) {
    const room = store.state.rooms.get(frame.room);
    if (!room) return;
    if (event.seq <= room.cursor) continue;
    room.seq = Math.max(room.seq, event.seq);
    if (event.seq > room.cursor + 1) return askSync(store, room);
    applyEvent(store, room, event);
  }
}

function applyEvent(store, room, event) {
  room.cursor = event.seq;
  if (event.message) hearMessage(store, room, event);
  else if (event.kind.startsWith("member.")) hearMember(store, room, event);
  else if (event.kind === "room.changed") hearRoom(room, event);
  room.counted = Math.max(room.counted, event.seq);
  followsCounted(room, event.seq);
}

function hearMessage(store, room, event) {
  const { message } = event;
  if (message.thread) countReply(store, room, message);
  else if (event.seq > room.counted) {
    countChange(store, room, countedState(room, message.seq), message, room.counted);
  }
  takeMessage(store, room, message);
  if (event.pins !== undefined) room.pins = event.pins;
  if (event.root) takeRoot(room, event.root, event.seq);
  if (event.kind === "message.posted") room.typing.delete(message.author);
}

function hearMember(store, room, event) {
  const user = event.member?.user;
  if (!user) return;
  mark(room, event);
  if (event.kind === "member.joined") {
    store.state.people.set(user.id, { ...store.state.people.get(user.id), ...user });
    room.members?.set(user.id, event.member);
    return;
  }
  room.members?.delete(user.id);
  room.typing.delete(user.id);
  if (user.id === store.state.me?.id) closeRoom(store, room.id);
}

function hearRoom(room, event) {
  const { name: was, topic, archived } = room;
  mark(room, { ...event, room: { ...event.room, was, had: { topic, archived } } });
  mergeRoom(room, event.room);
}

function mark(room, event) {
  room.marks.set(event.seq, event);
  if (room.marks.size > MARKS) room.marks.delete(room.marks.keys().next().value);
}
