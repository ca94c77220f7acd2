/** Dialogs: one at a time, modal, closed by Escape; the delete question lives here. */
import { html, nothing } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { repeat } from "lit-html/directives/repeat.js";
import { remove } from "../actions/messages.js";
import { namesOf } from "../lib/files.js";
import { t } from "../lib/text.js";
import { browseDialog } from "./browse.js";
import { createDialog } from "./create.js";
import { dialogHead } from "./dialog_head.js";
import { forwardDialog } from "./forward.js";
import { callDialog } from "./group_options.js";
import { lightboxDialog } from "./lightbox.js";
import { remindDialog } from "./remind.js";
import { reportDialog } from "./report.js";
import { revisionsDialog } from "./revisions.js";
import { settingsDialog } from "./room_settings.js";
import { chooseDialog } from "./choose_people.js";
import { sanctionDialog } from "./sanction.js";
import { beginSectionDialog, removeSectionDialog, renameSectionDialog } from "./section_dialogs.js";
import { statusDialog } from "./status.js";
import { switcher } from "./switcher.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @type {Record<string, (chat: Chat, dialog: any) => any>} */
const BODIES = {
  switcher,
  create: createDialog,
  settings: settingsDialog,
  browse: browseDialog,
  direct: chooseDialog,
  add: chooseDialog,
  delete: deleteDialog,
  revisions: revisionsDialog,
  forward: forwardDialog,
  lightbox: lightboxDialog,
  status: statusDialog,
  remind: remindDialog,
  call: callDialog,
  report: reportDialog,
  sanction: sanctionDialog,
  section_begin: beginSectionDialog,
  section_rename: renameSectionDialog,
  section_remove: removeSectionDialog,
};

/** @param {Chat} chat */
export function dialogLayer(chat) {
  const { dialog } = chat.ui;
  // By identity: a closed dialog must not become the next one, which would never be opened.
  return repeat(
    dialog ? [dialog] : [],
    (shown) => shown,
    (shown) => dialogView(chat, shown),
  );
}

function dialogView(chat, dialog) {
  const closed = () => {
    if (chat.ui.dialog === dialog) chat.ui.set({ dialog: null });
    if (dialog.back?.isConnected) dialog.back.focus();
    else chat.focusComposer();
  };
  return html`<dialog
    class="dialog ${dialog.name}"
    closedby="any"
    aria-label=${titleOf(dialog)}
    ${ref(followOf(chat))}
    @close=${closed}
    @click=${(event) => event.target === event.currentTarget && event.currentTarget.close()}
  >
    ${BODIES[dialog.name]?.(chat, dialog) ?? nothing}
  </dialog>`;
}

const titleOf = ({ name }) =>
  t(name === "switcher" ? "switcher.label" : `${name}.title`, { name: "" });

/** One callback per page: a new one at every drawing would be called as if the dialog had gone. */
const follows = new WeakMap();

function followOf(chat) {
  if (!follows.has(chat)) {
    // A dialog that is taken away while it is open closes without telling; the focus must go on.
    const lost = () => document.activeElement === document.body;
    const goOn = () => !chat.ui.dialog && lost() && chat.focusComposer();
    follows.set(chat, (element) => (element ? open(element) : queueMicrotask(goOn)));
  }
  return follows.get(chat);
}

function open(element) {
  if (!(element instanceof HTMLDialogElement) || element.open) return;
  queueMicrotask(() => {
    if (!element.isConnected || element.open) return;
    element.showModal();
    const field = element.querySelector("[autofocus]");
    if (field instanceof HTMLElement) field.focus();
  });
}

function deleteDialog(chat, { message }) {
  const confirm = () => {
    chat.ui.set({ dialog: null });
    remove(chat, message);
  };
  return html`${dialogHead(chat, t("delete.title"))}
    <div class="dialog-body">
      <p>${t("delete.text")}</p>
      <blockquote class="preview" dir="auto">${message.text || namesOf(message.attachments)}</blockquote>
    </div>
    <footer class="dialog-foot">
      <button class="quiet" @click=${() => chat.ui.set({ dialog: null })}>
        ${t("dialog.cancel")}
      </button>
      <button class="primary danger" autofocus @click=${confirm}>${t("delete.confirm")}</button>
    </footer>`;
}
