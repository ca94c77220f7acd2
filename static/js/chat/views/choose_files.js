/** How files get beside a composer: chosen, pasted, or dropped anywhere on the conversation. */
import { html, nothing } from "lit-html";
import { sizeWords } from "../lib/files.js";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";

/** @typedef {import("../chat.js").Chat} Chat */

const FALLBACK_BYTES = 26_214_400; // of a file, until the server has told its own bound
const FALLBACK_COUNT = 10; // files of a message, likewise

/** Takes what may be sent; says of the rest why not. @param {Chat} chat @param {File[]} files */
export function chooseFiles(chat, place, files) {
  const { limits } = chat.store.state;
  const most = limits.attachments ?? FALLBACK_COUNT;
  const bytes = limits.upload_bytes ?? FALLBACK_BYTES;
  const fitting = files.filter((file) => isFitting(chat, file, bytes));
  const left = most - chat.uploads.of(place).length;
  if (fitting.length > left) chat.ui.notice(t("files.too_many", { count: most }));
  if (left > 0 && fitting.length > 0) chat.uploads.add(place, fitting.slice(0, left));
}

function isFitting(chat, { name, size }, bytes) {
  if (size > 0 && size <= bytes) return true;
  const values = { name, size: sizeWords(bytes) };
  chat.ui.notice(t(size === 0 ? "files.empty" : "files.too_large", values));
  return false;
}

/** The button beside a composer. @param {(files: File[]) => void} choose */
export const attachButton = (choose) => html`<button
    type="button"
    class="icon-button"
    aria-label=${t("files.attach")}
    title=${t("files.attach")}
    @click=${(event) => event.currentTarget.nextElementSibling.click()}
  >
    ${icon("paperclip")}
  </button>
  <input
    type="file"
    multiple
    hidden
    aria-label=${t("files.attach")}
    @change=${(event) => {
      choose([...event.target.files]);
      event.target.value = ""; // the same file may be chosen again
    }}
  />`;

/** Files on the clipboard; words that come with a picture of themselves are pasted as words. */
export function pastedFiles({ clipboardData }) {
  if (!clipboardData || clipboardData.types.includes("text/plain")) return [];
  return [...clipboardData.files];
}

/** What covers the conversation while files are held over it. @param {Chat} chat */
export const dropVeil = (chat, inThread) =>
  chat.ui.dropping === (inThread ? "thread" : "room")
    ? html`<div class="drop-veil"><p>${icon("upload")} ${t("files.drop")}</p></div>`
    : nothing;

/** @param {Chat} chat */
export function listenForDrops(chat) {
  document.addEventListener("dragover", (event) => hold(chat, event));
  document.addEventListener("drop", (event) => drop(chat, event));
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) chat.ui.set({ dropping: null });
  });
}

/** A file that is let go of elsewhere must not replace the page. */
function hold(chat, event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  const composer = composerAt(chat, event.target);
  event.dataTransfer.dropEffect = composer ? "copy" : "none";
  chat.ui.set({ dropping: composer && (composer.thread ? "thread" : "room") });
}

function drop(chat, event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  chat.ui.set({ dropping: null });
  composerAt(chat, event.target)?.choose(filesOf(event.dataTransfer));
}

/** The composer of the column under the pointer, if one can write there now. */
function composerAt(chat, target) {
  const column = target instanceof Element && target.closest(".conversation, .panel.thread");
  if (!column || chat.ui.dialog) return null;
  const composer = column.matches(".panel") ? chat.replyComposer : chat.composer;
  return composer.field?.isConnected ? composer : null;
}

/** Folders are left out: they cannot be sent as one file. @param {DataTransfer} dropped */
function filesOf(dropped) {
  return [...dropped.items]
    .filter((item) => item.kind === "file" && !item.webkitGetAsEntry?.()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}
