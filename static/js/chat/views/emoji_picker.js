/** Choosing an emoji: by the often used ones, by group, or by typing its shortcode. */
import { html, nothing } from "lit-html";
import { toggleReaction } from "../actions/messages.js";
import { loadEmoji, noteUse, oftenUsed, searchEmoji } from "../lib/emoji.js";
import { t } from "../lib/text.js";
import { messageOf } from "../store/strands.js";
import { floating } from "./floating.js";

/** @typedef {import("../chat.js").Chat} Chat */

const SHOWN_HITS = 64; // eight rows; whoever needs more types another letter
const COLUMNS = 8;

/** @type {{groups: string[], emoji: import("../lib/emoji.js").Emoji[]}|null} */
let known = null;
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
  if (known) return;
  loadEmoji(chat.config.urls.emoji)
    .then((loaded) => {
      known = loaded;
      chat.ui.changed();
    })
    .catch(() => {});
}

function search(chat, typed) {
  words = typed.trim();
  chat.ui.changed();
}

function hits(chat) {
  const found = searchEmoji(known?.emoji ?? [], words).slice(0, SHOWN_HITS);
  if (found.length === 0) return html`<p class="empty">${t("emoji.none")}</p>`;
  return html`<div class="emoji-group">${found.map((entry) => choice(chat, entry))}</div>`;
}

function groups(chat) {
  const often = oftenUsed().map((emoji) => ({ emoji, label: labelOf(emoji), shortcodes: [] }));
  return html`<h3>${t("emoji.often")}</h3>
    <div class="emoji-group">${often.map((entry) => choice(chat, entry))}</div>
    ${(known?.groups ?? []).map((name, index) => group(chat, name, index))}`;
}

function group(chat, name, index) {
  const members = (known?.emoji ?? []).filter((entry) => entry.group === index);
  if (members.length === 0) return nothing;
  return html`<section>
    <h3>${name.replaceAll("-", " & ")}</h3>
    <div class="emoji-group">${members.map((entry) => choice(chat, entry))}</div>
  </section>`;
}

const labelOf = (emoji) => known?.emoji.find((entry) => entry.emoji === emoji)?.label ?? emoji;

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
  const [first] = words ? searchEmoji(known?.emoji ?? [], words) : [];
  if (first) choose(chat, first.emoji);
}

/** Arrows move through the grid; up from its first row leads back to the field. */
function keys(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll(".emoji-grid button")];
  const at = buttons.indexOf(document.activeElement);
  if (!step || (at < 0 && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const next = at < 0 ? 0 : at + step;
  (buttons[next] ?? event.currentTarget.querySelector("input")).focus();
}
