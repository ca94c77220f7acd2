/** The dialog that creates a room. */
import { html, nothing } from "lit-html";
import { createRoom } from "../actions/rooms.js";
import { slugOf } from "../lib/match.js";
import { t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} dialog keeps what was typed between drawings */
export function createDialog(chat, dialog) {
  const { limits } = chat.store.state;
  const named = (event) => {
    const form = event.target.form;
    if (!dialog.ownSlug) form.elements.slug.value = slugOf(event.target.value);
  };
  return html`${dialogHead(chat, t("create.title"))}
    <form class="dialog-form" @submit=${(event) => submit(chat, dialog, event)}>
      <label>
        ${t("create.name")}
        <input
          name="name"
          required
          autofocus
          autocomplete="off"
          maxlength=${limits.name_characters ?? 80}
          @input=${named}
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
          @input=${() => (dialog.ownSlug = true)}
        />
        <small>${t("create.slug.hint")}</small>
      </label>
      <label>
        <span>${t("create.topic")} <small>(${t("create.optional")})</small></span>
        <input name="topic" autocomplete="off" maxlength=${limits.topic_characters ?? 250} />
      </label>
      <fieldset>
        <label class="choice">
          <input type="radio" name="kind" value="open" checked /> ${t("create.open")}
        </label>
        <label class="choice">
          <input type="radio" name="kind" value="closed" /> ${t("create.closed")}
        </label>
      </fieldset>
      ${dialog.refusal ? html`<p class="refusal" role="alert">${dialog.refusal}</p>` : nothing}
      <footer class="dialog-foot">
        <button type="button" class="quiet" @click=${() => chat.ui.set({ dialog: null })}>
          ${t("dialog.cancel")}
        </button>
        <button class="primary">${t("create.submit")}</button>
      </footer>
    </form>`;
}

async function submit(chat, dialog, event) {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  if (!fields.topic) delete fields.topic;
  dialog.refusal = await createRoom(chat, fields);
  chat.ui.changed();
}
