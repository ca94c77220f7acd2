/** Choosing an emoji: by the often used ones, by group, or by typing its shortcode. */
import { html, nothing } from "lit-html";
import { toggleReaction } from "../actions/messages.js";
import { knownEmoji, loadEmoji, noteUse, oftenUsed, searchEmoji } from "../lib/emoji.js";
import { t } from "../lib/text.js";
import { messageOf } from "../store/strands.js";
import { beside } from "./direction.js";
import { floating } from "./floating.js";

/** @typedef {import("../chat.js").Chat} Chat */

const SHOWN_HITS = 64; // eight rows; whoever needs more types another letter

let words = "";
let openFor = null;

/** @param {Chat} chat */
export function emojiPicker(chat) {
  const { picker } = chat.ui;
  if (!picker) return nothing;
  if (openFor !== picker) begin(chat, picker);
  const close = () => chat.ui.picker === picker && chat.ui.set({ picker: null });
  return html`<div
    class="picker floating"
    role="dialog"
    aria-label=${t("message.react")}
    popover="auto"
    @keydown=${(event) => keys(event)}
    ${floating(picker.anchor, close)}
  >
    <input
      type="search"
      autofocus
      placeholder=${t("emoji.search")}
      aria-label=${t("emoji.search")}
      @input=${(event) => search(chat, event.target.value)}
      @keydown=${(event) => event.key === "Enter" && chooseFirst(chat, event)}
    />
    <div class="emoji-grid">${words ? hits(chat) : groups(chat)}</div>
  </div>`;
}

function begin(chat, picker) {
  openFor = picker;
  words = "";
  loadEmoji(chat.config.urls.emoji, () => chat.ui.changed());
}

function search(chat, typed) {
  words = typed.trim();
  chat.ui.changed();
}

function hits(chat) {
  const found = searchEmoji(knownEmoji().emoji, words).slice(0, SHOWN_HITS);
  if (found.length === 0) return html`<p class="empty">${t("emoji.none")}</p>`;
  return html`<div class="emoji-group">${found.map((entry) => choice(chat, entry))}</div>`;
}

function groups(chat) {
  const often = oftenUsed().map((emoji) => ({ emoji, label: labelOf(emoji), shortcodes: [] }));
  return html`<h3>${t("emoji.often")}</h3>
    <div class="emoji-group">${often.map((entry) => choice(chat, entry))}</div>
    ${knownEmoji().groups.map((name, index) => group(chat, name, index))}`;
}

function group(chat, name, index) {
  const members = knownEmoji().emoji.filter((entry) => entry.group === index);
  if (members.length === 0) return nothing;
  return html`<section>
    <h3>${name.replaceAll("-", " & ")}</h3>
    <div class="emoji-group">${members.map((entry) => choice(chat, entry))}</div>
  </section>`;
}

const labelOf = (emoji) => knownEmoji().emoji.find((entry) => entry.emoji === emoji)?.label ?? emoji;

function choice(chat, { emoji, label, shortcodes }) {
  const title = shortcodes.length > 0 ? `:${shortcodes[0]}:` : label;
  const act = () => choose(chat, emoji);
  return html`<button class="emoji" aria-label=${label} title=${title} @click=${act}>
    ${emoji}
  </button>`;
}

function choose(chat, emoji) {
  const { picker } = chat.ui;
  chat.ui.set({ picker: null });
  if (!picker) return;
  noteUse(emoji);
  if (picker.choose) return picker.choose(emoji);
  if (picker.seq === null) return chat.insertInComposer(emoji);
  const room = chat.store.state.rooms.get(picker.room);
  const message = room && messageOf(room, picker.seq);
  if (message) toggleReaction(chat, message, emoji);
}

function chooseFirst(chat, event) {
  event.preventDefault();
  const [first] = words ? searchEmoji(knownEmoji().emoji, words) : [];
  if (first) choose(chat, first.emoji);
}

/** Arrows move through the grid; up from its first row leads back to the field. */
function keys(event) {
  const step = beside(event);
  const rows = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll(".emoji-grid button")];
  const at = buttons.indexOf(document.activeElement);
  if (at < 0 ? event.key !== "ArrowDown" : !step && !rows) return;
  event.preventDefault();
  const next = at < 0 ? buttons[0] : step ? buttons[at + step] : inRow(buttons, at, rows);
  (next ?? event.currentTarget.querySelector("input")).focus();
}

/** The nearest of the next row: groups end with rows that are not full. */
function inRow(buttons, at, step) {
  const from = buttons[at];
  const beyond = (step > 0 ? buttons.slice(at) : buttons.slice(0, at).reverse()).filter(
    (button) => (button.offsetTop - from.offsetTop) * step > 0,
  );
  const row = beyond.filter((button) => button.offsetTop === beyond[0].offsetTop);
  const away = (button) => Math.abs(button.offsetLeft - from.offsetLeft);
  return row.sort((a, b) => away(a) - away(b))[0];
}
