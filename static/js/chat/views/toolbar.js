/** The small toolbar that a message raises on hover and focus, and the menu behind its dots. */
import { html, nothing } from "lit-html";
import { isKept, toggleBookmark } from "../actions/bookmarks.js";
import { markUnread, toggleReaction } from "../actions/messages.js";
import { mayPin, togglePin } from "../actions/pins.js";
import { openThread } from "../actions/threads.js";
import { oftenUsed } from "../lib/emoji.js";
import { t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { messageOf } from "../store/strands.js";
import { icon } from "./icons.js";
import { floating } from "./floating.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

const QUICK_SHOWN = 3;

/** @type {string[]} */
let quick = [];

/** Chosen once per visit: a button must not change under the finger. */
function quickEmoji() {
  if (quick.length === 0) quick = oftenUsed().slice(0, QUICK_SHOWN);
  return quick;
}

/** @param {Chat} chat @param {Message} message */
export const isMine = (chat, message) => message.author === chat.store.state.me?.id;

/** @param {Chat} chat */
export function mayRemove(chat, room, message) {
  const roles = [room.role, chat.store.state.me?.role];
  return (
    isMine(chat, message) || roles.some((role) => ["owner", "moderator", "admin"].includes(role))
  );
}

/** @param {Chat} chat @param {Message} message @param {boolean} inThread */
export function toolbar(chat, room, message, inThread) {
  if (room.archived) return nothing;
  const place = (event) => ({
    room: room.id,
    seq: message.seq,
    inThread,
    anchor: event.currentTarget.closest(".toolbar").getBoundingClientRect(),
  });
  return html`<div class="toolbar" role="toolbar" aria-label=${t("message.more")}>
    ${quickEmoji().map((emoji) => quickReaction(chat, message, emoji))}
    ${tool("smile", t("message.react"), (event) => chat.ui.set({ picker: place(event) }))}
    ${
      inThread
        ? nothing
        : tool("reply", t("message.reply"), () => openThread(chat, room, message.seq))
    }
    ${
      isMine(chat, message)
        ? tool("pencil", t("message.edit"), () => startEdit(chat, message, inThread))
        : nothing
    }
    ${tool("ellipsis", t("message.more"), (event) => chat.ui.set({ menu: place(event) }))}
  </div>`;
}

const quickReaction = (chat, message, emoji) => html`<button
  class="tool emoji"
  aria-label=${t("message.react.with", { emoji })}
  title=${t("message.react.with", { emoji })}
  @click=${() => toggleReaction(chat, message, emoji)}
>
  ${emoji}
</button>`;

const tool = (name, label, act) => html`<button
  class="tool"
  aria-label=${label}
  title=${label}
  @click=${act}
>
  ${icon(name)}
</button>`;

/** @param {Chat} chat */
export function startEdit(chat, message, inThread = false) {
  const editing = { room: message.room, seq: message.seq, inThread };
  chat.ui.set({ editing, menu: null, active: null, activeReply: null });
}

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
    ${entry("copy", t("message.copy"), () => copy(chat, message.text))}
    ${entry("link", t("message.copy_link"), () =>
      copy(chat, location.origin + roomPath(room.slug, message.seq)),
    )}
    ${
      menu.inThread
        ? nothing
        : entry("reply", t("message.reply"), () => openThread(chat, room, message.seq))
    }
    ${entry("bookmark", t(isKept(chat, message) ? "message.let_go" : "message.keep"), () =>
      toggleBookmark(chat, message),
    )}
    ${
      isMine(chat, message)
        ? entry("pencil", t("message.edit"), () => startEdit(chat, message, menu.inThread))
        : entry("mail", t("message.mark_unread"), () => markUnread(chat, message))
    }
    ${
      mayPin(chat, room)
        ? entry("pin", t(message.pinned ? "message.unpin" : "message.pin"), () =>
            togglePin(chat, message),
          )
        : nothing
    }
    ${
      mayRemove(chat, room, message)
        ? entry("trash-2", t("message.delete"), () => askDelete(chat, message), "danger")
        : nothing
    }
  </div>`;
}

const askDelete = (chat, message) => chat.ui.set({ dialog: { name: "delete", message } });

async function copy(chat, text) {
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  chat.ui.notice(t(copied ? "message.copied" : "message.not_copied"));
}

/** Arrows move through a menu. @param {KeyboardEvent} event */
export function moveInMenu(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  const entries = [...event.currentTarget.querySelectorAll("button, a")];
  const at = entries.indexOf(document.activeElement ?? document.body);
  const next = entries[(at + step + entries.length) % entries.length];
  if (next instanceof HTMLElement) next.focus();
}
