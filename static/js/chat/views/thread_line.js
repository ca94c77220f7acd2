/** Below a root: how many replies it has, who answered lately and when; a press opens them. */
import { html, nothing } from "lit-html";
import { openThread, pendingReplies, placeOf } from "../actions/threads.js";
import { t } from "../lib/text.js";
import { wholeTime, whenShort } from "../lib/time.js";
import { icon } from "./icons.js";
import { avatar, nameOf } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Message} Message */

/** @param {Chat} chat @param {Room} room @param {Message} root */
export function threadLine(chat, room, root) {
  const draft = Boolean(chat.memory.draft(placeOf(room.id, root.seq)));
  const pending = pendingReplies(chat, room.id, root.seq);
  if (root.replies === 0 && !draft && !pending) return nothing;
  const open = chat.ui.route?.thread === root.seq && chat.currentRoom() === room;
  return html`<button
    class="thread-line ${unreadOf(room, root) > 0 ? "unread" : ""}"
    aria-expanded=${open ? "true" : "false"}
    @click=${() => (open ? chat.router.closeThread() : openThread(chat, room, root.seq))}
  >
    ${faces(chat, root)}
    <span class="thread-count"
      >${root.replies > 0 ? countWords(root.replies) : t("message.reply")}</span
    >
    ${pending ? html`<span class="thread-${pending}">${t(pending === "failed" ? "thread.unsent" : "thread.waiting")}</span>` : nothing}
    ${unreadMark(room, root)}
    ${root.last_reply ? lastTime(root.last_reply) : nothing}
    ${draft ? html`<span class="draft">${icon("pencil")}</span>` : nothing}
  </button>`;
}

export const unreadOf = (room, root) => room.follows.get(root.seq)?.unread ?? 0;

export const countWords = (count) =>
  t("thread.count", { count });

/** @param {Chat} chat @param {Message} root */
export const faces = (chat, { last_reply }) => html`<span class="faces" aria-hidden="true"
  >${(last_reply?.people ?? []).map((id) => avatar(id, nameOf(chat, id), "small"))}</span
>`;

function unreadMark(room, root) {
  const count = unreadOf(room, root);
  if (count === 0) return nothing;
  return html`<span class="thread-new">${t("thread.new", { count })}</span>`;
}

const lastTime = ({ at }) => html`<time datetime=${at} title=${wholeTime(at)}
  >${t("thread.last", { time: whenShort(at) })}</time
>`;
