/** One picture of a message as large as the screen allows; arrows lead to its neighbours. */
import { html, nothing } from "lit-html";
import { downloadPath, filePath, shownBy } from "../lib/files.js";
import { t } from "../lib/text.js";
import { beside, forwards } from "./direction.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {{name: string, pictures: import("../types.js").Attachment[], at: number}} Lightbox */

/** @param {Chat} chat @param {Lightbox} dialog */
export function lightboxDialog(chat, dialog) {
  const { pictures, at } = dialog;
  const picture = pictures[at];
  return html`<div class="lightbox-frame" @keydown=${(event) => turn(chat, dialog, event)}>
    <header class="dialog-head">
      <h2 class="file-name" title=${picture.name}><bdi>${picture.name}</bdi></h2>
      ${pictures.length > 1 ? placeWords(dialog) : nothing}
      <a
        class="icon-button"
        href=${downloadPath(picture)}
        download=${picture.name}
        aria-label=${t("files.download", { name: picture.name })}
        title=${t("files.download", { name: picture.name })}
        >${icon("download")}</a
      >
      <button
        type="button"
        class="icon-button"
        autofocus
        aria-label=${t("dialog.close")}
        title="${t("dialog.close")} (Esc)"
        @click=${(event) => event.currentTarget.closest("dialog").close()}
      >
        ${icon("x")}
      </button>
    </header>
    <div class="lightbox-stage">
      ${step(chat, dialog, -1)}
      <img
        src=${filePath(picture)}
        alt=${shownBy(picture)}
        width=${picture.width ?? nothing}
        height=${picture.height ?? nothing}
      />
      ${step(chat, dialog, 1)}
    </div>
    ${picture.description ? html`<p class="lightbox-words" dir="auto">${picture.description}</p>` : nothing}
  </div>`;
}

const placeWords = ({ pictures, at }) =>
  html`<span class="lightbox-place" role="status"
    >${t("lightbox.place", { at: at + 1, count: pictures.length })}</span
  >`;

function step(chat, dialog, by) {
  if (dialog.pictures.length < 2) return nothing;
  const label = t(by < 0 ? "lightbox.before" : "lightbox.after");
  return html`<button
    type="button"
    class="icon-button lightbox-step"
    aria-label=${label}
    title="${label} (${by === forwards(document.body) ? "→" : "←"})"
    ?disabled=${!dialog.pictures[dialog.at + by]}
    @click=${() => go(chat, dialog, by)}
  >
    ${icon(by < 0 ? "chevron-left" : "chevron-right")}
  </button>`;
}

function turn(chat, dialog, event) {
  const by = beside(event);
  if (!by) return;
  event.preventDefault();
  go(chat, dialog, by);
}

/** The dialog stays the same one: only what it shows is another. */
function go(chat, dialog, by) {
  if (!dialog.pictures[dialog.at + by]) return;
  dialog.at += by;
  chat.ui.changed();
}
