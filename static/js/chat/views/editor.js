/** Editing in place: a growing text field that saves with Enter and gives up with Escape. */
import { html, nothing } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { characters, t } from "../lib/text.js";
import { grow, isTouch } from "./fields.js";

/**
 * @param {{text: string, limit?: number, save: (text: string) => void, cancel: () => void}} options
 */
export function editor({ text, limit, save, cancel }) {
  const begin = (element) => {
    if (!element || element.dataset.begun) return;
    element.dataset.begun = "yes";
    element.value = text;
    queueMicrotask(() => show(element)); // it has no size before it is in the page
  };
  const submit = (field) => {
    const value = field.value.trim();
    if (value && !(limit && characters(value) > limit)) save(value);
  };
  const keys = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      cancel();
    }
    if (event.key === "Enter" && !event.shiftKey && !isTouch()) {
      event.preventDefault();
      submit(event.target);
    }
  };
  return html`<div class="editor">
    <textarea
      ${ref(begin)}
      rows="1"
      dir="auto"
      aria-label=${t("edit.label")}
      @input=${(event) => grow(event.target)}
      @keydown=${keys}
    ></textarea>
    <div class="editor-actions">
      <span class="hint">${isTouch() ? nothing : t("edit.hint")}</span>
      <button class="quiet" @click=${cancel}>${t("edit.cancel")}</button>
      <button
        class="primary"
        @click=${(event) => submit(event.target.closest(".editor").querySelector("textarea"))}
      >
        ${t("edit.save")}
      </button>
    </div>
  </div>`;
}

/** @param {HTMLTextAreaElement} field */
function show(field) {
  grow(field);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollIntoView({ block: "nearest" });
}
