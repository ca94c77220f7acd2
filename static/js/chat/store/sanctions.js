/** What moderators have imposed on this person: where they may not write, and what they were told. */

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").State} State */
/** @typedef {{id: number, kind: string, room: number|null, until: string|null, reason: string,
 *   running: boolean}} Sanction */

const FOR_GOOD = "9999-01-01T00:00:00.000000Z"; // how an end that nobody has set is written

/** @param {import("../store.js").Store} store @param {Sanction} sanction */
export function applySanction(store, sanction) {
  const { state } = store;
  if (!state.me) return;
  if (sanction.kind === "warning") state.me.warning = sanction.reason;
  if (sanction.kind === "suspension") state.me.sanction = sanction.running ? sanction : null;
  if (sanction.kind !== "mute") return;
  const place = sanction.room === null ? state.me : state.rooms.get(sanction.room);
  if (!place) return;
  place.silenced_until = sanction.running ? (sanction.until ?? FOR_GOOD) : null;
  place.silenced_for = sanction.reason;
}

/**
 * Until when one may not write here; the word "" stands for no end, null for not at all.
 * @param {State} state @param {Room} room @param {number} [now]
 */
export function silencedHere(state, room, now = Date.now()) {
  const ends = [state.me?.silenced_until, room.silenced_until].filter((end) => end && Date.parse(end) > now);
  if (!ends.length) return null;
  const [last] = ends.sort().reverse();
  return last >= FOR_GOOD ? "" : last;
}
