/** What of a room calls for its reader just now: their level, and nothing while it is muted. */

/** @param {{muted_until?: string|null}} room @param {number} [now] */
export const isMuted = ({ muted_until: until }, now = Date.now()) =>
  Boolean(until && Date.parse(until) > now);

/** @param {{level?: string, muted_until?: string|null}} room @param {number} [now] */
export const levelOf = (room, now = Date.now()) => (isMuted(room, now) ? "nothing" : room.level);
