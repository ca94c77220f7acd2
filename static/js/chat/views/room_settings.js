/** The dialog of a room's settings: name, topic, address, who may call many, and the archive. */
import { html, nothing } from "lit-html";
import { archiveRoom, changeRoom } from "../actions/rooms.js";
import { t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */

const CALLERS = ["everybody", "moderators"];

/** @param {Chat} chat @param {any} dialog `room`: as it was when the dialog was opened */
export function settingsDialog(chat, dialog) {
  const { limits } = chat.store.state;
  const { name, topic, slug, callers } = (dialog.was ??= { ...dialog.room });
  return html`${dialogHead(chat, t("settings.title"))}
    <form class="dialog-form" @submit=${(event) => submit(chat, dialog, event)}>
      <label>
        ${t("create.name")}
        <input
          name="name"
          required
          autofocus
          autocomplete="off"
          maxlength=${limits.name_characters ?? 80}
          value=${name}
        />
      </label>
      <label>
        <span>${t("create.topic")} <small>(${t("create.optional")})</small></span>
        <input
          name="topic"
          autocomplete="off"
          maxlength=${limits.topic_characters ?? 250}
          value=${topic}
        />
      </label>
      <label>
        ${t("create.slug")}
        <input
          name="slug"
          required
          autocomplete="off"
          autocapitalize="none"
          maxlength="64"
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
          title=${t("create.slug.hint")}
          value=${slug}
        />
        <small>${t("settings.slug.hint")}</small>
      </label>
      <label>
        ${t("settings.callers")}
        <select name="callers">
          ${CALLERS.map(
            (who) => html`<option value=${who} ?selected=${who === callers}>${t(`callers.${who}`)}</option>`,
          )}
        </select>
      </label>
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
      <footer class="dialog-foot">
        <button type="button" class="quiet danger" @click=${() => archive(chat, dialog)}>
          ${icon("archive")} ${t("settings.archive")}
        </button>
        <span class="hint"></span>
        <button type="button" class="quiet" @click=${() => chat.ui.set({ dialog: null })}>
          ${t("dialog.cancel")}
        </button>
        <button class="primary">${t("settings.submit")}</button>
      </footer>
    </form>`;
}

/** Sends what was changed here alone: somebody else may have changed the rest meanwhile. */
async function submit(chat, dialog, event) {
  event.preventDefault();
  const typed = [...new FormData(event.target)].filter(([name, value]) => value !== dialog.was[name]);
  await settle(chat, dialog, changeRoom(chat, dialog.room, Object.fromEntries(typed)));
}

const archive = (chat, dialog) => settle(chat, dialog, archiveRoom(chat, dialog.room, true));

/** Closes the dialog once it is done, or says in it why it was refused. */
async function settle(chat, dialog, change) {
  dialog.refusal = await change;
  if (!dialog.refusal && chat.ui.dialog === dialog) chat.ui.set({ dialog: null });
  chat.ui.changed();
}
