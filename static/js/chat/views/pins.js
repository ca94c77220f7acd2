/** What is pinned in a room: the way to it in the room's head, and the panel that lists it. */
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { loadPins, mayPin, togglePin, togglePins } from "../actions/pins.js";
import { t } from "../lib/text.js";
import { wholeTime } from "../lib/time.js";
import { cardButton, giveWay, messageCard } from "./card.js";
import { icon } from "./icons.js";
import { nameOf } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/** @param {Chat} chat @param {Room} room */
export function pinsButton(chat, room) {
  const shown = chat.ui.panel === "pins" && !chat.ui.route?.thread;
  if (room.pins === 0 && !shown) return nothing;
  const label = t("pins.count", { count: room.pins });
  return html`<button
    class="icon-button counted"
    aria-label=${label}
    title=${label}
    aria-pressed=${shown ? "true" : "false"}
    @click=${() => togglePins(chat, room)}
  >
    ${icon("pin")} <span aria-hidden="true">${room.pins}</span>
  </button>`;
}

/** @param {Chat} chat */
export function pinsPanel(chat) {
  const room = chat.currentRoom();
  if (!room) return nothing;
  if (chat.ui.pinned?.room !== room.id && !chat.ui.isLoading(room.id, "pins"))
    queueMicrotask(() => loadPins(chat, room.id));
  const close = () => (chat.ui.set({ panel: null }), chat.focusComposer());
  return html`<aside class="panel" aria-label=${t("pins.title")}>
    <header class="panel-head">
      <h2>${t("pins.title")}</h2>
      <button
        class="icon-button"
        aria-label=${t("dialog.close")}
        title="${t("dialog.close")} (Esc)"
        @click=${close}
      >
        ${icon("x")}
      </button>
    </header>
    <div class="panel-body">${body(chat, room)}</div>
  </aside>`;
}

function body(chat, room) {
  const { pinned } = chat.ui;
  if (pinned?.room !== room.id) return html`<p class="skeleton">${t("app.loading")}</p>`;
  if (pinned.failed)
    return html`<div class="empty-state" role="alert">
      <p>${pinned.failed}</p>
      <button class="primary" @click=${() => loadPins(chat, room.id)}>${t("room.retry")}</button>
    </div>`;
  if (pinned.pins.length === 0) return html`<p class="list-empty">${t("pins.empty")}</p>`;
  return html`<ul class="card-list">
    ${repeat(
      pinned.pins,
      ({ message }) => message.seq,
      (pin) => html`<li>${card(chat, room, pin)}</li>`,
    )}
  </ul>`;
}

function card(chat, room, { message, at, by }) {
  const name = by === null ? t("pins.operator") : nameOf(chat, by);
  const foot = html`${icon("pin")}<span title=${wholeTime(at)}>${t("pins.by", { name })}</span>`;
  return html`${messageCard(message, room.slug, { foot, opened: () => giveWay(chat) })}
  ${mayPin(chat, room) ? cardButton(t("message.unpin"), () => togglePin(chat, message)) : nothing}`;
}
