/** What is never stored: who is here, who is typing. */

/** @typedef {import("../store.js").Store} Store */

const TYPING_LASTS = 5000; // milliseconds after the last sign of typing

/** @param {Store} store */
export function hearTyping(store, frame) {
  const room = store.state.rooms.get(frame.room);
  if (!room || frame.user === store.state.me?.id) return;
  const { name, thread = null } = frame;
  room.typing.set(frame.user, { name, thread, until: store.now() + TYPING_LASTS });
}

/** @param {Store} store @returns {boolean} whether a line ended */
export function expireTyping(store) {
  let ended = false;
  for (const room of store.state.rooms.values()) {
    for (const [user, { until }] of room.typing) {
      if (until <= store.now()) ended = room.typing.delete(user) || ended;
    }
  }
  return ended;
}

/** @param {Store} store */
export function hearPresence(store, frame) {
  const { state } = store;
  if (frame.type === "presence.state") state.online = new Set(frame.online);
  for (const user of frame.joins ?? []) state.online.add(user);
  for (const user of frame.leaves ?? []) state.online.delete(user);
}
