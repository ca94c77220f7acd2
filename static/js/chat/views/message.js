/** One message: the only place that knows its markup, sent or still pending. */
import { html, nothing } from "lit-html";
import { openCard } from "../actions/people.js";
import { edit, toggleReaction } from "../actions/messages.js";
import { listNames, t } from "../lib/text.js";
import { clockTime, shortTime, wholeTime } from "../lib/time.js";
import { roomPath } from "../router.js";
import { mentionsMe } from "../store/counts.js";
import { attachmentsView } from "./attachments.js";
import { editor } from "./editor.js";
import { keepMarks } from "./keep_marks.js";
import { bodyOf } from "./markup.js";
import { avatar, nameOf, statusSign } from "./people.js";
import { previewsView } from "./previews.js";
import { threadLine } from "./thread_line.js";
import { toolbar } from "./toolbar.js";
import { pendingFiles } from "./tray.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Pending} Pending */

/**
 * @param {Chat} chat
 * @param {import("../types.js").Room} room
 * @param {Message} message
 * @param {boolean} starts whether it begins a group
 * @param {boolean} [inThread] whether it stands in the open thread and not in the timeline
 */
export function messageView(chat, room, message, starts, inThread = false) {
  const { ui, store } = chat;
  const isEdited = isBeingEdited(ui, room, message, inThread);
  const active = inThread ? ui.activeReply : ui.active;
  const isActive = active === message.seq && !message.deleted && !isEdited;
  return html`<article
    class=${classesOf(chat, message, starts, inThread)}
    id="${inThread ? "reply" : "message"}-${message.seq}"
    data-seq=${message.seq}
    tabindex="-1"
    aria-label=${t("message.actions", { name: message.author_name })}
  >
    ${gutter(chat, room, message, starts)}
    <div class="content">
      ${starts ? heading(chat, room, message) : keepMarks(chat, message)}
      ${isEdited ? editorOf(chat, message) : bodyPart(chat, message, inThread)}
      ${attachmentsView(chat, message)} ${previewsView(chat, room, message)}
      ${message.reactions.length > 0 ? reactionRow(chat, message) : nothing}
      ${inThread ? nothing : threadLine(chat, room, message)}
    </div>
    ${isActive ? toolbar(chat, room, message, inThread) : nothing}
  </article>`;
}

/** A root stands in both places: it is edited where that was begun. */
export const isBeingEdited = ({ editing }, room, message, inThread) =>
  editing?.seq === message.seq &&
  editing.room === room.id &&
  Boolean(editing.inThread) === inThread;

function classesOf({ store, ui }, message, starts, inThread) {
  const me = store.state.me?.id ?? 0;
  const classes = ["message"];
  if (starts) classes.push("starts");
  if (message.deleted) classes.push("deleted");
  else if (mentionsMe(message, me)) classes.push("mentions-me");
  if ((inThread ? ui.targetReply : ui.target) === message.seq) classes.push("target");
  return classes.join(" ");
}

function gutter(chat, room, message, starts) {
  const open = ({ currentTarget }) => openCard(chat, message.author, currentTarget);
  return html`<div class="gutter">
    ${starts
      ? html`<span class="opens-card" @click=${open}
          >${avatar(message.author, authorName(chat, message))}</span
        >`
      : timeLink(room, message, shortTime)}
  </div>`;
}

/** What the author is called now, as far as this page knows. */
const authorName = (chat, { author, author_name }) =>
  chat.store.profileOf(author)?.name ?? author_name;

const timeLink = (room, message, written = clockTime) => html`<a
  class="time"
  href=${roomPath(room.slug, message.seq)}
  title=${wholeTime(message.at)}
  tabindex="-1"
  ><time datetime=${message.at}>${written(message.at)}</time></a
>`;

const heading = (chat, room, message) => html`<header>
  <button
    class="author"
    aria-haspopup="dialog"
    title=${t("person.open", { name: authorName(chat, message) })}
    @click=${({ currentTarget }) => openCard(chat, message.author, currentTarget)}
  >
    <bdi>${authorName(chat, message)}</bdi>
  </button>
  ${statusSign(chat, message.author)} ${timeLink(room, message)}
  ${keepMarks(chat, message)}
</header>`;

function bodyPart(chat, message, inThread) {
  if (message.deleted) return html`<p class="tombstone">${tombstoneWords(chat, message)}</p>`;
  // Files need no words beside them.
  const body = message.text ? safeBody(message, chat.store.state.me?.id, inThread) : nothing;
  return html`${body}${message.edited_at ? editedMark(chat, message) : nothing}`;
}

/** Whoever removed the words of somebody else is named. */
function tombstoneWords(chat, { deleted, author }) {
  if (deleted.by === author) return t("message.deleted");
  if (deleted.by === null) return t("message.removed.operator");
  return t("message.removed", { name: nameOf(chat, deleted.by) });
}

/** A body that cannot be shown must not take the list with it. */
function safeBody(message, me, inThread) {
  try {
    return bodyOf(message, me, inThread);
  } catch {
    return html`<p class="tombstone">${t("message.broken")}</p>`;
  }
}

/** A press shows what it said before. */
const editedMark = (chat, message) => html`<button
  class="edited"
  title=${t("message.edited.at", { time: wholeTime(message.edited_at) })}
  aria-label=${t("revisions.show")}
  @click=${() => chat.ui.set({ dialog: { name: "revisions", message } })}
>
  ${t("message.edited")}
</button>`;

function editorOf(chat, message) {
  return editor({
    text: message.text,
    limit: chat.store.state.limits.message_characters,
    save: async (text) => {
      if (text === message.text || (await edit(chat, message, text))) stop(chat);
    },
    cancel: () => stop(chat),
  });
}

function stop(chat) {
  chat.ui.set({ editing: null });
  chat.focusComposer();
}

function reactionRow(chat, message) {
  return html`<div class="reactions">
    ${message.reactions.map((reaction) => reactionChip(chat, message, reaction))}
  </div>`;
}

function reactionChip(chat, message, { emoji, users }) {
  const me = chat.store.state.me?.id ?? 0;
  const names = users.map((id) => (id === me ? t("message.you") : nameOf(chat, id)));
  const words = t("message.reactors", { names: listNames(names, 8), emoji });
  return html`<button
    class="reaction"
    aria-pressed=${users.includes(me) ? "true" : "false"}
    aria-label=${words}
    @click=${() => toggleReaction(chat, message, emoji)}
  >
    <span class="emoji">${emoji}</span> <span class="count">${users.length}</span>
    <span class="reactors" aria-hidden="true">${words}</span>
  </button>`;
}

/**
 * A message of the outbox, as it will look, with how far it has come.
 * @param {Chat} chat
 * @param {Pending} pending
 * @param {boolean} starts
 */
export function pendingView(chat, pending, starts) {
  const me = chat.store.state.me;
  const classes = `message pending ${pending.state} ${starts ? "starts" : ""}`;
  const time = html`<span class="time">${shortTime(pending.at)}</span>`;
  return html`<article class=${classes} tabindex="-1">
    <div class="gutter">
      ${starts && me ? avatar(me.id, me.name) : time}
    </div>
    <div class="content">
      ${starts ? pendingHeading(me, pending) : nothing}
      ${pending.text ? pendingText(me, pending.text) : nothing}
      ${pendingFiles(chat, pending.files)}
      ${pendingState(chat, pending)}
    </div>
  </article>`;
}

const pendingText = (me, text) =>
  html`<div class="text plain" dir="auto">${pendingWords(me, text)}</div>`;

/** What somebody does is read with the name as its first word; the server marks it so, too. */
function pendingWords(me, text) {
  if (!text.startsWith("/me ")) return text;
  return html`<p class="action"><bdi>${me?.name}</bdi> ${text.slice("/me ".length).trim()}</p>`;
}

const pendingHeading = (me, pending) => html`<header>
  <span class="author"><bdi>${me?.name}</bdi></span>
  <span class="time">${clockTime(pending.at)}</span>
</header>`;

function pendingState(chat, pending) {
  if (pending.state === "failed") return failedState(chat, pending);
  if (pending.state === "sent") return nothing;
  const sends = pending.files?.some(({ upload }) => !upload); // which may take minutes
  return html`<p class="state">
    <span>${waitingWords(pending)}</span> ${sends ? discardButton(chat, pending) : nothing}
  </p>`;
}

function waitingWords({ state, code }) {
  if (state === "sending") return t("message.sending");
  if (code === "rate_limited" || code === "slow_mode") return t("message.waiting.rate");
  if (code === "busy" || code === "unavailable") return t("message.waiting.server");
  return t("message.waiting");
}

const failedState = (chat, pending) => html`<p class="state" role="alert">
  <span>${t("message.failed")} ${pending.sentence}</span>
  <button class="link" @click=${() => chat.outbox.retry(pending.client_id)}>
    ${t("message.retry")}
  </button>
  ${discardButton(chat, pending)}
</p>`;

const discardButton = (chat, { client_id }) => html`<button
  class="link danger"
  @click=${() => chat.outbox.discard(client_id)}
>
  ${t("message.discard")}
</button>`;
