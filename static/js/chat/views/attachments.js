/** The files that a message carries: pictures, sound and film to be had at once, others as cards. */
import { html, nothing } from "lit-html";
import {
  boxOf,
  downloadPath,
  filePath,
  showingOf,
  shownBy,
  sizeWords,
  thumbnailPath,
} from "../lib/files.js";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Attachment} Attachment */
/** @typedef {import("../types.js").Message} Message */

const BEGINNING = 4096; // bytes of a text that are read to show how it begins: a screenful

/** @param {Chat} chat @param {Message} message */
export function attachmentsView(chat, message) {
  const files = message.attachments ?? [];
  if (message.deleted || files.length === 0) return nothing;
  const shown = files.map((file) => ({ file, as: showingOf(file, plays) }));
  const pictures = shown.filter(({ as }) => as === "picture").map(({ file }) => file);
  const others = shown.filter(({ as }) => as !== "picture");
  return html`<div class="attachments">
    ${pictures.length > 0 ? pictureRow(chat, pictures) : nothing}
    ${others.map(({ file, as }) => SHOWINGS[as](file))}
  </div>`;
}

const plays = (type) =>
  document.createElement(type.startsWith("video") ? "video" : "audio").canPlayType(type) !== "";

const pictureRow = (chat, pictures) => html`<div class="pictures">
  ${pictures.map((picture, at) => pictureView(chat, pictures, picture, at))}
</div>`;

/** Its box is there before it is: nothing moves when it arrives. */
function pictureView(chat, pictures, picture, at) {
  const box = boxOf(picture, pictures.length > 1);
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
    event.preventDefault();
    const back = event.currentTarget;
    chat.ui.set({ dialog: { name: "lightbox", pictures, at, back } });
  };
  return html`<a
    class="picture"
    href=${filePath(picture)}
    target="_blank"
    rel="noopener"
    aria-label=${t("lightbox.open", { name: shownBy(picture) })}
    title=${shownBy(picture)}
    @click=${open}
    ><img
      src=${thumbnailPath(picture)}
      alt=${picture.description ?? ""}
      width=${box.width}
      height=${box.height}
      loading="lazy"
      decoding="async"
  /></a>`;
}

const card = (file, more = nothing) => html`<div class="file-card">
  <span class="file-icon">${icon("file")}</span>
  <span class="file-words">
    <span class="file-name" title=${file.name}><bdi>${file.name}</bdi></span>
    <span class="file-size">${sizeWords(file.size)}</span>
  </span>
  <a
    class="icon-button"
    href=${downloadPath(file)}
    download=${file.name}
    aria-label=${t("files.download", { name: file.name })}
    title=${t("files.download", { name: file.name })}
    >${icon("download")}</a
  >
  ${more}
</div>`;

/** @type {Record<string, (file: Attachment) => any>} */
const SHOWINGS = {
  file: (file) => card(file),
  text: (file) => card(file, textBeginning(file)),
  audio: (file) =>
    card(
      file,
      html`<audio controls preload="none" src=${filePath(file)} aria-label=${shownBy(file)}></audio>`,
    ),
  video: (file) =>
    card(
      file,
      html`<video
        controls
        playsinline
        preload="metadata"
        src=${filePath(file)}
        aria-label=${shownBy(file)}
      ></video>`,
    ),
};

/** The first lines of a text, fetched when they are asked for. */
const textBeginning = (file) => html`<details
  class="file-text"
  @toggle=${(event) => event.target.open && showBeginning(event.target, file)}
>
  <summary>${t("files.text.show")}</summary>
  <pre role="group" tabindex="0" dir="auto" aria-label=${file.name}></pre>
</details>`;

/** @param {HTMLDetailsElement} place @param {Attachment} file */
async function showBeginning(place, file) {
  const words = place.querySelector("pre");
  if (!words || words.textContent) return;
  const failed = t("files.text.failed");
  const read = await beginningOf(file).catch(() => null);
  words.textContent = read ?? failed;
  if (read === null) place.addEventListener("toggle", () => words.replaceChildren(), { once: true });
}

async function beginningOf(file) {
  const headers = { Range: `bytes=0-${BEGINNING - 1}` };
  const answer = await fetch(filePath(file), { credentials: "same-origin", headers });
  if (!answer.ok) throw new Error(String(answer.status));
  const text = new TextDecoder().decode(await answer.arrayBuffer(), { stream: true });
  return file.size > BEGINNING ? `${text}…` : text;
}
