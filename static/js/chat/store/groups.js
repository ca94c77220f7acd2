/** Groups that a message may call: everybody in its room, or who is present in it. */

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").State} State */
/** @typedef {"room"|"here"} Group */

/** @type {Group[]} */
export const GROUPS = ["room", "here"];

const CALL = /(?<![\w@/+-])@(room|here)(?![\w@]|[.-]\w)/giu;
const SILENT = /^ {0,3}(```|~~~)[^]*?(^ {0,3}\1|$(?![^]))|^ {0,3}>.*$|(`+)[^]*?\3/gmu; // code and quotes

/** Which groups a text calls, as the server will find them. @param {string} text @returns {Group[]} */
export function calledIn(text) {
  const called = [...text.replace(SILENT, " ").matchAll(CALL)].map(([, name]) => name.toLowerCase());
  return GROUPS.filter((group) => called.includes(group));
}

/**
 * How many others a group is just now; null where this page does not know.
 * @param {State} state
 * @param {Room} room
 * @param {Group} group
 */
export function sizeOf(state, room, group) {
  const ids = room.kind === "direct" ? room.users.map(({ id }) => id) : room.members?.keys();
  if (!ids) return null;
  const others = [...ids].filter((id) => id !== state.me?.id);
  return group === "here" ? others.filter((id) => state.online.has(id)).length : others.length;
}

/**
 * How many others a text calls; 0 where this page does not know.
 * @param {State} state @param {Room} room @param {string} text
 */
export const crowdOf = (state, room, text) =>
  Math.max(0, ...calledIn(text).map((group) => sizeOf(state, room, group) ?? 0));
