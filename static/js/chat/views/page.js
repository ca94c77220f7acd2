/** The whole page: three columns, what floats above them, and the title of the tab. */
import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { isQuiet } from "../lib/quiet.js";
import { t } from "../lib/text.js";
import { dialogLayer } from "./dialogs.js";
import { emojiPicker } from "./emoji_picker.js";
import { icon } from "./icons.js";
import { membersPanel } from "./members.js";
import { roomName } from "./people.js";
import { personCard } from "./person_card.js";
import { pinsPanel } from "./pins.js";
import { roomColumn } from "./room.js";
import { searchPanel } from "./search.js";
import { keepFocus } from "./sections.js";
import { sidebar } from "./sidebar.js";
import { dueReminders } from "../store/reminders.js";
import { calling } from "../store/counts.js";
import { levelOf } from "../store/levels.js";
import { threadCounts } from "../store/threads.js";
import { threadPanel } from "./thread.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {HTMLElement} root */
export function drawPage(chat, root) {
  const room = chat.currentRoom();
  const beside = chat.ui.route?.thread ? "thread" : chat.ui.panel;
  chat.scroll.before(room?.id ?? 0);
  chat.threadScroll.before();
  root.dataset.view = chat.ui.route ? "room" : "rooms";
  root.dataset.panel = beside && (room || beside === "search") ? "open" : "none";
  render(page(chat), root);
  keepFocus(chat, root);
  chat.scroll.after();
  chat.threadScroll.after();
}

const page = (chat) => html`${sidebar(chat)} ${roomColumn(chat)}
${sidePanel(chat)}
${dialogLayer(chat)} ${emojiPicker(chat)} ${personCard(chat)} ${notices(chat)}
<p class="hidden" role="status">${chat.ui.spoken}</p>`;

function sidePanel(chat) {
  if (chat.ui.route?.thread) return threadPanel(chat);
  if (chat.ui.panel === "search") return searchPanel(chat);
  return chat.ui.panel === "pins" ? pinsPanel(chat) : membersPanel(chat);
}

const notices = (chat) => html`<div class="notices" role="status">
  ${repeat(
    chat.ui.notices,
    ({ id }) => id,
    ({ id, text, link }) => html`<p class="notice">
      <span>${text}</span>
      ${link ? html`<a href=${link.path} @click=${() => chat.ui.dismiss(id)}>${link.label}</a>` : nothing}
      <button
        class="icon-button"
        aria-label=${t("dialog.close")}
        @click=${() => chat.ui.dismiss(id)}
      >
        ${icon("x")}
      </button>
    </p>`,
  )}
</div>`;

function waitingMark(loud, quiet) {
  if (loud > 0) return `(${loud > 99 ? "99+" : loud}) `;
  return quiet ? "• " : "";
}

/** The tab's title says what waits: what calls for its reader as a number, the rest as a dot. */
export function nameTab(chat) {
  const rooms = [...chat.store.state.rooms.values()].filter((room) => levelOf(room) !== "nothing");
  const threads = threadCounts(chat.store.state);
  const loud = rooms.reduce((sum, room) => sum + calling(room), threads.mentions + dueReminders(chat.store.state).length);
  const quiet = threads.unread > 0 || rooms.some((room) => room.unread > 0);
  const room = chat.currentRoom();
  const here = room ? `${roomName(room, chat.store.state.me?.id)} · ` : "";
  // Whoever is not to be disturbed is not called by a tab either.
  const waits = isQuiet(chat.store.state) ? "" : waitingMark(loud, quiet);
  document.title = `${waits}${here}${chat.config.workspace.name}`;
}
