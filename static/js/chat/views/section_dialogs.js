/** The dialogs that begin, rename and remove a section of the sidebar. */
import { html, nothing } from "lit-html";
import { beginSection, nameSection, removeSection } from "../actions/sections.js";
import { t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} dialog keeps why its name was refused */
export const beginSectionDialog = (chat, dialog) =>
  nameForm(chat, dialog, "", (name) => beginSection(chat, name, dialog.room));

/** @param {Chat} chat @param {any} dialog keeps why its name was refused */
export const renameSectionDialog = (chat, dialog) =>
  nameForm(chat, dialog, dialog.section.name, (name) => nameSection(chat, dialog.section, name));

function nameForm(chat, dialog, name, act) {
  const submit = async (event) => {
    event.preventDefault();
    dialog.refusal = await act(event.target.elements.name.value);
    if (dialog.refusal) chat.ui.changed();
    else chat.ui.set({ dialog: null });
  };
  return html`${dialogHead(chat, t(`${dialog.name}.title`))}
    <form class="dialog-form" @submit=${submit}>
      <label>
        ${t("sections.name")}
        <input
          name="name"
          required
          autofocus
          autocomplete="off"
          maxlength=${chat.store.state.limits.name_characters ?? 80}
          value=${name}
        />
      </label>
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
      <footer class="dialog-foot">
        ${cancel(chat)}
        <button class="primary">${t(`${dialog.name}.submit`)}</button>
      </footer>
    </form>`;
}

/** @param {Chat} chat */
export const removeSectionDialog = (chat, { section }) => html`${dialogHead(
    chat,
    t("section_remove.title"),
  )}
  <div class="dialog-body"><p>${t("section_remove.text", { name: section.name })}</p></div>
  <footer class="dialog-foot">
    ${cancel(chat)}
    <button class="primary danger" autofocus @click=${() => removeSection(chat, section)}>
      ${t("section_remove.submit")}
    </button>
  </footer>`;

const cancel = (chat) => html`<button
  type="button"
  class="quiet"
  @click=${() => chat.ui.set({ dialog: null })}
>
  ${t("dialog.cancel")}
</button>`;
