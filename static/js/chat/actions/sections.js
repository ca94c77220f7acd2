/** What a person does with the order of their sidebar. */
import { t } from "../lib/text.js";
import { headingOf, headingsFor, placeUnder } from "../store/sections.js";
import { sentenceOf, tell } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../store/sections.js").Heading} Heading */

/** @param {Chat} chat @param {Heading} heading @returns {string} what it is called */
export function headingName(chat, heading) {
  const own = chat.store.state.sections.find(({ id }) => id === heading);
  return own?.name ?? t(`sidebar.${heading}`);
}

/**
 * Puts a room under a heading; its entry keeps the focus on the way.
 * @param {Chat} chat @param {Room} room @param {Heading} heading
 */
export async function putUnder(chat, room, heading) {
  const from = headingOf(chat.store.state, room);
  if (from === heading) return;
  chat.ui.set({ carried: { room: room.id, from } });
  const place = placeUnder(room, heading);
  if (await tell(chat, { type: "room.place", room: room.id, ...place }))
    chat.ui.set({ spoken: t("sections.moved", { name: headingName(chat, heading) }) });
  else chat.ui.set({ carried: null });
}

/** To the top, or back. @param {Chat} chat @param {Room} room */
export function toggleFavourite(chat, room) {
  const back = { ...room, favourite: false };
  const heading = room.favourite ? headingOf(chat.store.state, back) : "favourites";
  return putUnder(chat, room, heading);
}

/** Under the heading above or below. @param {Chat} chat @param {Room} room @param {1|-1} step */
export function step(chat, room, step) {
  const headings = headingsFor(chat.store.state, room);
  const next = headings[headings.indexOf(headingOf(chat.store.state, room)) + step];
  return next === undefined ? undefined : putUnder(chat, room, next);
}

/** A room is taken up: only what can take it says so. @param {Chat} chat @param {Room} room */
export const drag = (chat, room) =>
  // A drag whose page changes while it begins is given up by some browsers.
  setTimeout(() => chat.ui.set({ dragged: { room: room.id, over: null } }));

/** @param {Chat} chat */
export const letGo = (chat) => chat.ui.set({ dragged: null });

/** Something is held over the sidebar. @param {Chat} chat @param {DragEvent} event */
export function hold(chat, event) {
  const { dragged } = chat.ui;
  if (!dragged) return;
  const over = event.type === "dragleave" ? null : headingUnder(chat, dragged, event);
  if (over !== null) event.preventDefault();
  if (over !== dragged.over) chat.ui.set({ dragged: { ...dragged, over } });
}

/** @param {Chat} chat @param {DragEvent} event */
export function drop(chat, event) {
  const { dragged } = chat.ui;
  if (!dragged) return;
  const heading = headingUnder(chat, dragged, event);
  letGo(chat);
  const room = chat.store.state.rooms.get(dragged.room);
  if (heading === null || !room) return;
  event.preventDefault();
  putUnder(chat, room, heading);
}

/** @returns {Heading|null} the heading there, where it may take the room */
function headingUnder(chat, { room: id }, { target }) {
  const { state } = chat.store;
  const room = state.rooms.get(id);
  const name = target instanceof Element && target.closest("[data-heading]")?.getAttribute("data-heading");
  const found = room && headingsFor(state, room).find((heading) => String(heading) === name);
  return found ?? null;
}

/** @param {Chat} chat */
export const fold = (chat, { id, collapsed }) => change(chat, id, { collapsed: !collapsed });

/** Moves a section to another place among one's own. @param {Chat} chat */
export const moveSection = (chat, { id }, place) => change(chat, id, { place });

const change = (chat, id, fields) =>
  chat.api.changeSection(id, fields).catch((error) => chat.ui.notice(sentenceOf(error)));

/** @param {Chat} chat @returns {Promise<string>} why it was refused, or nothing */
export async function nameSection(chat, section, name) {
  try {
    await chat.api.changeSection(section.id, { name });
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}

/**
 * Begins a section, and puts a room into it at once where one is given.
 * @param {Chat} chat @param {string} name @param {Room|undefined} room
 * @returns {Promise<string>} why it was refused, or nothing
 */
export async function beginSection(chat, name, room) {
  try {
    const made = await chat.api.createSection(name);
    if (room) await chat.api.placeRoom(room.id, { section: made.id });
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}

/** @param {Chat} chat */
export async function removeSection(chat, section) {
  chat.ui.set({ dialog: null });
  await chat.api.removeSection(section.id).catch((error) => chat.ui.notice(sentenceOf(error)));
}
