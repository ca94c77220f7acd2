/** Who may do what in a room, so that the page offers it; the server's rules decide. */

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Member} Member */

export const ROLES = ["member", "moderator", "owner"]; // of a room, the lowest first
const RANKS = ["member", "moderator", "admin", "owner"]; // in the workspace

const rankIn = (ranks, role) => Math.max(0, ranks.indexOf(role ?? ""));
const isAdmin = (state) => rankIn(RANKS, state.me?.role) >= RANKS.indexOf("admin");

/** Whether I moderate the workspace. @param {State} state */
export const moderates = (state) => rankIn(RANKS, state.me?.role) > 0;

/** Whether I may change a room's settings and people. @param {State} state @param {Room} room */
export const leads = (state, room) =>
  room.kind !== "direct" && (isAdmin(state) || rankIn(ROLES, room.role) > 0);

/** Whether I may call many at once here. @param {State} state @param {Room} room */
export const mayCall = (state, room) =>
  room.kind === "direct" || room.callers !== "moderators" || leads(state, room);

/** Whether I stand above somebody of a room. @param {State} state @param {Room} room @param {Member} member */
export function outranks(state, room, { user, role }) {
  const [mine, theirs] = [rankIn(RANKS, state.me?.role), rankIn(RANKS, user.role)];
  if (mine > 0 && mine > theirs) return true;
  const here = rankIn(ROLES, room.role);
  return theirs === 0 && here > 0 && here > rankIn(ROLES, role);
}

/** @param {State} state @param {Room} room @param {Member} member */
export const mayRemove = (state, room, member) =>
  room.kind !== "direct" && member.user.id !== state.me?.id && outranks(state, room, member);

/** Owners of the room and admins give roles, to themselves and to those below them. */
export function mayGiveRole(state, room, member) {
  if (room.kind === "direct" || !(isAdmin(state) || room.role === "owner")) return false;
  return member.user.id === state.me?.id || outranks(state, room, member);
}
