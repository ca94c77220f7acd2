/** The dialog that brings a message or a person before the moderators. */
import { html, nothing } from "lit-html";
import { report } from "../actions/moderation.js";
import { namesOf } from "../lib/files.js";
import { t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";

const REASONS = ["spam", "abuse", "private", "other"];
const COMMENT_CHARACTERS = 500; // as the server's own limit

/** @param {import("../chat.js").Chat} chat @param {any} dialog of a message, or of a person */
export function reportDialog(chat, dialog) {
  const { message } = dialog;
  const submit = async (event) => {
    event.preventDefault();
    const { reason, comment } = Object.fromEntries(new FormData(event.target));
    dialog.refusal = await report(chat, dialog, { reason, comment });
    if (dialog.refusal) chat.ui.changed();
    else chat.ui.set({ dialog: null });
  };
  return html`${dialogHead(chat, t("report.title"))}
    <form class="dialog-form" @submit=${submit}>
      <p class="hint">${t("report.text")}</p>
      ${
        message
          ? html`<blockquote class="preview" dir="auto">${message.text || namesOf(message.attachments)}</blockquote>`
          : html`<p><bdi>${dialog.person.name}</bdi></p>`
      }
      <label>
        ${t("report.reason")}
        <select name="reason" autofocus>
          ${REASONS.map((name) => html`<option value=${name}>${t(`report.reason.${name}`)}</option>`)}
        </select>
      </label>
      <label>
        ${t("report.comment")}
        <textarea name="comment" rows="3" dir="auto" maxlength=${COMMENT_CHARACTERS}></textarea>
      </label>
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
      <footer class="dialog-foot">
        <button type="button" class="quiet" @click=${() => chat.ui.set({ dialog: null })}>
          ${t("dialog.cancel")}
        </button>
        <button class="primary">${t("report.submit")}</button>
      </footer>
    </form>`;
}
