/** The small toolbar that a message raises on hover and focus. */
import { html, nothing } from "lit-html";
import { toggleReaction } from "../actions/messages.js";
import { openThread } from "../actions/threads.js";
import { oftenUsed } from "../lib/emoji.js";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";

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
  const place = (event) => ({
    room: room.id,
    seq: message.seq,
    inThread,
    anchor: event.currentTarget.closest(".toolbar").getBoundingClientRect(),
  });
  return html`<div class="toolbar" role="toolbar" aria-label=${t("message.more")}>
    ${room.archived ? nothing : changes(chat, room, message, inThread, place)}
    ${tool("ellipsis", t("message.more"), (event) => chat.ui.set({ menu: place(event) }))}
  </div>`;
}

/** What an archived room no longer takes. */
function changes(chat, room, message, inThread, place) {
  return html`${quickEmoji().map((emoji) => quickReaction(chat, message, emoji))}
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
    }`;
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
