/** The dialog that says what one is doing, and the row of the account menu that asks for quiet. */
import { html, nothing } from "lit-html";
import { setQuiet, setStatus } from "../actions/people.js";
import { endOf, QUIET_ENDS, STATUS_ENDS } from "../lib/ends.js";
import { quietOf, statusOf } from "../lib/quiet.js";
import { t } from "../lib/text.js";
import { clockWords, whenEnds } from "../lib/time.js";
import { dialogHead } from "./dialog_head.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */

const mine = (chat) => chat.store.profileOf(chat.store.state.me?.id ?? 0);

/** @param {Chat} chat @param {any} dialog keeps what was chosen between drawings */
export function statusDialog(chat, dialog) {
  const said = statusOf(mine(chat));
  dialog.emoji ??= said?.emoji ?? "";
  return html`${dialogHead(chat, t("status.title"))}
    <form class="dialog-form" @submit=${(event) => submit(chat, dialog, event)}>
      <div class="labelled">
        <label for="status-text">${t("status.text")}</label>
        <span class="status-field">
          ${emojiButton(chat, dialog)}
          <input
            id="status-text"
            name="text"
            autofocus
            autocomplete="off"
            maxlength=${chat.store.state.limits.status_characters ?? 100}
            .defaultValue=${said?.text ?? ""}
          />
        </span>
      </div>
      <label>
        ${t("status.ends")}
        <select name="ends">
          ${STATUS_ENDS.map((name) => html`<option value=${name}>${t(`status.ends.${name}`)}</option>`)}
        </select>
      </label>
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
      <footer class="dialog-foot">
        ${said ? clearButton(chat, dialog) : nothing}
        <button class="primary">${t("status.save")}</button>
      </footer>
    </form>`;
}

function emojiButton(chat, dialog) {
  const choose = (emoji) => {
    dialog.emoji = emoji;
    chat.ui.changed();
  };
  const open = (event) =>
    chat.ui.set({ picker: { choose, anchor: event.currentTarget.getBoundingClientRect() } });
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${t("status.emoji")}
    title=${t("status.emoji")}
    @click=${open}
  >
    ${dialog.emoji ? html`<span class="emoji">${dialog.emoji}</span>` : icon("smile")}
  </button>`;
}

const clearButton = (chat, dialog) => html`<button
  type="button"
  class="quiet"
  @click=${() => send(chat, dialog, { emoji: "", text: "" })}
>
  ${t("status.clear")}
</button>`;

function submit(chat, dialog, event) {
  event.preventDefault();
  const { text, ends } = Object.fromEntries(new FormData(event.target));
  send(chat, dialog, { emoji: dialog.emoji, text, until: endOf(String(ends)) });
}

async function send(chat, dialog, status) {
  dialog.refusal = await setStatus(chat, status);
  if (!dialog.refusal && chat.ui.dialog === dialog) chat.ui.set({ dialog: null });
  chat.ui.changed();
}

/** A line of the sidebar, while one is not to be disturbed. @param {Chat} chat */
export function quietLine(chat) {
  const quiet = quietOf(chat.store.state.profiles.get(chat.store.state.me?.id ?? 0));
  if (!quiet) return nothing;
  const words = quiet.at
    ? t("quiet.line", { time: whenEnds(quiet.at) })
    : t("quiet.hours.line", { time: clockWords(quiet.clock ?? "") });
  return html`<p class="quiet-line" role="status">
    ${icon("moon")}<span>${words}</span>
    ${quiet.at
      ? html`<button class="link" @click=${() => setQuiet(chat, null)}>${t("quiet.end")}</button>`
      : html`<a href=${chat.config.urls.status}>${t("quiet.change")}</a>`}
  </p>`;
}

/** @param {Chat} chat @param {() => void} close the menu it stands in */
export function quietRow(chat, close) {
  const profile = mine(chat);
  const quiet = quietOf(profile);
  if (quiet?.at) return endRow(chat, quiet.at, close);
  const choice = (name) => html`<button
    role="menuitem"
    class="quiet-choice"
    @click=${() => (close(), setQuiet(chat, endOf(name)))}
  >
    ${t(`quiet.${name}`)}
  </button>`;
  return html`<div class="quiet-row" role="group" aria-label=${t("quiet.title")}>
    <span>${icon("moon")} ${t("quiet.title")}</span>
    <div>${QUIET_ENDS.map(choice)}</div>
  </div>`;
}

const endRow = (chat, until, close) => html`<button
  role="menuitem"
  @click=${() => (close(), setQuiet(chat, null))}
>
  ${icon("moon")}
  <span class="choice"
    >${t("quiet.end")}<span class="hint">${t("quiet.until", { time: whenEnds(until) })}</span></span
  >
</button>`;
