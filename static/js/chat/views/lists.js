/** The places that list messages of all rooms, each as a card that leads to where it stands. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { isKept, toggleBookmark } from "../actions/bookmarks.js";
import { loadList } from "../actions/lists.js";
import { t } from "../lib/text.js";
import { mentionsMe } from "../store/counts.js";
import { messageOf } from "../store/strands.js";
import { cardButton, messageCard } from "./card.js";
import { icon } from "./icons.js";
import { roomName } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../actions/lists.js").Listed} Listed */

/**
 * What each place adds: its sign, whether an entry still belongs there, whether it is unread, and a
 * button of its cards.
 * @type {Record<string, {sign: string, has: (chat: Chat, entry: Listed) => boolean,
 *   unread?: (chat: Chat, entry: Listed) => boolean, button?: (chat: Chat, entry: Listed) => any}>}
 */
const PLACES = {
  mentions: {
    sign: "at-sign",
    has: (chat, { message }) => mentionsMe(message, chat.store.state.me?.id ?? 0),
    unread: (chat, { message, unread }) => beyondPointer(chat, message, unread),
  },
  saved: {
    sign: "bookmark",
    has: (chat, { message }) => isKept(chat, message),
    button: (chat, { message }) =>
      cardButton(t("message.let_go"), () => toggleBookmark(chat, message)),
  },
};

/** @param {Chat} chat @param {string} name @param {any} back the way back on a narrow screen */
export const listColumn = (chat, name, back) => html`<main
  class="conversation"
  id="conversation"
  tabindex="-1"
  aria-label=${t(`${name}.title`)}
>
  <header class="room-head">
    ${back}
    <div class="room-title"><h1>${icon(PLACES[name].sign)} ${t(`${name}.title`)}</h1></div>
  </header>
  <div class="threads-body">${body(chat, name)}</div>
</main>`;

function body(chat, name) {
  const list = chat.ui.lists[name];
  const entries = (list?.entries ?? []).map((entry) => latest(chat, entry));
  const shown = entries.filter((entry) => PLACES[name].has(chat, entry));
  if (list?.failed && shown.length === 0) return failure(chat, name);
  if (!list || (shown.length === 0 && chat.ui.isLoading(name, "page")))
    return html`<p class="skeleton">${t("app.loading")}</p>`;
  if (shown.length === 0 && !list.next) return empty(name);
  return html`<ul class="card-list">
      ${repeat(
        shown,
        ({ message }) => `${message.room}/${message.seq}`,
        (entry) => html`<li>${card(chat, name, entry)}</li>`,
      )}
    </ul>
    ${list.next ? more(chat, name) : nothing}`;
}

/** An entry with what was heard of its message since it was listed. */
function latest(chat, entry) {
  const { room, seq, changed_seq } = entry.message;
  const known = chat.store.state.rooms.get(room);
  const heard = known && messageOf(known, seq);
  return heard && heard.changed_seq > changed_seq ? { ...entry, message: heard } : entry;
}

/** Whether a message lies beyond the pointer of its room, or of its thread where one follows it. */
function beyondPointer(chat, { room, thread, seq }, told) {
  const here = chat.store.state.rooms.get(room);
  if (!here || !thread) return seq > (here?.read ?? seq);
  const follow = here.follows.get(thread);
  return follow ? seq > follow.read : Boolean(told);
}

const empty = (name) => html`<div class="empty-state">
  <h2>${t(`${name}.empty.title`)}</h2>
  <p>${t(`${name}.empty`)}</p>
</div>`;

const failure = (chat, name) => html`<div class="empty-state" role="alert">
  <p>${t(`${name}.failed`)}</p>
  <button class="primary" @click=${() => loadList(chat, name)}>${t("room.retry")}</button>
</div>`;

const more = (chat, name) => html`<p class="older">
  <button class="quiet" @click=${() => loadList(chat, name, true)}>${t("lists.more")}</button>
</p>`;

function card(chat, name, entry) {
  const { state } = chat.store;
  const room = state.rooms.get(entry.message.room);
  if (!room) return nothing;
  const place = roomName(room, state.me?.id);
  const unread = PLACES[name].unread?.(chat, entry);
  return html`${messageCard(entry.message, room.slug, { place, unread })}
  ${PLACES[name].button?.(chat, entry) ?? nothing}`;
}
