/** What a message said before it was edited, for everybody who may read it. */
import { html } from "lit-html";
import { sentenceOf } from "../actions/messages.js";
import { t } from "../lib/text.js";
import { wholeTime } from "../lib/time.js";
import { dialogHead } from "./dialog_head.js";
import { bodyOf } from "./markup.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */

/** What was read for a dialog, while that is open. @type {WeakMap<object, any>} */
const read = new WeakMap();

/** @param {Chat} chat @param {{message: Message}} dialog */
export function revisionsDialog(chat, dialog) {
  if (!read.has(dialog)) ask(chat, dialog);
  return html`${dialogHead(chat, t("revisions.title"))}
    <div class="dialog-body revisions" tabindex="0">${body(chat, read.get(dialog))}</div>`;
}

async function ask(chat, dialog) {
  read.set(dialog, "asking");
  const { room, seq, html, edited_at } = dialog.message;
  const found = await chat.api.revisions(room, seq).catch(sentenceOf);
  const now = { html, title: t("revisions.now", { time: wholeTime(edited_at) }) };
  const before = (revision) => ({
    html: revision.html,
    title: t("revisions.until", { time: wholeTime(revision.replaced_at) }),
  });
  read.set(dialog, typeof found === "string" ? found : [now, ...found.reverse().map(before)]);
  chat.ui.changed();
}

function body(chat, found) {
  if (found === "asking") return html`<p class="skeleton">${t("app.loading")}</p>`;
  if (typeof found === "string") return html`<p role="alert">${found}</p>`;
  const me = chat.store.state.me?.id;
  return html`<ol class="revision-list">
    ${found.map(
      (version) => html`<li>
        <h3>${version.title}</h3>
        ${bodyOf(version, me)}
      </li>`,
    )}
  </ol>`;
}
