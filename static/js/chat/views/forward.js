/** The dialog that forwards a message: where to, and a word of one's own before it. */
import { html, nothing } from "lit-html";
import { forward } from "../actions/messages.js";
import { bestMatches } from "../lib/match.js";
import { quoteOf, wordsOf } from "../lib/quote.js";
import { characters, t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";
import { icon } from "./icons.js";
import { linkOf } from "./message_menu.js";
import { roomName } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} dialog `message`, and the `room` it stands in */
export function forwardDialog(chat, dialog) {
  dialog.typed ??= "";
  dialog.words ??= "";
  const text = textOf(dialog);
  const over = characters(text) - chat.store.state.limits.message_characters;
  return html`${dialogHead(chat, t("forward.title"))}
    <form class="dialog-form" @submit=${(event) => submit(chat, dialog, text, event)}>
      <blockquote class="preview" dir="auto">${wordsOf(dialog.message)}</blockquote>
      <input
        type="search"
        autofocus
        placeholder=${t("forward.filter")}
        aria-label=${t("forward.filter")}
        .value=${dialog.typed}
        @input=${(event) => ((dialog.typed = event.target.value), chat.ui.changed())}
        @keydown=${(event) => event.key === "Enter" && chooseFirst(chat, dialog, event)}
      />
      ${roomList(chat, dialog)}
      <textarea
        rows="2"
        dir="auto"
        placeholder=${t("forward.words")}
        aria-label=${t("forward.words")}
        .value=${dialog.words}
        @input=${(event) => ((dialog.words = event.target.value), chat.ui.changed())}
      ></textarea>
      <footer class="dialog-foot">
        <span class="hint" role="status"
          >${over > 0 ? t("composer.over", { count: over }) : nothing}</span
        >
        <button class="primary" ?disabled=${!dialog.chosen || over > 0}>
          ${t("forward.submit")}
        </button>
      </footer>
    </form>`;
}

/** One's own words first, then the quote with the way to where it was said. */
function textOf({ room, message, words }) {
  return `${words.trim()}\n\n${quoteOf(message, linkOf(room, message))}`.trim();
}

/** Where one may write, by name. */
function matching(chat, { typed }) {
  const { rooms, me } = chat.store.state;
  const open = [...rooms.values()].filter((room) => !room.archived);
  const named = open.map((room) => ({ room, name: roomName(room, me?.id) }));
  named.sort((a, b) => a.name.localeCompare(b.name));
  return bestMatches(named, typed, ({ room, name }) => [name, room.slug]);
}

function roomList(chat, dialog) {
  const found = matching(chat, dialog);
  if (found.length === 0) return html`<p class="empty">${t("forward.none")}</p>`;
  return html`<ul class="people choose" role="radiogroup" aria-label=${t("forward.where")}>
    ${found.map((entry) => html`<li role="none">${roomRow(chat, dialog, entry)}</li>`)}
  </ul>`;
}

const signOf = ({ kind }) => ({ direct: "user", closed: "lock" })[kind] ?? "hash";

const roomRow = (chat, dialog, { room, name }) => html`<label class="person">
  <input
    type="radio"
    name="forward-to"
    .checked=${dialog.chosen === room.id}
    @change=${() => ((dialog.chosen = room.id), chat.ui.changed())}
  />
  ${icon(signOf(room))} <span class="room-name"><bdi>${name}</bdi></span>
</label>`;

/** Enter takes the best match; Enter in an empty field goes on with the one chosen. */
function chooseFirst(chat, dialog, event) {
  if (!dialog.typed.trim()) return;
  event.preventDefault();
  const [first] = matching(chat, dialog);
  if (!first) return;
  Object.assign(dialog, { typed: "", chosen: first.room.id });
  chat.ui.changed();
}

function submit(chat, dialog, text, event) {
  event.preventDefault();
  if (dialog.chosen) forward(chat, dialog.chosen, text);
}
