/** The panel beside the timeline: a root, its replies, and where one answers. */
import { html, nothing } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { repeat } from "lit-html/directives/repeat.js";
import { enterThread, placeOf, showNewestReply, toggleFollow } from "../actions/threads.js";
import { timelineItems } from "../lib/items.js";
import { t } from "../lib/text.js";
import { dayKey, dayName } from "../lib/time.js";
import { dropVeil } from "./choose_files.js";
import { icon } from "./icons.js";
import { messageView, pendingView } from "./message.js";
import { roomName } from "./people.js";
import { countWords } from "./thread_line.js";
import { followMention, menuOpen, moveFocus } from "./timeline.js";
import { messageMenu } from "./message_menu.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Strand} Strand */

/** @param {Chat} chat */
export function threadPanel(chat) {
  const room = chat.currentRoom();
  const thread = chat.ui.route?.thread;
  if (!room || !thread) return nothing;
  return html`<aside class="panel thread" aria-label=${t("thread.title")}>
    ${head(chat, room, thread)}
    <div class="timeline-frame">
      <div
        class="timeline"
        ${ref(attachOf(chat))}
        @pointerover=${(event) => event.pointerType === "mouse" && raise(chat, event)}
        @pointerleave=${() => !menuOpen(chat) && chat.ui.set({ activeReply: null })}
        @click=${(event) => followMention(chat, event) || raise(chat, event)}
        @focusin=${(event) => raise(chat, event)}
        @keydown=${(event) => moveFocus(chat, event)}
      >
        <div
          class="thread-content"
          role="log"
          aria-live="off"
          aria-label=${t("thread.title")}
        >
          ${content(chat, room, thread)}
        </div>
      </div>
      ${jumpButton(chat, room, thread)} ${dropVeil(chat, true)}
    </div>
    ${chat.replyComposer.view(room, thread)} ${messageMenu(chat, true)}
  </aside>`;
}

/** One callback per page: a new one at every drawing would let go of the element each time. */
const attaches = new WeakMap();

function attachOf(chat) {
  if (!attaches.has(chat)) attaches.set(chat, (element) => chat.threadScroll.attach(element));
  return attaches.get(chat);
}

function head(chat, room, thread) {
  const follows = room.follows.has(thread);
  const label = t(follows ? "thread.unfollow" : "thread.follow");
  return html`<header class="panel-head">
    <div class="thread-title">
      <h2>${t("thread.title")}</h2>
      <p><bdi>${roomName(room, chat.store.state.me?.id)}</bdi></p>
    </div>
    <button
      class="icon-button"
      aria-label=${label}
      title=${label}
      aria-pressed=${follows ? "true" : "false"}
      @click=${() => toggleFollow(chat, room, thread)}
    >
      ${icon(follows ? "bell" : "bell-off")}
    </button>
    <button
      class="icon-button"
      aria-label=${t("thread.close")}
      title="${t("thread.close")} (Esc)"
      @click=${() => chat.router.closeThread()}
    >
      ${icon("x")}
    </button>
  </header>`;
}

function content(chat, room, thread) {
  const strand = room.strands.get(thread);
  const place = placeOf(room.id, thread);
  const root = strand?.root ?? room.messages.get(thread);
  const failed = chat.ui.failed.has(place);
  return html`${root ? messageView(chat, room, root, true, true) : nothing}
  ${root ? countLine(root) : nothing} ${failed ? failure(chat, room, thread) : nothing}
  ${strand?.loaded ? replies(chat, room, thread, strand) : waiting(failed)}`;
}

const waiting = (failed) => (failed ? nothing : html`<p class="skeleton">${t("room.loading")}</p>`);

const countLine = (root) =>
  html`<div class="thread-divider"><span>${
    root.replies > 0 ? countWords(root.replies) : t("thread.none")
  }</span></div>`;

const failure = (chat, room, thread) => html`<p class="older" role="alert">
  ${t("thread.failed")}
  <button
    class="link"
    @click=${() => enterThread(chat, room.id, thread, chat.ui.targetReply)}
  >
    ${t("room.retry")}
  </button>
</p>`;

function replies(chat, room, thread, strand) {
  const all = chat.outbox?.of(room.id) ?? [];
  const pending = all.filter((record) => record.thread === thread);
  const view = {
    me: chat.store.state.me?.id ?? 0,
    newSince: chat.ui.newSince.get(placeOf(room.id, thread)),
  };
  const items = timelineItems({ ...strand, marks: new Map() }, pending, view);
  const [first] = items;
  const sameDay = first?.kind === "day" && dayKey(first.at) === dayKey(strand.root?.at ?? 0);
  if (sameDay && !strand.hasBefore) items.shift();
  return html`${strand.hasBefore ? html`<p class="older">${t("room.loading")}</p>` : nothing}
  ${repeat(
    items,
    (item) => item.key,
    (item) => drawn(chat, room, item),
  )}`;
}

function drawn(chat, room, item) {
  if (item.kind === "message") return messageView(chat, room, item.message, item.starts, true);
  if (item.kind === "pending") return pendingView(chat, item.pending, item.starts);
  if (item.kind === "new")
    return html`<div class="new-line" role="separator"><span>${t("timeline.new")}</span></div>`;
  return html`<h3 class="day-line"><span>${dayName(item.at)}</span></h3>`;
}

function raise(chat, event) {
  if (menuOpen(chat)) return;
  const article = event.target.closest?.("article[data-seq]");
  chat.ui.set({ activeReply: article ? Number(article.dataset.seq) : null });
}

function jumpButton(chat, room, thread) {
  if (!room.strands.get(thread)?.loaded || chat.ui.threadAtEnd) return nothing;
  return html`<button class="jump" @click=${() => showNewestReply(chat, room.id, thread)}>
    ${icon("arrow-down")} ${t("timeline.newest")}
  </button>`;
}
