/** What pages say of themselves that a message links to: quiet cards below its text. */
import { html, nothing } from "lit-html";
import { removePreview } from "../actions/previews.js";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";
import { mayRemove } from "./toolbar.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Preview} Preview */

/** @param {Chat} chat @param {import("../types.js").Room} room @param {Message} message */
export function previewsView(chat, room, message) {
  const previews = message.previews ?? [];
  if (message.deleted || previews.length === 0) return nothing;
  const removable = mayRemove(chat, room, message);
  return html`<div class="previews">
    ${previews.map((preview) => card(preview, removable ? remover(chat, message, preview) : nothing))}
  </div>`;
}

const card = (preview, more) => html`<div class="preview">
  <div class="preview-words">
    <span class="preview-site"><bdi>${whose(preview)}</bdi></span>
    <a
      class="preview-title"
      dir="auto"
      href=${preview.url}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      >${preview.title}</a
    >
    ${preview.description ? html`<p dir="auto">${preview.description}</p>` : nothing}
  </div>
  ${more}
</div>`;

/** A page may call itself what it likes: the host of the link stands beside it. @param {Preview} p */
export function whose({ url, site }) {
  const host = new URL(url).hostname.replace(/^www\./, "");
  return !site || site.replace(/^www\./, "") === host ? host : `${site} · ${host}`;
}

function remover(chat, message, { url, title }) {
  const label = t("preview.remove", { name: title });
  return html`<button
    class="icon-button"
    aria-label=${label}
    title=${t("preview.remove.short")}
    @click=${() => removePreview(chat, message, url)}
  >
    ${icon("x")}
  </button>`;
}
