/** The dialog in which those who lead warn, mute and ban. */
import { html, nothing } from "lit-html";
import { impose } from "../actions/moderation.js";
import { SANCTION_ENDS } from "../lib/ends.js";
import { moderates } from "../lib/rights.js";
import { t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";

const KINDS = ["warning", "mute", "ban"];
const REASON_CHARACTERS = 250; // as the server's own limit

const option = (group, name, chosen = false) =>
  html`<option value=${name} ?selected=${chosen}>${t(`sanction.${group}.${name}`)}</option>`;

/** @param {import("../chat.js").Chat} chat @param {any} dialog of a person, in a room or not */
export function sanctionDialog(chat, dialog) {
  const { person, room } = dialog;
  const places = [room ? "room" : null, moderates(chat.store.state) ? "everywhere" : null];
  dialog.where ??= places.find(Boolean);
  dialog.kind ??= "mute";
  const keep = (event) => {
    dialog[event.target.name] = event.target.value;
    if (dialog.where === "everywhere" && dialog.kind === "ban") dialog.kind = "mute";
    chat.ui.changed();
  };
  const submit = async (event) => {
    event.preventDefault();
    dialog.refusal = await impose(chat, dialog, Object.fromEntries(new FormData(event.target)));
    if (dialog.refusal) chat.ui.changed();
    else chat.ui.set({ dialog: null });
  };
  const kinds = dialog.where === "room" ? KINDS : KINDS.filter((kind) => kind !== "ban");
  return html`${dialogHead(chat, t("sanction.title", { name: person.name }))}
    <form class="dialog-form" @submit=${submit}>
      <label>
        ${t("sanction.where")}
        <select name="where" @change=${keep}>
          ${places.filter(Boolean).map((name) => option("where", name, name === dialog.where))}
        </select>
      </label>
      <label>
        ${t("sanction.kind")}
        <select name="kind" autofocus @change=${keep}>
          ${kinds.map((name) => option("kind", name, name === dialog.kind))}
        </select>
      </label>
      ${
        dialog.kind === "warning"
          ? nothing
          : html`<label>
              ${t("sanction.ends")}
              <select name="ends">${SANCTION_ENDS.map((name) => option("ends", name))}</select>
            </label>`
      }
      <label>
        ${t("sanction.reason")}
        <input name="reason" dir="auto" autocomplete="off" maxlength=${REASON_CHARACTERS} />
      </label>
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
      <footer class="dialog-foot">
        <button type="button" class="quiet" @click=${() => chat.ui.set({ dialog: null })}>
          ${t("dialog.cancel")}
        </button>
        <button class="primary danger">${t("sanction.submit")}</button>
      </footer>
    </form>`;
}
