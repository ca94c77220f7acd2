/** The left column: workspace, search, rooms, people, and how the connection is. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { compareNames } from "../lib/locale.js";
import { capped, t } from "../lib/text.js";
import { MENTIONS, roomPath, SAVED, THREADS } from "../router.js";
import { calling } from "../store/counts.js";
import { mentionCount, threadCounts } from "../store/threads.js";
import { accountBar, accountMenu } from "./account.js";
import { connectionLine } from "./connection.js";
import { icon } from "./icons.js";
import { shortcut } from "./keys.js";
import { searchButton } from "./search.js";
import { otherPeople, roomName, statusSign, who } from "./people.js";
import { quietLine } from "./status.js";
import { resizer } from "./resizer.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/** @param {Chat} chat */
export function sidebar(chat) {
  const rooms = [...chat.store.state.rooms.values()].filter(
    (room) => !room.archived || isOpen(chat, room),
  );
  const named = rooms.filter((room) => room.kind !== "direct").sort(byName);
  const direct = rooms.filter((room) => room.kind === "direct").sort(byNews);
  const open = (name) => () => chat.ui.set({ dialog: { name } });
  return html`<nav class="sidebar" aria-label=${t("sidebar.rooms")}>
    <div class="workspace">
      <span dir="auto">${chat.config.workspace.name}</span>${searchButton(chat)}
    </div>
    <button class="go-to" @click=${open("switcher")}>
      ${icon("search")} <span>${t("sidebar.switch")}</span> <kbd>${shortcut("K")}</kbd>
    </button>
    <div class="sidebar-lists">
      <ul>
        <li>${threadsLink(chat)}</li>
        <li>${placeLink(chat, "mentions", "at-sign", MENTIONS, mentionCount(chat.store.state))}</li>
        <li>${placeLink(chat, "saved", "bookmark", SAVED)}</li>
      </ul>
      ${section(t("sidebar.rooms"), [
        listButton("globe", t("sidebar.browse"), open("browse")),
        listButton("plus", t("sidebar.create"), open("create")),
      ])}
      ${list(chat, named, t("sidebar.empty"))}
      ${section(t("sidebar.direct"), [listButton("plus", t("sidebar.start"), open("direct"))])}
      ${list(chat, direct, t("sidebar.direct.empty"))}
    </div>
    ${quietLine(chat)} ${connectionLine(chat)} ${accountBar(chat)} ${accountMenu(chat)} ${resizer()}
  </nav>`;
}

const isOpen = (chat, room) => chat.ui.route?.slug === room.slug;
const byName = (a, b) => compareNames(a.name || a.slug, b.name || b.slug);
const byNews = (a, b) =>
  Number(b.unread > 0) - Number(a.unread > 0) || lastAt(b) - lastAt(a) || b.seq - a.seq;

/** When something was last said, as far as this page knows. */
function lastAt(room) {
  const last = [...room.recent.values()].at(-1) ?? [...room.messages.values()].at(-1);
  return last ? Date.parse(last.at) : 0;
}

const section = (title, buttons) =>
  html`<div class="section-head"><h2>${title}</h2>${buttons}</div>`;

const listButton = (name, label, act) => html`<button
  class="icon-button"
  aria-label=${label}
  title=${label}
  @click=${act}
>
  ${icon(name)}
</button>`;

function list(chat, rooms, empty) {
  if (rooms.length === 0)
    return chat.store.state.welcomed ? html`<p class="list-empty">${empty}</p>` : nothing;
  return html`<ul>
    ${repeat(
      rooms,
      (room) => room.id,
      (room) => html`<li>${roomLink(chat, room)}</li>`,
    )}
  </ul>`;
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

const placeLink = (chat, name, sign, path, mentions = 0) => html`<a
  class="room-entry ${mentions > 0 ? "unread" : ""}"
  href=${path}
  aria-current=${chat.ui.route?.place === name ? "page" : nothing}
>
  ${icon(sign)} <span class="room-name">${t(`${name}.title`)}</span>
  ${counts({ kind: name, unread: mentions, mentions })}
</a>`;

function roomLink(chat, room) {
  const current = isOpen(chat, room);
  const classes = `room-entry ${room.unread > 0 && room.level !== "nothing" ? "unread" : ""}`;
  return html`<a
    class=${classes}
    href=${roomPath(room.slug)}
    aria-current=${current ? "page" : nothing}
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

function counts(room) {
  if (room.level === "nothing") return muted();
  if (room.unread === 0) return nothing;
  const called = calling(room);
  const label =
    called > 0 && room.level !== "everything"
      ? t("mentions.count", { count: called })
      : t("unread.count", { count: room.unread });
  return html`<span class="badge ${called > 0 ? "loud" : ""}" title=${label}
    ><span aria-hidden="true">${capped(called || room.unread)}</span
    ><span class="hidden">${label}</span></span
  >`;
}

const muted = () =>
  html`<span class="muted-sign" title=${t("level.muted")}
    >${icon("bell-off")}<span class="hidden">${t("level.muted")}</span></span
  >`;
