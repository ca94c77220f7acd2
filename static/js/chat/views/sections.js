/** The headings of the sidebar with their rooms: favourites, one's own, all rooms, conversations. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { drop, drag, fold, headingName, hold, letGo, step } from "../actions/sections.js";
import { compareNames } from "../lib/locale.js";
import { t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { headingOf } from "../store/sections.js";
import { icon } from "./icons.js";
import { roomName } from "./people.js";
import { isOpen, isUnread, roomEntry } from "./room_entry.js";
import { beginDialog, sortButton, sortLabel } from "./section_menus.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../store/sections.js").Heading} Heading */

/** @param {Chat} chat */
export function sectionLists(chat) {
  const { sections } = chat.store.state;
  const under = sorted(chat);
  const open = (name) => () => chat.ui.set({ dialog: { name } });
  return html`<div
    @dragover=${(event) => hold(chat, event)}
    @dragleave=${(event) => hold(chat, event)}
    @drop=${(event) => drop(chat, event)}
  >
    ${favourites(chat, under("favourites"))}
    ${repeat(
      sections,
      ({ id }) => id,
      (section) => ownSection(chat, section, under(section.id)),
    )}
    ${block(chat, "rooms", [
      heading(t("sidebar.rooms"), [
        listButton("folder-plus", t("sections.begin"), () => beginDialog(chat)),
        listButton("globe", t("sidebar.browse"), open("browse")),
        listButton("plus", t("sidebar.create"), open("create")),
      ]),
      list(chat, under("rooms"), emptyWords(chat, "sidebar.empty", "sidebar.all_sorted")),
    ])}
    ${block(chat, "direct", [
      heading(t("sidebar.direct"), [listButton("plus", t("sidebar.start"), open("direct"))]),
      list(chat, under("direct"), emptyWords(chat, "sidebar.direct.empty", "sidebar.all_sorted")),
    ])}
  </div>`;
}

/** Gives back what stands under a heading: rooms by name, conversations by news or below them. */
function sorted(chat) {
  const { state } = chat.store;
  /** @type {Map<Heading, Room[]>} */
  const under = new Map();
  for (const room of state.rooms.values()) {
    if (room.archived && !isOpen(chat, room)) continue;
    const at = headingOf(state, room);
    const there = under.get(at);
    if (there) there.push(room);
    else under.set(at, [room]);
  }
  const byName = byNameFor(state.me?.id);
  return (at) => (under.get(at) ?? []).sort(at === "direct" ? byNews : byName);
}

const isDirect = ({ kind }) => Number(kind === "direct");
const byNameFor = (me) => (a, b) =>
  isDirect(a) - isDirect(b) || compareNames(roomName(a, me), roomName(b, me));
const byNews = (a, b) =>
  Number(b.unread > 0) - Number(a.unread > 0) || lastAt(b) - lastAt(a) || b.seq - a.seq;

/** When something was last said, as far as this page knows. */
function lastAt(room) {
  const last = [...room.recent.values()].at(-1) ?? [...room.messages.values()].at(-1);
  return last ? Date.parse(last.at) : 0;
}

/** What stands together, and takes a room that is let go over it. @param {Heading} at */
const block = (chat, at, content) => html`<div
  role="group"
  class="section ${chat.ui.dragged?.over === at ? "over" : ""}"
  data-heading=${at}
  aria-label=${headingName(chat, at)}
>
  ${content}
</div>`;

const heading = (title, buttons) => html`<div class="section-head"><h2>${title}</h2>${buttons}</div>`;

const listButton = (name, label, act) => html`<button
  class="icon-button"
  aria-label=${label}
  title=${label}
  @click=${act}
>
  ${icon(name)}
</button>`;

/** Without favourites nothing is said of them, until a room is dragged that could be one. */
function favourites(chat, rooms) {
  if (rooms.length === 0 && !chat.ui.dragged) return nothing;
  return block(chat, "favourites", [
    heading(t("sidebar.favourites"), nothing),
    list(chat, rooms, t("favourites.drop")),
  ]);
}

/** Folded, a section shows what calls and what is open. */
function ownSection(chat, section, rooms) {
  const { name, collapsed } = section;
  const shown = collapsed ? rooms.filter((room) => isUnread(room) || isOpen(chat, room)) : rooms;
  return block(chat, section.id, [
    html`<div class="section-head">
      <h2>
        <button class="fold" aria-expanded=${!collapsed} @click=${() => fold(chat, section)}>
          ${icon(collapsed ? "chevron-right" : "chevron-down")}
          <span class="room-name"><bdi>${name}</bdi></span>
        </button>
      </h2>
      ${sortButton(chat, t("sections.sort", { name }), { section: section.id })}
    </div>`,
    collapsed && shown.length === 0 ? nothing : list(chat, shown, t("sections.empty")),
  ]);
}

/** Nothing at all, and nothing left over, are two things to say. */
function emptyWords(chat, none, sortedAway) {
  const kept = [...chat.store.state.rooms.values()].some((room) => {
    const direct = none === "sidebar.direct.empty";
    return (room.kind === "direct") === direct && !room.archived;
  });
  return t(kept ? sortedAway : none);
}

function list(chat, rooms, empty) {
  if (rooms.length === 0)
    return chat.store.state.welcomed ? html`<p class="list-empty">${empty}</p>` : nothing;
  return html`<ul>
    ${repeat(
      rooms,
      (room) => room.id,
      (room) => html`<li class="room-line">${line(chat, room)}</li>`,
    )}
  </ul>`;
}

const line = (chat, room) => html`${roomEntry(chat, room, {
  drag: () => drag(chat, room),
  drop: () => letGo(chat),
  keys: (event) => move(chat, room, event),
})}${sortButton(chat, sortLabel(chat, room), { room: room.id })}`;

/** With Alt, the arrows carry a room to the heading above or below. */
function move(chat, room, event) {
  const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!way || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  step(chat, room, way);
}

/** A room that went to another heading takes the focus along. @param {Chat} chat */
export function keepFocus(chat, root) {
  const { carried } = chat.ui;
  const { state } = chat.store;
  if (!carried) return;
  const room = state.rooms.get(carried.room);
  if (room && headingOf(state, room) === carried.from) return;
  chat.ui.carried = null; // nothing that is drawn
  if (!room || document.activeElement !== document.body) return;
  root.querySelector(`.room-line > [href="${roomPath(room.slug)}"]`)?.focus();
}
