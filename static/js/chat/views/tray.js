/** Files that are to be sent, beside the composer and in a message that waits. */
import { html, nothing } from "lit-html";
import { sizeWords } from "../lib/files.js";
import { t } from "../lib/text.js";
import { sentenceOf } from "../actions/messages.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Chosen} Chosen */

const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]); // as the server shows
const FALLBACK_CHARACTERS = 500; // of a description, until the server has said its own limit

/** What was chosen for a message that is being written. @param {Chat} chat */
export function trayView(chat, place) {
  const files = chat.uploads.of(place);
  if (files.length === 0) return nothing;
  return html`<ul class="tray" aria-label=${t("files.chosen")}>
    ${files.map((file) => chosenView(chat, place, file))}
  </ul>`;
}

/** The files of a message in the outbox. @param {Chat} chat @param {Chosen[]} files */
export const pendingFiles = (chat, files = []) =>
  files.length === 0
    ? nothing
    : html`<ul class="tray pending-files" aria-label=${t("files.chosen")}>
        ${files.map((file) => html`<li class="chosen">${wordsOf(chat, file)}</li>`)}
      </ul>`;

function chosenView(chat, place, file) {
  const { state } = chat.uploads.way(file);
  const remove = () => {
    chat.uploads.remove(place, file);
    chat.focusComposer();
  };
  return html`<li class="chosen ${state}">
    ${wordsOf(chat, file)} ${chat.uploads.mayRetry(file) ? retryButton(chat, file) : nothing}
    <button
      type="button"
      class="icon-button"
      aria-label=${t("files.remove", { name: file.name })}
      title=${t("files.remove", { name: file.name })}
      @click=${remove}
    >
      ${icon("x")}
    </button>
    ${isPicture(chat, file) ? descriptionField(chat, file) : nothing}
  </li>`;
}

/** What a picture shows, for who cannot see it. Enter leads on to the text of the message. */
function descriptionField(chat, file) {
  const keep = (event) => (file.description = event.target.value);
  const leave = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    chat.focusComposer();
  };
  return html`<input
    class="chosen-description"
    dir="auto"
    autocomplete="off"
    maxlength=${chat.store.state.limits.description_characters ?? FALLBACK_CHARACTERS}
    aria-label=${t("files.describe", { name: file.name })}
    placeholder=${t("files.describe.short")}
    .value=${file.description ?? ""}
    @input=${keep}
    @keydown=${leave}
  />`;
}

const retryButton = (chat, file) => html`<button
  type="button"
  class="link"
  @click=${() => chat.uploads.send(file).catch(() => {})}
>
  ${t("files.retry")}
</button>`;

function wordsOf(chat, file) {
  const way = chat.uploads.way(file);
  return html`<span class="chosen-picture">${pictureOf(chat, file)}</span>
    <span class="file-words">
      <span class="file-name" title=${file.name}><bdi>${file.name}</bdi></span>
      <span class="file-size">${sizeWords(file.size)} · ${stateWords(way)}</span>
      ${way.state === "sending" ? bar(file, way.share) : nothing}
    </span>`;
}

/** What the server has refused may be no picture at all. */
const isPicture = (chat, file) => SHOWN.has(file.type) && !chat.uploads.isRefused(file);

const pictureOf = (chat, file) =>
  isPicture(chat, file)
    ? html`<img src=${chat.uploads.preview(file)} alt="" />`
    : icon("file");

const faultOf = (error) =>
  error.code === "disconnected" ? t("files.lost") : sentenceOf(error);

const bar = (file, share) =>
  html`<progress max="1" .value=${share} aria-label=${file.name}></progress>`;

function stateWords({ state, share, error }) {
  if (state === "failed") return html`<span class="fault" role="alert">${faultOf(error)}</span>`;
  if (state === "sending") return t("files.sending", { percent: Math.round(share * 100) });
  return t(state === "there" ? "files.there" : "files.waiting");
}
