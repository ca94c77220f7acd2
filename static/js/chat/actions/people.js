/** What a person does with people and with what one says of oneself. */
import { wantedPeople } from "../store/profiles.js";
import { sentenceOf } from "./messages.js";

/** @typedef {import("../chat.js").Chat} Chat */

const GATHER = 20; // milliseconds: one question for all whom a drawing shows
const AGAIN = 5000; // milliseconds before a question that failed is asked anew

/** Asks for the people who are shown and not known, once there is a connection. @param {Chat} chat */
export function askPeople(chat) {
  setTimeout(async () => {
    while (chat.socket.online) {
      const ids = wantedPeople(chat.store);
      if (ids.length === 0) return;
      await ask(chat, ids);
    }
  }, GATHER);
}

async function ask(chat, ids) {
  try {
    chat.store.setPeople(await chat.api.people(ids));
  } catch {
    setTimeout(() => chat.store.forgetAsked(ids), AGAIN); // nobody waits for a sign beside a name
  }
}

/** Opens the card of somebody beside what was pressed. @param {Chat} chat @param {number} id */
export async function openCard(chat, id, anchor) {
  const card = { id, anchor: anchor.getBoundingClientRect(), rooms: [] };
  chat.store.profileOf(id);
  chat.ui.set({ card });
  if (id === chat.store.state.me?.id) return;
  card.rooms = await chat.api.commonRooms(id).catch(() => []); // the card is of use without
  chat.ui.changed();
}

/** @param {Chat} chat @returns {Promise<string>} why it was refused, or nothing */
export const setStatus = (chat, status) => say(chat, chat.api.setStatus(status));

/** @param {Chat} chat @param {string|null} until null: to be reached again */
export async function setQuiet(chat, until) {
  const refusal = await say(chat, chat.api.setQuiet(until));
  if (refusal) chat.ui.notice(refusal);
}

/** Says which time zone one lives in. @param {Chat} chat */
export async function setZone(chat, zone) {
  const refusal = await say(chat, chat.api.changeProfile({ time_zone: zone }));
  if (refusal) chat.ui.notice(refusal);
}

async function say(chat, call) {
  try {
    chat.store.setPeople([await call]);
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}
