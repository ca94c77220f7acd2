/** People in small: avatar, presence mark, the name of a room made of people. */
import { html, nothing } from "lit-html";
import { meetPeople } from "../actions/rooms.js";
import { quietOf, statusOf } from "../lib/quiet.js";
import { t } from "../lib/text.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Person} Person */

const HUES = 12;

/** @param {number} id @param {string} name */
export const avatar = (id, name, size = "") => html`<span
  class="avatar hue-${id % HUES} ${size}"
  aria-hidden="true"
  >${initials(name)}</span
>`;

function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return (
    letters
      .map((word) => [...word][0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}

/** Shape and colour: a filled disc is here, a ring is not, a bar is not to be disturbed. */
export function presenceMark(chat, id) {
  const online = chat.store.state.online.has(id);
  const quiet = Boolean(quietOf(chat.store.profileOf(id)));
  const words = [t(online ? "presence.online" : "presence.offline")];
  if (quiet) words.push(t("quiet.sign"));
  return html`<span class="presence ${online ? "here" : "away"} ${quiet ? "quiet" : ""}"
    ><span class="hidden">${words.join(", ")}</span></span
  >`;
}

/** A small avatar with the presence mark in its corner. @param {Chat} chat */
export const who = (chat, { id, name }) => html`<span class="who"
  >${avatar(id, name, "small")}${presenceMark(chat, id)}</span
>`;

/** The emoji of somebody's status, which says the rest to whoever points at it. @param {Chat} chat */
export function statusSign(chat, id) {
  const status = statusOf(chat.store.profileOf(id));
  if (!status) return nothing;
  return html`<span class="status-sign emoji" role="img" aria-label=${wordsOf(status)} title=${wordsOf(status)}
    >${status.emoji}</span
  >`;
}

const wordsOf = ({ emoji, text }) => text || emoji;

/** The others of a direct room; oneself where nobody else is in it. */
export function otherPeople(room, me) {
  const others = room.users.filter((person) => person.id !== me);
  return others.length > 0 ? others : room.users;
}

/** What a room is called on this screen. */
export function roomName(room, me) {
  if (room.kind !== "direct") return room.name || room.slug;
  const others = otherPeople(room, me);
  if (others.length === 1 && others[0].id === me) return t("room.direct.self");
  return others.map((person) => person.name || person.username).join(", ") || room.slug;
}

/** What somebody is called; whoever is not known yet is asked for. @param {number} id */
export function nameOf(chat, id) {
  const { state } = chat.store;
  const person = state.me?.id === id ? state.me : state.people.get(id);
  if (!person) queueMicrotask(() => meetPeople(chat));
  return person?.name || person?.username || t("people.unknown");
}
