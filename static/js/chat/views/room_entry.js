/** A room's entry in the sidebar: its sign, its name, and what of it calls. */
import { html, nothing } from "lit-html";
import { capped, t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { calling } from "../store/counts.js";
import { levelOf } from "../store/levels.js";
import { icon } from "./icons.js";
import { otherPeople, roomName, statusSign, who } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/** @param {Chat} chat @param {Room} room */
export const isOpen = (chat, room) => chat.ui.route?.slug === room.slug;

/** @param {Room} room */
export const isUnread = (room) => room.unread > 0 && levelOf(room) !== "nothing";

/**
 * @param {Chat} chat @param {Room} room
 * @param {{drag: (event: DragEvent) => void, drop: () => void, keys: (event: KeyboardEvent) => void}} moves
 */
export function roomEntry(chat, room, { drag, drop, keys }) {
  const current = isOpen(chat, room);
  const classes = `room-entry ${isUnread(room) ? "unread" : ""}`;
  return html`<a
    class=${classes}
    href=${roomPath(room.slug)}
    aria-current=${current ? "page" : nothing}
    aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
    @dragstart=${drag}
    @dragend=${drop}
    @keydown=${keys}
  >
    ${sign(chat, room)}
    <span class="room-name"><bdi>${roomName(room, chat.store.state.me?.id)}</bdi> ${signOf(chat, room)}</span>
    ${draftMark(chat, room, current)} ${counts(room)}
  </a>`;
}

function sign(chat, room) {
  if (room.kind !== "direct") return icon(room.kind === "closed" ? "lock" : "hash");
  const others = otherPeople(room, chat.store.state.me?.id);
  const [first] = others;
  if (!first) return icon("user");
  if (others.length > 1)
    return html`<span class="crowd" aria-hidden="true">${others.length}</span>`;
  return who(chat, first);
}

/** What the other of a conversation does just now. */
function signOf(chat, room) {
  if (room.kind !== "direct") return nothing;
  const others = otherPeople(room, chat.store.state.me?.id);
  return others.length === 1 ? statusSign(chat, others[0].id) : nothing;
}

/** Something unsent lies in a room that is not open, or in one of its threads. */
function draftMark(chat, { id }, current) {
  if (current || !(chat.memory.draft(id) || chat.memory.draftInThreadOf(id))) return nothing;
  return html`<span class="draft" title=${t("draft.unsent")}
    >${icon("pencil")}<span class="hidden">${t("draft.unsent")}</span></span
  >`;
}

/** @param {{level?: string, muted_until?: string|null, kind?: string, unread: number, mentions: number}} room */
export function counts(room) {
  const level = levelOf(room);
  if (level === "nothing") return muted();
  if (room.unread === 0) return nothing;
  const called = calling(room);
  const label =
    called > 0 && level !== "everything"
      ? t("mentions.count", { count: called })
      : t("unread.count", { count: room.unread });
  return badge(called || room.unread, label, called > 0);
}

/** @param {number} count @param {string} label @param {boolean} loud whether it calls for its reader */
export const badge = (count, label, loud) => html`<span
  class="badge ${loud ? "loud" : ""}"
  title=${label}
  ><span aria-hidden="true">${capped(count)}</span><span class="hidden">${label}</span></span
>`;

const muted = () =>
  html`<span class="muted-sign" title=${t("level.muted")}
    >${icon("bell-off")}<span class="hidden">${t("level.muted")}</span></span
  >`;
