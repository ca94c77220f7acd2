/** The menu behind the dots of a message: take it along, keep it, change it. */
import { html, nothing } from "lit-html";
import { isKept, toggleBookmark } from "../actions/bookmarks.js";
import { markUnread } from "../actions/messages.js";
import { mayPin, togglePin } from "../actions/pins.js";
import { openThread } from "../actions/threads.js";
import { quoteOf } from "../lib/quote.js";
import { t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { reminderAt } from "../store/reminders.js";
import { messageOf } from "../store/strands.js";
import { floating } from "./floating.js";
import { icon } from "./icons.js";
import { isMine, mayRemove, moveInMenu, startEdit } from "./toolbar.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/** Where a message can be found from anywhere. */
export const linkOf = (room, message) => location.origin + roomPath(room.slug, message.seq);

/** The menu of more, in the timeline or in the open thread. @param {Chat} chat */
export function messageMenu(chat, inThread) {
  const { menu } = chat.ui;
  if (Boolean(menu?.inThread) !== inThread) return nothing;
  const room = menu && chat.store.state.rooms.get(menu.room);
  const message = menu && room && messageOf(room, menu.seq);
  if (!menu || !room || !message) return nothing;
  const close = () => chat.ui.set({ menu: null });
  const entry = (name, label, act, kind = "") => html`<button
    role="menuitem"
    class=${kind}
    @click=${() => (close(), act())}
  >
    ${icon(name)} ${label}
  </button>`;
  return html`<div
    class="menu floating"
    role="menu"
    popover="auto"
    @keydown=${moveInMenu}
    ${floating(menu.anchor, close)}
  >
    ${taken(chat, room, message, inThread, entry)} ${kept(chat, room, message, entry)}
    ${room.archived ? nothing : changed(chat, room, message, inThread, entry)}
  </div>`;
}

/** What takes the message along: to the clipboard, into the composer, to another room. */
function taken(chat, room, message, inThread, entry) {
  const quote = () => {
    const composer = inThread ? chat.replyComposer : chat.composer;
    composer.append(`${quoteOf(message, linkOf(room, message))}\n\n`);
  };
  const forward = () => chat.ui.set({ dialog: { name: "forward", room, message } });
  return html`${entry("copy", t("message.copy"), () => copy(chat, message.text))}
  ${entry("link", t("message.copy_link"), () => copy(chat, linkOf(room, message)))}
  ${room.archived ? nothing : entry("quote", t("message.quote"), quote)}
  ${entry("forward", t("message.forward"), forward)}`;
}

/** What keeps it within reach: for oneself, for everyone, as something still to be read. */
function kept(chat, room, message, entry) {
  const keep = t(isKept(chat, message) ? "message.let_go" : "message.keep");
  const pin = t(message.pinned ? "message.unpin" : "message.pin");
  return html`${entry("bookmark", keep, () => toggleBookmark(chat, message))}
  ${entry("clock", t("remind.title"), () => openRemind(chat, message))}
  ${mayPin(chat, room) ? entry("pin", pin, () => togglePin(chat, message)) : nothing}
  ${
    isMine(chat, message)
      ? nothing
      : html`${entry("mail", t("message.mark_unread"), () => markUnread(chat, message))}
        ${entry("circle-alert", t("report.open"), () => reportOf(chat, message))}`
  }`;
}

/** When to be reminded, or when instead, where one will be already. */
function openRemind(chat, message) {
  const reminder = reminderAt(chat.store.state, message);
  chat.ui.set({ dialog: { name: "remind", message, reminder } });
}

const reportOf = (chat, message) => chat.ui.set({ dialog: { name: "report", message } });

/** What changes the conversation. */
function changed(chat, room, message, inThread, entry) {
  const reply = () => openThread(chat, room, message.seq);
  const remove = () => chat.ui.set({ dialog: { name: "delete", message } });
  return html`${inThread ? nothing : entry("reply", t("message.reply"), reply)}
  ${
    isMine(chat, message)
      ? entry("pencil", t("message.edit"), () => startEdit(chat, message, inThread))
      : nothing
  }
  ${
    mayRemove(chat, room, message)
      ? entry("trash-2", t("message.delete"), remove, "danger")
      : nothing
  }`;
}

async function copy(chat, text) {
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  chat.ui.notice(t(copied ? "message.copied" : "message.not_copied"));
}
