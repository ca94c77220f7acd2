/** How one's rooms are sorted: favourites, sections of one's own, and what stands in none. */

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").State} State */
/** @typedef {"favourites"|"rooms"|"direct"|number} Heading a number is the id of a section */

/** @param {State} state @param {Room} room @returns {Heading} under which a room stands */
export function headingOf(state, room) {
  if (room.favourite) return "favourites";
  if (state.sections.some(({ id }) => id === room.section)) return room.section ?? homeOf(room);
  return homeOf(room);
}

/** @param {Room} room @returns {Heading} where it stands in no section */
export const homeOf = (room) => (room.kind === "direct" ? "direct" : "rooms");

/** @param {State} state @param {Room} room @returns {Heading[]} all it may stand under, in order */
export const headingsFor = (state, room) => [
  "favourites",
  ...state.sections.map(({ id }) => id),
  homeOf(room),
];

/**
 * What a room is told to be when it is put under a heading.
 * @param {Room} room
 * @param {Heading} heading
 */
export function placeUnder(room, heading) {
  if (heading === "favourites") return { favourite: true, section: room.section };
  return { favourite: false, section: typeof heading === "number" ? heading : null };
}

/** @param {import("../store.js").Store} store */
export function applySections({ state }, sections) {
  state.sections = sections ?? [];
  const there = new Set(state.sections.map(({ id }) => id));
  for (const room of state.rooms.values())
    if (room.section !== null && !there.has(room.section)) room.section = null;
}

/** @param {Room|undefined} room */
export function applyPlace(room, { favourite, section }) {
  if (!room) return;
  room.favourite = favourite ?? false;
  room.section = section ?? null;
}
