/** The dialog that asks when one wants to be reminded: a press is enough, or another time. */
import { html, nothing } from "lit-html";
import { finish, remind, wordsOf, zoneOf } from "../actions/reminders.js";
import { CHOICES, timeOf } from "../lib/reminder_times.js";
import { t } from "../lib/text.js";
import { whenIn } from "../lib/time.js";
import { randomUuid } from "../lib/uuid.js";
import { momentOf, wallAt, zoneHere } from "../lib/wall_clock.js";
import { gist } from "./card.js";
import { dialogHead } from "./dialog_head.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} dialog a message, or a reminder that is to be moved */
export function remindDialog(chat, dialog) {
  const zone = zoneOf(chat);
  dialog.id ??= dialog.reminder?.id ?? randomUuid(); // pressed again, it is the same reminder
  const { reminder, message } = dialog;
  return html`${dialogHead(chat, t("remind.title"))}
    <div class="dialog-form">
      <blockquote class="preview" dir="auto">${message ? gist(message) : wordsOf(chat, reminder)}</blockquote>
      <div class="remind-choices">
        ${CHOICES.map((choice, index) => choiceButton(chat, dialog, { choice, zone, first: index === 0 }))}
      </div>
      ${otherTime(chat, dialog, zone)}
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
    </div>
    ${reminder ? foot(chat, dialog) : nothing}`;
}

function choiceButton(chat, dialog, { choice, zone, first }) {
  const at = timeOf(choice, zone, Date.now());
  return html`<button type="button" ?autofocus=${first} @click=${() => save(chat, dialog, at)}>
    <span>${t(`remind.${choice}`)}</span> <time>${whenIn(zone, at)}</time>
  </button>`;
}

function otherTime(chat, dialog, zone) {
  const submit = (event) => {
    event.preventDefault();
    const [year, month, day, hour, minute] = event.target.at.value.split(/[-T:]/).map(Number);
    save(chat, dialog, momentOf(zone, { year, month, day, hour, minute }));
  };
  const words = zone === zoneHere() ? t("remind.at") : t("remind.at.zone", { zone });
  const now = fieldValue(wallAt(zone, Date.now()));
  return html`<form class="remind-other" @submit=${submit}>
    <label>${words} <input type="datetime-local" name="at" required min=${now} /></label>
    <button class="primary">${t("remind.save")}</button>
  </form>`;
}

const two = (number) => String(number).padStart(2, "0");

/** @param {import("../lib/wall_clock.js").Wall} wall */
const fieldValue = ({ year, month, day, hour, minute }) =>
  `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;

const foot = (chat, { reminder }) => html`<footer class="dialog-foot">
  <button
    class="quiet"
    @click=${() => (chat.ui.set({ dialog: null }), finish(chat, reminder))}
  >
    ${t("remind.cancel")}
  </button>
</footer>`;

async function save(chat, dialog, at) {
  const { id, reminder, message } = dialog;
  const { room, seq } = reminder ?? message;
  const text = reminder?.text ?? ""; // a message speaks for itself
  dialog.refusal = await remind(chat, { id, at, text, room, seq });
  if (!dialog.refusal && chat.ui.dialog === dialog) chat.ui.set({ dialog: null });
  chat.ui.changed();
}
