/** The place of reminders: what is due, then what waits; and the dialog that asks for the time. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { loadList } from "../actions/lists.js";
import { finish, wordsOf } from "../actions/reminders.js";
import { t } from "../lib/text.js";
import { whenEnds, wholeTime } from "../lib/time.js";
import { remindersOf } from "../store/reminders.js";
import { messageOf } from "../store/strands.js";
import { messageCard } from "./card.js";
import { icon } from "./icons.js";
import { roomName } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Reminder} Reminder */

/** @param {Chat} chat @param {any} back the way back on a narrow screen */
export const remindersColumn = (chat, back) => html`<main
  class="conversation"
  id="conversation"
  tabindex="-1"
  aria-label=${t("reminders.title")}
>
  <header class="room-head">
    ${back}
    <div class="room-title"><h1>${icon("clock")} ${t("reminders.title")}</h1></div>
  </header>
  <div class="threads-body">${body(chat)}</div>
</main>`;

function body(chat) {
  const reminders = remindersOf(chat.store.state);
  if (!chat.store.state.welcomed) return html`<p class="skeleton">${t("app.loading")}</p>`;
  if (reminders.length === 0) return empty();
  return html`${chat.ui.lists.reminders?.failed ? failure(chat) : nothing}
  ${section(chat, "due", reminders.filter(({ due }) => due))}
  ${section(chat, "waiting", reminders.filter(({ due }) => !due))}`;
}

const empty = () => html`<div class="empty-state">
  <h2>${t("reminders.empty.title")}</h2>
  <p>${t("reminders.empty")}</p>
</div>`;

const failure = (chat) => html`<p role="alert">
  ${t("reminders.failed")}
  <button class="link" @click=${() => loadList(chat, "reminders")}>${t("room.retry")}</button>
</p>`;

function section(chat, name, reminders) {
  if (reminders.length === 0) return nothing;
  return html`<section class="reminders ${name}">
    <h2>${t(`reminders.${name}`)}</h2>
    <ul class="card-list">
      ${repeat(
        reminders,
        ({ id }) => id,
        (reminder) => html`<li class="reminder">${entry(chat, reminder)}</li>`,
      )}
    </ul>
  </section>`;
}

const entry = (chat, reminder) => html`<div class="reminder-head">
    <time datetime=${reminder.due_at} title=${wholeTime(reminder.due_at)}
      >${icon("clock")} ${whenEnds(reminder.due_at)}</time
    >
    <span class="reminder-acts">
      <button @click=${() => later(chat, reminder)}>${t("reminders.later")}</button>
      <button @click=${() => finish(chat, reminder)}>${icon("check")} ${t("reminders.done")}</button>
    </span>
  </div>
  ${reminder.text ? html`<p class="reminder-text" dir="auto">${reminder.text}</p>` : nothing}
  ${reminder.room === null ? nothing : about(chat, reminder)}`;

const later = (chat, reminder) => chat.ui.set({ dialog: { name: "remind", reminder } });

/** The message it is about: as it was heard last, or as the list brought it. */
function about(chat, reminder) {
  const room = chat.store.state.rooms.get(reminder.room);
  if (!room) return nothing;
  const listed = chat.ui.lists.reminders?.entries.find(({ id }) => id === reminder.id)?.message;
  const message = messageOf(room, reminder.seq) ?? listed;
  if (!message) return html`<p class="reminder-text about">${wordsOf(chat, reminder)}</p>`;
  return messageCard(message, room.slug, { place: roomName(room, chat.store.state.me?.id) });
}
