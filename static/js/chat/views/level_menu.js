/** The bell in the head of a room: what of it calls for its reader. */
import { html, nothing } from "lit-html";
import { chooseLevel, muteUntil } from "../actions/rooms.js";
import { endOf, MUTE_ENDS } from "../lib/ends.js";
import { t } from "../lib/text.js";
import { whenEnds } from "../lib/time.js";
import { isMuted, levelOf } from "../store/levels.js";
import { floating } from "./floating.js";
import { icon } from "./icons.js";
import { moveInMenu } from "./toolbar.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

const LEVELS = ["everything", "mentions", "nothing"];
const SIGNS = { everything: "bell", mentions: "at-sign", nothing: "bell-off" };

/** @param {Chat} chat @param {Room} room */
export function levelButton(chat, room) {
  const muted = isMuted(room);
  const label = muted
    ? t("mute.until", { time: whenEnds(room.muted_until ?? "") })
    : t("level.button", { level: t(`level.${room.level}`) });
  const open = (event) => chat.ui.set({ levelMenu: event.currentTarget.getBoundingClientRect() });
  return html`<button
    class="icon-button"
    aria-haspopup="menu"
    aria-label=${label}
    title=${label}
    @click=${open}
  >
    ${icon(levelOf(room) === "nothing" ? "bell-off" : "bell")}
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
    ${LEVELS.map(choice)} ${room.level === "nothing" ? nothing : muteRow(chat, room, close)}
  </div>`;
}

/** For a time, after which the level holds again; for good is the level *nothing*. */
function muteRow(chat, room, close) {
  if (isMuted(room)) return unmute(chat, room, close);
  const choice = (name) => html`<button
    role="menuitem"
    class="quiet-choice"
    @click=${() => (close(), muteUntil(chat, room, endOf(name)))}
  >
    ${t(`mute.${name}`)}
  </button>`;
  return html`<div class="quiet-row" role="group" aria-label=${t("mute.title")}>
    <span>${icon("clock")} ${t("mute.title")}</span>
    <div>${MUTE_ENDS.map(choice)}</div>
  </div>`;
}

const unmute = (chat, room, close) => html`<button
  role="menuitem"
  @click=${() => (close(), muteUntil(chat, room, null))}
>
  ${icon("bell")}
  <span class="choice"
    >${t("mute.end")}<span class="hint">${t("mute.until", { time: whenEnds(room.muted_until) })}</span></span
  >
</button>`;
