/** The place of the threads one follows: unread ones first, then those answered last. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { loadFollowed, placeOf } from "../actions/threads.js";
import { t } from "../lib/text.js";
import { wholeTime, whenShort } from "../lib/time.js";
import { threadPath } from "../router.js";
import { patched } from "../store/strands.js";
import { gist } from "./card.js";
import { icon } from "./icons.js";
import { avatar, roomName } from "./people.js";
import { countWords, faces } from "./thread_line.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} back the way back on a narrow screen */
export const threadsColumn = (chat, back) => html`<main
  class="conversation"
  id="conversation"
  tabindex="-1"
  aria-label=${t("threads.title")}
>
  <header class="room-head">
    ${back}
    <div class="room-title"><h1>${icon("message-square")} ${t("threads.title")}</h1></div>
  </header>
  <div class="threads-body">${body(chat)}</div>
</main>`;

function body(chat) {
  const { followed } = chat.ui;
  const shown = (followed?.threads ?? []).filter(({ room, thread }) =>
    chat.store.state.rooms.get(room)?.follows.has(thread),
  );
  if (followed?.failed && shown.length === 0) return failure(chat);
  if (!followed || (shown.length === 0 && chat.ui.isLoading("threads", "page")))
    return html`<p class="skeleton">${t("app.loading")}</p>`;
  if (shown.length === 0 && !followed.next) return empty();
  return html`<ul class="card-list">
      ${repeat(
        shown,
        ({ room, thread }) => `${room}/${thread}`,
        (entry) => html`<li>${card(chat, entry)}</li>`,
      )}
    </ul>
    ${followed.next ? more(chat) : nothing}`;
}

const empty = () => html`<div class="empty-state">
  <h2>${t("threads.empty.title")}</h2>
  <p>${t("threads.empty")}</p>
</div>`;

const failure = (chat) => html`<div class="empty-state" role="alert">
  <p>${t("threads.failed")}</p>
  <button class="primary" @click=${() => loadFollowed(chat)}>${t("room.retry")}</button>
</div>`;

const more = (chat) => html`<p class="older">
  <button class="quiet" @click=${() => loadFollowed(chat, true)}>${t("lists.more")}</button>
</p>`;

function card(chat, entry) {
  const { state } = chat.store;
  const room = state.rooms.get(entry.room);
  const follow = room?.follows.get(entry.thread);
  if (!room || !follow) return nothing;
  const root = patched(room, entry.root);
  return html`<a
    class="message-card ${follow.unread > 0 ? "unread" : ""}"
    href=${threadPath(room.slug, root.seq)}
  >
    ${avatar(root.author, root.author_name)}
    <span class="card-text">
      <span class="card-head">
        <span class="author"><bdi>${root.author_name}</bdi></span>
        <span class="place"><bdi>${roomName(room, state.me?.id)}</bdi></span>
        <time datetime=${root.at} title=${wholeTime(root.at)}>${whenShort(root.at)}</time>
      </span>
      <span class="card-words" dir="auto">${gist(root)}</span>
      <span class="card-foot">
        ${faces(chat, root)}
        <span>${root.replies > 0 ? countWords(root.replies) : t("thread.none")}</span>
        ${root.last_reply ? html`<span>${lastWords(root.last_reply)}</span>` : nothing}
        ${chat.memory.draft(placeOf(room.id, root.seq)) ? draftMark() : nothing}
      </span>
    </span>
    ${follow.unread > 0 ? badge(follow) : nothing}
  </a>`;
}

const lastWords = ({ at }) => t("thread.last", { time: whenShort(at) });
const draftMark = () => html`<span class="draft">${icon("pencil")}</span>`;

function badge({ unread, mentions }) {
  const label =
    mentions > 0 ? t("mentions.count", { count: mentions }) : t("unread.count", { count: unread });
  return html`<span class="badge ${mentions > 0 ? "loud" : ""}" title=${label}
    ><span aria-hidden="true">${mentions > 0 ? mentions : unread}</span
    ><span class="hidden">${label}</span></span
  >`;
}
