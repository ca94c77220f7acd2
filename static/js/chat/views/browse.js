/** The dialog that lists the open rooms, to join or to go to. */
import { html, nothing } from "lit-html";
import { joinRoom, loadOpenRooms } from "../actions/rooms.js";
import { bestMatches } from "../lib/match.js";
import { t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { dialogHead } from "./dialog_head.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} dialog */
export function browseDialog(chat, dialog) {
  if (!dialog.asked) {
    dialog.asked = true;
    loadOpenRooms(chat).then((rooms) => {
      dialog.rooms = rooms;
      chat.ui.changed();
    });
  }
  const typed = (event) => {
    dialog.typed = event.target.value;
    chat.ui.changed();
  };
  return html`${dialogHead(chat, t("browse.title"))}
    <div class="dialog-body">
      <input
        type="search"
        autofocus
        placeholder=${t("browse.filter")}
        aria-label=${t("browse.filter")}
        @input=${typed}
      />
      ${dialog.rooms ? roomList(chat, dialog) : html`<p class="skeleton">${t("app.loading")}</p>`}
      ${archivedList(chat)}
    </div>`;
}

function roomList(chat, dialog) {
  const rooms = bestMatches(dialog.rooms, dialog.typed ?? "", (room) => [
    room.name,
    room.slug,
    room.topic ?? "",
  ]);
  if (rooms.length === 0) return html`<p class="empty">${t("browse.none")}</p>`;
  return html`<ul class="room-list">
    ${rooms.map((room) => html`<li>${roomRow(chat, room)}</li>`)}
  </ul>`;
}

/** The sidebar lists none of them: here they are found again. */
function archivedList(chat) {
  const rooms = [...chat.store.state.rooms.values()].filter(({ archived }) => archived);
  if (rooms.length === 0) return nothing;
  return html`<details>
    <summary>${t("browse.archived")} <span class="count">${rooms.length}</span></summary>
    <ul class="room-list">
      ${rooms.map((room) => html`<li class="room-row">
        ${icon("archive")}
        <div><strong><bdi>${room.name}</bdi></strong></div>
        ${goLink(chat, room)}
      </li>`)}
    </ul>
  </details>`;
}

function roomRow(chat, room) {
  const count = room.members_count ?? 0;
  return html`<div class="room-row">
    ${icon("hash")}
    <div>
      <strong><bdi>${room.name}</bdi></strong>
      ${room.topic ? html`<p dir="auto">${room.topic}</p>` : nothing}
      <small>${t("browse.members", { count })}</small>
    </div>
    ${chat.store.state.rooms.has(room.id) ? goLink(chat, room) : joinButton(chat, room)}
  </div>`;
}

const goLink = (chat, room) => html`<a
  class="button quiet"
  href=${roomPath(room.slug)}
  @click=${() => chat.ui.set({ dialog: null })}
  >${t("room.joined")}</a
>`;

const joinButton = (chat, room) =>
  html`<button class="primary" @click=${() => joinRoom(chat, room)}>${t("room.join")}</button>`;
