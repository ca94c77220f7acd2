/** The bell in the head of a room: what of it calls for its reader. */
import { html, nothing } from "lit-html";
import { chooseLevel } from "../actions/rooms.js";
import { t } from "../lib/text.js";
import { floating } from "./floating.js";
import { icon } from "./icons.js";
import { moveInMenu } from "./toolbar.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

const LEVELS = ["everything", "mentions", "nothing"];
const SIGNS = { everything: "bell", mentions: "at-sign", nothing: "bell-off" };

/** @param {Chat} chat @param {Room} room */
export function levelButton(chat, room) {
  const label = t("level.button", { level: t(`level.${room.level}`) });
  const open = (event) => chat.ui.set({ levelMenu: event.currentTarget.getBoundingClientRect() });
  return html`<button
    class="icon-button"
    aria-haspopup="menu"
    aria-label=${label}
    title=${label}
    @click=${open}
  >
    ${icon(room.level === "nothing" ? "bell-off" : "bell")}
  </button>`;
}

/** @param {Chat} chat @param {Room} room */
export function levelMenu(chat, room) {
  const anchor = chat.ui.levelMenu;
  if (!anchor) return nothing;
  const close = () => chat.ui.set({ levelMenu: null });
  const choice = (level) => html`<button
    role="menuitemradio"
    aria-checked=${room.level === level ? "true" : "false"}
    @click=${() => (close(), chooseLevel(chat, room, level))}
  >
    ${icon(SIGNS[level])}
    <span class="choice"
      >${t(`level.${level}`)}<span class="hint">${t(`level.${level}.hint`)}</span></span
    >
    ${room.level === level ? icon("check") : nothing}
  </button>`;
  return html`<div
    class="menu floating"
    role="menu"
    aria-label=${t("level.title")}
    popover="auto"
    @keydown=${moveInMenu}
    ${floating(anchor, close)}
  >
    ${LEVELS.map(choice)}
  </div>`;
}
