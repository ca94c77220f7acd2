/** What a person does with rooms: create, join, leave, talk to somebody, look who is there. */
import { roomPath } from "../router.js";
import { sentenceOf, tell } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** Runs a call and says why when it is refused. @returns {Promise<any>} undefined if refused */
async function attempt(chat, call) {
  try {
    return (await call()) ?? null;
  } catch (error) {
    chat.ui.notice(sentenceOf(error));
    return undefined;
  }
}

/**
 * Goes to a room that a call just opened; its entry arrives as `room.opened`.
 * @param {Chat} chat
 */
export function goTo(chat, room) {
  chat.ui.set({ dialog: null });
  if (room?.slug) chat.ui.looked.set(room.slug, "asking"); // until its entry arrives
  if (room?.slug) chat.router.go(roomPath(room.slug));
}

/** @param {Chat} chat @returns {Promise<string>} why it was refused, or nothing */
export async function createRoom(chat, fields) {
  try {
    goTo(chat, await chat.api.createRoom(fields));
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}

/**
 * @param {Chat} chat
 * @param {{name?: string, topic?: string, slug?: string, callers?: string, archived?: boolean}} fields what is to be another
 * @returns {Promise<string>} why it was refused, or nothing
 */
export async function changeRoom(chat, room, fields) {
  try {
    if (Object.keys(fields).length > 0) await chat.api.changeRoom(room.id, fields);
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}

/** Closes a room for writing, or opens it again. @param {Chat} chat @param {boolean} archived */
export const archiveRoom = (chat, room, archived) => changeRoom(chat, room, { archived });

/** @param {Chat} chat */
export async function join(chat, room) {
  await chat.api.addMember(room.id, chat.store.state.me?.id ?? 0);
  goTo(chat, room);
}

/** @param {Chat} chat */
export async function leave(chat, room) {
  await chat.api.endMembership(room.id, chat.store.state.me?.id ?? 0);
  chat.router.go("/");
}

/** @param {Chat} chat */
export const joinRoom = (chat, room) => attempt(chat, () => join(chat, room));

/** @param {Chat} chat */
export const leaveRoom = (chat, room) => attempt(chat, () => leave(chat, room));

/** Says what of a room calls for its reader, on all their devices. @param {Chat} chat */
export function chooseLevel(chat, room, level) {
  return tell(chat, { type: "level.set", room: room.id, level });
}

/** Nothing calls until a time; without one the level holds again. @param {Chat} chat */
export function muteUntil(chat, room, until) {
  const ends = until ? { muted_until: until } : {};
  return tell(chat, { type: "level.set", room: room.id, level: room.level, ...ends });
}

/** @param {Chat} chat @param {number[]} people */
export async function openDirect(chat, people) {
  goTo(chat, await attempt(chat, () => chat.api.openDirect(people)));
}

/** @param {Chat} chat */
export async function addPeople(chat, room, people) {
  for (const id of people) await attempt(chat, () => chat.api.addMember(room.id, id));
  chat.ui.set({ dialog: null });
  await loadMembers(chat, room.id);
}

/** @param {Chat} chat */
export function removePerson(chat, room, userId) {
  return attempt(chat, () => chat.api.endMembership(room.id, userId));
}

/** @param {Chat} chat */
export function giveRole(chat, room, userId, role) {
  return attempt(chat, () => chat.api.giveRole(room.id, userId, role));
}

/** @param {Chat} chat */
export async function loadMembers(chat, roomId) {
  if (chat.ui.isLoading(roomId, "members") || chat.ui.failed.has(`members-${roomId}`)) return;
  chat.ui.setLoading(roomId, "members", true);
  const members = await attempt(chat, () => chat.api.members(roomId));
  if (members) chat.store.setMembers(roomId, members);
  else chat.ui.failed.add(`members-${roomId}`); // until the next welcome
  chat.ui.setLoading(roomId, "members", false);
}

/** Everybody of the workspace, for the dialogs that choose people. @param {Chat} chat */
export async function loadPeople(chat) {
  const people = await attempt(chat, () => chat.api.users());
  if (people) chat.store.setPeople(people);
  return people ?? [];
}

/** Somebody is to be named who has not been met yet: everybody is asked for, once a visit. */
export async function meetPeople(chat) {
  if (chat.ui.met || !chat.socket.online) return;
  chat.ui.met = true;
  await loadPeople(chat);
}

/** @param {Chat} chat */
export async function loadOpenRooms(chat) {
  const rooms = await attempt(chat, () => chat.api.rooms());
  return (rooms ?? []).filter((room) => room.kind === "open" && !room.archived);
}

/** Whether an address that is none of ours is a room one could join. @param {Chat} chat */
export async function lookUp(chat, slug) {
  if (chat.ui.looked.has(slug)) return;
  chat.ui.looked.set(slug, "asking");
  const rooms = await attempt(chat, () => chat.api.rooms());
  chat.ui.looked.set(slug, rooms?.find((room) => room.slug === slug) ?? null);
  chat.ui.changed();
}
