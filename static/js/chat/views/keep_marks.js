/** At the head of a message: whether it is pinned, and whether one keeps it. */
import { html, nothing } from "lit-html";
import { isKept } from "../actions/bookmarks.js";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";

const mark = (name, words) => html`<span class="keep-mark">${icon(name)} ${words}</span>`;

/** @param {import("../chat.js").Chat} chat @param {import("../types.js").Message} message */
export const keepMarks = (chat, message) =>
  html`${message.pinned ? mark("pin", t("pins.title")) : nothing}${isKept(chat, message) ? mark("bookmark", t("saved.title")) : nothing}`;
