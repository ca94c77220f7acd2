/** The head that every dialog but the switcher has. */
import { html } from "lit-html";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";

/** @param {import("../chat.js").Chat} chat @param {string} title */
export const dialogHead = (chat, title) => html`<header class="dialog-head">
  <h2>${title}</h2>
  <button
    type="button"
    class="icon-button"
    aria-label=${t("dialog.close")}
    title="${t("dialog.close")} (Esc)"
    @click=${() => chat.ui.set({ dialog: null })}
  >
    ${icon("x")}
  </button>
</header>`;
