/** The left column: workspace, search, rooms, people, and how the connection is. */
import { html, nothing } from "lit-html";
import { t } from "../lib/text.js";
import { MENTIONS, REMINDERS, SAVED, THREADS } from "../router.js";
import { dueReminders } from "../store/reminders.js";
import { mentionCount, threadCounts } from "../store/threads.js";
import { accountBar, accountMenu } from "./account.js";
import { connectionLine } from "./connection.js";
import { icon } from "./icons.js";
import { shortcut } from "./keys.js";
import { resizer } from "./resizer.js";
import { badge, counts } from "./room_entry.js";
import { searchButton } from "./search.js";
import { sortMenu } from "./section_menus.js";
import { sectionLists } from "./sections.js";
import { quietLine } from "./status.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat */
export function sidebar(chat) {
  const goTo = () => chat.ui.set({ dialog: { name: "switcher" } });
  return html`<nav class="sidebar" aria-label=${t("sidebar.rooms")}>
    <div class="workspace">
      <span dir="auto">${chat.config.workspace.name}</span>${searchButton(chat)}
    </div>
    <button class="go-to" @click=${goTo}>
      ${icon("search")} <span>${t("sidebar.switch")}</span> <kbd>${shortcut("K")}</kbd>
    </button>
    <div class="sidebar-lists">
      <ul>
        <li>${threadsLink(chat)}</li>
        <li>${placeLink(chat, "mentions", "at-sign", MENTIONS, mentionCount(chat.store.state))}</li>
        <li>${placeLink(chat, "saved", "bookmark", SAVED)}</li>
        <li>${placeLink(chat, "reminders", "clock", REMINDERS, dueReminders(chat.store.state).length)}</li>
      </ul>
      ${sectionLists(chat)}
    </div>
    ${sortMenu(chat)}
    ${quietLine(chat)} ${connectionLine(chat)} ${accountBar(chat)} ${accountMenu(chat)} ${resizer()}
  </nav>`;
}

function threadsLink(chat) {
  const { threads, mentions } = threadCounts(chat.store.state);
  const open = chat.ui.route?.place === "threads";
  return html`<a
    class="room-entry ${threads > 0 ? "unread" : ""}"
    href=${THREADS}
    aria-current=${open ? "page" : nothing}
  >
    ${icon("message-square")} <span class="room-name">${t("threads.title")}</span>
    ${counts({ kind: "threads", unread: threads, mentions })}
  </a>`;
}

const placeLink = (chat, name, sign, path, waiting = 0) => html`<a
  class="room-entry ${waiting > 0 ? "unread" : ""}"
  href=${path}
  aria-current=${chat.ui.route?.place === name ? "page" : nothing}
>
  ${icon(sign)} <span class="room-name">${t(`${name}.title`)}</span>
  ${waiting > 0 ? badge(waiting, t(`${name}.count`, { count: waiting }), true) : nothing}
</a>`;
