/** The middle column: the open room with its head, timeline and composer, or why there is none. */
import { html, nothing } from "lit-html";
import { openCard } from "../actions/people.js";
import { joinRoom, lookUp } from "../actions/rooms.js";
import { t } from "../lib/text.js";
import { connectionLine } from "./connection.js";
import { icon } from "./icons.js";
import { levelButton, levelMenu } from "./level_menu.js";
import { listColumn } from "./lists.js";
import { otherPeople, presenceMark, roomName, statusSign } from "./people.js";
import { pinsButton } from "./pins.js";
import { remindersColumn } from "./reminders.js";
import { searchButton } from "./search.js";
import { threadsColumn } from "./threads.js";
import { timeline } from "./timeline.js";
import { messageMenu } from "./message_menu.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/** @param {Chat} chat */
export function roomColumn(chat) {
  const room = chat.currentRoom();
  if (chat.ui.route?.place === "threads" && chat.ui.connection.name !== "stopped")
    return threadsColumn(chat, backLink());
  if (chat.ui.route?.place === "reminders" && chat.ui.connection.name !== "stopped")
    return remindersColumn(chat, backLink());
  if (chat.ui.route?.place && chat.ui.connection.name !== "stopped")
    return listColumn(chat, chat.ui.route.place, backLink());
  if (chat.ui.connection.reason === "suspended") {
    return place(chat, t("suspended.title"), t("suspended.text"));
  }
  if (room) return openRoom(chat, room);
  if (chat.ui.connection.reason === "signed_out") {
    return place(chat, t("signed_out.title"), t("connection.signed_out"));
  }
  if (chat.ui.route) return absent(chat, chat.ui.route.slug);
  return place(chat, t("room.none.title"), t("room.none"));
}

const openRoom = (chat, room) => html`<main
  class="conversation"
  id="conversation"
  tabindex="-1"
  aria-label=${roomName(room, chat.store.state.me?.id)}
>
  ${head(chat, room)} ${narrowConnection(chat)} ${timeline(chat, room)}
  ${chat.composer.view(room)} ${messageMenu(chat, false)} ${levelMenu(chat, room)}
</main>`;

/** What the sidebar says of the connection, where there is no room for a sidebar. */
const narrowConnection = (chat) =>
  chat.ui.connection.name === "online"
    ? nothing
    : html`<div class="narrow-connection">${connectionLine(chat)}</div>`;

const backLink = () => html`<a class="icon-button back" href="/" aria-label=${t("sidebar.back")}
  >${icon("chevron-left")}</a
>`;

function head(chat, room) {
  const { state } = chat.store;
  const others = room.kind === "direct" ? otherPeople(room, state.me?.id) : [];
  const shown = chat.ui.panel === "members" && !chat.ui.route?.thread;
  const showMembers = () => {
    if (chat.ui.route?.thread) chat.router.closeThread();
    chat.ui.set({ panel: shown ? null : "members" });
  };
  return html`<header class="room-head">
    ${backLink()}
    <div class="room-title">
      <h1>
        ${room.kind === "direct" ? nothing : icon(room.kind === "closed" ? "lock" : "hash")}
        <bdi>${roomName(room, state.me?.id)}</bdi>
        ${others.length === 1 ? beside(chat, others[0]) : nothing}
      </h1>
      ${room.topic ? html`<p title=${room.topic}><bdi>${room.topic}</bdi></p>` : nothing}
    </div>
    ${pinsButton(chat, room)} ${searchButton(chat, room)} ${levelButton(chat, room)}
    <button
      class="icon-button"
      aria-label=${t("room.members")}
      title=${t("room.members")}
      aria-pressed=${shown ? "true" : "false"}
      @click=${showMembers}
    >
      ${icon("users")}
    </button>
  </header>`;
}

/** Whether the other of a conversation is here, what they do, and the way to their card. */
const beside = (chat, { id, name }) => html`${presenceMark(chat, id)} ${statusSign(chat, id)}
  <button
    class="icon-button"
    aria-label=${t("person.open", { name })}
    title=${t("person.open", { name })}
    @click=${({ currentTarget }) => openCard(chat, id, currentTarget)}
  >
    ${icon("user")}
  </button>`;

/** An address without a room: lost, never there, or not yet told. */
function absent(chat, slug) {
  const closed = chat.store.state.closed.get(slug);
  if (closed)
    return place(chat, t("room.closed.title", { name: closed.name || slug }), t("room.closed"));
  if (chat.ui.connection.name !== "online") return skeleton();
  const found = chat.ui.looked.get(slug);
  if (found === undefined) queueMicrotask(() => lookUp(chat, slug));
  if (found === undefined || found === "asking") return skeleton();
  return found ? visit(chat, found) : place(chat, t("room.missing.title"), t("room.missing"));
}

/** An open room that one is not in yet. */
function visit(chat, room) {
  if (room.member) return skeleton(); // just joined: its entry is on the way
  const join = html`<button class="primary" @click=${() => joinRoom(chat, room)}>
    ${t("room.join")}
  </button>`;
  return place(chat, room.name, room.topic || t("room.visit"), join);
}

const skeleton = () =>
  html`<main class="conversation" id="conversation" tabindex="-1">
    <p class="skeleton">${t("app.loading")}</p>
  </main>`;

/** @param {Chat} chat @param {string} title @param {string} words @param {any} [more] */
const place = (
  chat,
  title,
  words,
  more = nothing,
) => html`<main class="conversation" id="conversation" tabindex="-1">
  <header class="room-head bare">${chat.ui.route ? backLink() : nothing}</header>
  <div class="empty-state">
    <h1>${title}</h1>
    <p>${words}</p>
    ${more}
  </div>
</main>`;
