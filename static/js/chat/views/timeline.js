/** The conversation: what was said, in order, with day lines, system lines and what is pending. */
import { html, nothing } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { repeat } from "lit-html/directives/repeat.js";
import { enterRoom, showAround, showNewest } from "../actions/history.js";
import { markRead } from "../actions/messages.js";
import { openDirect } from "../actions/rooms.js";
import { pendingReplies, placeOf } from "../actions/threads.js";
import { timelineItems } from "../lib/items.js";
import { memo } from "../lib/memo.js";
import { statusOf } from "../lib/quiet.js";
import { capped, t } from "../lib/text.js";
import { dayKey, dayName } from "../lib/time.js";
import { reminderAt } from "../store/reminders.js";
import { dropVeil } from "./choose_files.js";
import { icon } from "./icons.js";
import { markLine } from "./marks.js";
import { isBeingEdited, messageView, pendingView } from "./message.js";
import { otherPeople, roomName } from "./people.js";
import { unreadOf } from "./thread_line.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/** @param {Chat} chat @param {Room} room */
export function timeline(chat, room) {
  const name = roomName(room, chat.store.state.me?.id);
  return html`<div class="timeline-frame">
    ${unreadPill(chat, room)}
    <div
      class="timeline"
      ${ref((element) => chat.scroll.attach(element))}
      @pointerover=${(event) => event.pointerType === "mouse" && raise(chat, event)}
      @pointerleave=${() => !menuOpen(chat) && chat.ui.set({ active: null })}
      @click=${(event) => clicked(chat, event)}
      @focusin=${(event) => raise(chat, event)}
      @keydown=${(event) => moveFocus(chat, event)}
    >
      <div
        class="timeline-content"
        role="log"
        aria-live="off"
        aria-label=${t("timeline.label", { name })}
      >
        ${room.loaded ? content(chat, room, name) : waiting(chat, room)}
      </div>
    </div>
    ${jumpButton(chat, room)} ${dropVeil(chat, false)}
  </div>`;
}

function waiting(chat, room) {
  if (!chat.ui.failed.has(room.id)) return html`<p class="skeleton">${t("room.loading")}</p>`;
  return html`<div class="empty-state" role="alert">
    <p>${t("room.failed")}</p>
    <button class="primary" @click=${() => enterRoom(chat, room.id, chat.ui.target)}>
      ${t("room.retry")}
    </button>
  </div>`;
}

function content(chat, room, name) {
  const pending = (chat.outbox?.of(room.id) ?? []).filter(({ thread }) => !thread);
  const items = timelineItems(room, pending, {
    me: chat.store.state.me?.id ?? 0,
    newSince: chat.ui.newSince.get(room.id),
  });
  return html`${room.hasBefore ? olderLine(chat, room) : beginning(chat, room, name)}
  ${repeat(
    items,
    (item) => item.key,
    (item) => drawn(chat, room, item),
  )}`;
}

function olderLine(chat, room) {
  if (!chat.ui.failed.has(room.id)) return html`<p class="older">${t("room.loading")}</p>`;
  const again = () => {
    chat.ui.failed.delete(room.id);
    chat.ui.changed();
  };
  return html`<p class="older">
    ${t("room.failed")}
    <button class="link" @click=${again}>${t("room.retry")}</button>
  </p>`;
}

function beginning(chat, room, name) {
  const direct = room.kind === "direct";
  const others = otherPeople(room, chat.store.state.me?.id).length;
  return html`<div class="beginning">
    <span class="beginning-icon">${icon(beginningIcon(room, others))}</span>
    <p>${t(direct ? "room.start.direct" : "room.start", { name })}</p>
    ${room.messages.size === 0 ? html`<p class="hint">${t("room.start.hint")}</p>` : nothing}
  </div>`;
}

function beginningIcon({ kind }, others) {
  if (kind === "direct") return others > 1 ? "users" : "user";
  return kind === "closed" ? "lock" : "hash";
}

function drawn(chat, room, item) {
  if (item.kind === "message") return memoMessage(chat, room, item);
  if (item.kind === "pending") return pendingView(chat, item.pending, item.starts);
  if (item.kind === "marks") return markLine(chat, item.marks);
  if (item.kind === "new")
    return html`<div class="new-line" role="separator"><span>${t("timeline.new")}</span></div>`;
  return html`<h2 class="day-line"><span>${dayName(item.at)}</span></h2>`;
}

/** Draws a message again only when something it shows has changed. */
function memoMessage(chat, room, { message, starts }) {
  const { ui, store } = chat;
  const depends = [
    message,
    starts,
    room.slug,
    room.archived,
    store.state.people.size,
    store.state.profiles.get(message.author),
    statusOf(store.state.profiles.get(message.author))?.emoji,
    ui.active === message.seq,
    ui.target === message.seq,
    isBeingEdited(ui, room, message, false),
    unreadOf(room, message),
    ui.route?.thread === message.seq,
    Boolean(chat.memory.draft(placeOf(room.id, message.seq))),
    reminderAt(chat.store.state, message)?.due_at,
    room.bookmarks.has(message.seq),
    pendingReplies(chat, room.id, message.seq),
    dayKey(Date.now()),
  ];
  return html`${memo(depends, () => messageView(chat, room, message, starts))}`;
}

/** While a menu is open its message keeps the toolbar. */
export const menuOpen = (chat) => Boolean(chat.ui.menu || chat.ui.picker);

function raise(chat, event) {
  if (menuOpen(chat)) return;
  const article = event.target.closest?.("article[data-seq]");
  chat.ui.set({ active: article ? Number(article.dataset.seq) : null });
}

/** A mention leads to the person; a press elsewhere on a message raises its toolbar. */
function clicked(chat, event) {
  if (!followMention(chat, event)) raise(chat, event);
}

/** @returns {boolean} whether a mention was pressed */
export function followMention(chat, event) {
  const mention = event.target.closest?.("a.mention");
  if (!mention) return false;
  event.preventDefault();
  openDirect(chat, [Number(mention.dataset.user)]);
  return true;
}

/** Arrows walk through the messages once one of them has the focus. */
export function moveFocus(chat, event) {
  const article = event.target.closest?.("article");
  const step = { ArrowUp: "previous", ArrowDown: "next" }[event.key];
  if (!step || event.target !== article) return;
  event.preventDefault();
  let other = article;
  do other = other[`${step}ElementSibling`];
  while (other && other.localName !== "article");
  if (other) other.focus();
  else if (step === "next") chat.focusComposer();
}

function jumpButton(chat, room) {
  if (!room.loaded || chat.ui.atEnd) return nothing;
  const label = room.unread
    ? t("timeline.newest.count", { count: capped(room.unread) })
    : t("timeline.newest");
  return html`<button class="jump" @click=${() => showNewest(chat, room.id)}>
    ${icon("arrow-down")} ${label}
  </button>`;
}

/** The first unread message is further up than what is drawn: one press leads there. */
function unreadPill(chat, room) {
  const since = chat.ui.newSince.get(room.id);
  const first = room.messages.keys().next().value ?? 0;
  if (!room.loaded || since === undefined || !room.hasBefore || since >= first - 1) return nothing;
  if (room.unread === 0) return nothing;
  return html`<div class="unread-pill">
    <button @click=${() => showAround(chat, room.id, since + 1)}>
      ${t("timeline.first_unread", { count: capped(room.unread) })}
    </button>
    <button
      class="icon-button"
      aria-label=${t("timeline.mark_read")}
      title=${t("timeline.mark_read")}
      @click=${() => (chat.ui.newSince.delete(room.id), markRead(chat, room.id), chat.ui.changed())}
    >
      ${icon("x")}
    </button>
  </div>`;
}
