/** The menus that sort the sidebar: of a room, and of a section. */
import { html, nothing } from "lit-html";
import { headingName, moveSection, putUnder, toggleFavourite } from "../actions/sections.js";
import { t } from "../lib/text.js";
import { headingOf, headingsFor } from "../store/sections.js";
import { floating } from "./floating.js";
import { icon } from "./icons.js";
import { roomName } from "./people.js";
import { moveInMenu } from "./toolbar.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** The dots beside a room or a heading. @param {Chat} chat @param {{room?: number, section?: number}} of */
export function sortButton(chat, label, of) {
  const open = (event) =>
    chat.ui.set({ sorting: { ...of, anchor: event.currentTarget.getBoundingClientRect() } });
  return html`<button
    class="icon-button sort"
    aria-haspopup="menu"
    aria-expanded=${isSorting(chat, of) ? "true" : "false"}
    aria-label=${label}
    title=${label}
    @click=${open}
  >
    ${icon("ellipsis")}
  </button>`;
}

const isSorting = ({ ui: { sorting } }, { room, section }) =>
  sorting !== null && sorting.room === room && sorting.section === section;

/** Whichever of the two is open. @param {Chat} chat */
export function sortMenu(chat) {
  const { sorting } = chat.ui;
  if (!sorting) return nothing;
  const { rooms, sections } = chat.store.state;
  const room = rooms.get(sorting.room);
  const section = sections.find(({ id }) => id === sorting.section);
  if (!room && !section) return nothing;
  const close = () => chat.ui.sorting === sorting && chat.ui.set({ sorting: null });
  return html`<div
    class="menu floating"
    role="menu"
    aria-label=${room ? sortLabel(chat, room) : t("sections.sort", { name: section.name })}
    popover="auto"
    @keydown=${moveInMenu}
    ${floating(sorting.anchor, close)}
  >
    ${room ? roomEntries(chat, room, close) : sectionEntries(chat, section, close)}
  </div>`;
}

/** @param {Chat} chat */
export const sortLabel = (chat, room) =>
  t("sections.sort", { name: roomName(room, chat.store.state.me?.id) });

const entry = (sign, label, act, kind = "") => html`<button
  role="menuitem"
  class=${kind}
  @click=${act}
>
  ${icon(sign)} <span class="room-name"><bdi>${label}</bdi></span>
</button>`;

function roomEntries(chat, room, close) {
  const { state } = chat.store;
  const here = headingOf(state, room);
  const choice = (heading) => html`<button
    role="menuitemradio"
    aria-checked=${heading === here ? "true" : "false"}
    @click=${() => (close(), putUnder(chat, room, heading))}
  >
    ${icon(typeof heading === "number" ? "folder" : homeSign(room))}
    <span class="choice room-name"><bdi>${headingName(chat, heading)}</bdi></span>
    ${heading === here ? icon("check") : nothing}
  </button>`;
  const [, ...others] = headingsFor(state, room);
  const star = t(room.favourite ? "favourites.remove" : "favourites.add");
  return html`${entry("star", star, () => (close(), toggleFavourite(chat, room)))}
    <div role="group" class="menu-group" aria-label=${t("sections.under")}>
      ${others.map(choice)}
    </div>
    ${entry("folder-plus", t("sections.new"), () => (close(), beginDialog(chat, room)))}`;
}

const homeSign = (room) => (room.kind === "direct" ? "user" : "hash");

/** @param {Chat} chat @param {any} [room] what is to stand in it */
export const beginDialog = (chat, room) =>
  chat.ui.set({ dialog: { name: "section_begin", room } });

function sectionEntries(chat, section, close) {
  const { sections } = chat.store.state;
  const at = sections.indexOf(section);
  const ask = (name) => () => (close(), chat.ui.set({ dialog: { name, section } }));
  const move = (place) => () => (close(), moveSection(chat, section, place));
  return html`${entry("pencil", t("sections.rename"), ask("section_rename"))}
  ${at > 0 ? entry("arrow-up", t("sections.up"), move(at - 1)) : nothing}
  ${at < sections.length - 1 ? entry("arrow-down", t("sections.down"), move(at + 1)) : nothing}
  ${entry("trash-2", t("sections.remove"), ask("section_remove"), "danger")}`;
}
