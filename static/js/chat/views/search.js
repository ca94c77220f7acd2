/** The panel of the search: the field, what was found, and what stands there while nothing is. */
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { ref } from "lit-html/directives/ref.js";
import { repeat } from "lit-html/directives/repeat.js";
import { ask, forgetSearches, goOn, newSearch, openSearch, remembered, typed } from "../actions/search.js";
import { t } from "../lib/text.js";
import { giveWay, messageCard } from "./card.js";
import { icon } from "./icons.js";
import { shiftShortcut, shortcut } from "./keys.js";
import { roomName } from "./people.js";
import { optionId, shownSuggestions, suggestionKeys, suggestionList } from "./search_suggestions.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../actions/search.js").Search} Search */

/** Opens the search: of one room in its head, of everything in the sidebar. @param {Chat} chat */
export function searchButton(chat, room = null) {
  const label = t(room ? "search.inside" : "search.open");
  return html`<button
    class="icon-button"
    aria-label=${label}
    title="${label} (${room ? shortcut("F") : shiftShortcut("F")})"
    @click=${() => openSearch(chat, room)}
  >
    ${icon("search")}
  </button>`;
}

/** @param {Chat} chat */
export function searchPanel(chat) {
  const search = chat.ui.search ?? newSearch();
  if (chat.ui.searchWanted) queueMicrotask(() => focusField(chat));
  const close = () => (chat.ui.set({ panel: null }), chat.focusComposer());
  return html`<aside class="panel search" role="search" aria-label=${t("search.title")}>
    <header class="panel-head">
      <h2>${t("search.title")}</h2>
      <button
        class="icon-button"
        aria-label=${t("search.close")}
        title="${t("search.close")} (Esc)"
        @click=${close}
      >
        ${icon("x")}
      </button>
    </header>
    <div class="search-bar">${field(chat, search, close)} ${suggestionList(chat, search)}</div>
    <div class="panel-body" @keydown=${(event) => walk(chat, event)}>${body(chat, search)}</div>
  </aside>`;
}

function field(chat, search, close) {
  const shown = shownSuggestions(chat, search);
  const take = ({ target }) => typed(chat, target.value, target.selectionStart ?? 0);
  return html`<input
    type="search"
    role="combobox"
    autocomplete="off"
    spellcheck="false"
    maxlength="500"
    dir="auto"
    aria-label=${t("search.field")}
    aria-autocomplete="list"
    aria-controls="search-suggestions"
    aria-expanded=${shown.length > 0 ? "true" : "false"}
    aria-activedescendant=${search.at >= 0 ? optionId(search.at) : nothing}
    placeholder=${t("search.hint")}
    .value=${live(search.typed)}
    ${ref(attachOf(chat))}
    @input=${take}
    @keydown=${(event) => keys(chat, event, close)}
  />`;
}

/** @type {WeakMap<Chat, HTMLInputElement>} the field of each page */
const fields = new WeakMap();
const attaches = new WeakMap();

/** One callback per page: a new one at every drawing would let go of the element each time. */
function attachOf(chat) {
  const attach = (element) => (element ? fields.set(chat, element) : fields.delete(chat));
  if (!attaches.has(chat)) attaches.set(chat, attach);
  return attaches.get(chat);
}

function focusField(chat) {
  const element = fields.get(chat);
  if (!element) return;
  chat.ui.searchWanted = false;
  element.focus();
  element.setSelectionRange(element.value.endsWith(" ") ? element.value.length : 0, element.value.length);
}

function keys(chat, event, close) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault(); // the browser would empty the field: it is there again next time
    return close();
  }
  if (suggestionKeys(chat, event)) return event.preventDefault();
  if (event.key === "Enter") ask(chat);
  if (event.key === "ArrowDown") walk(chat, event);
}

/** The arrows lead from one hit to the next, and back to the field. */
function walk(chat, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const panel = event.target.closest(".panel.search");
  if (!step || !panel) return;
  const cards = [...panel.querySelectorAll(".message-card")];
  const at = cards.indexOf(event.target.closest(".message-card"));
  const next = at + step < 0 ? fields.get(chat) : cards[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function body(chat, search) {
  if (search.failed) return failure(chat, search);
  if (!search.asked) return start(chat);
  if (search.results.length > 0) return found(chat, search);
  if (search.loading) return html`<p class="skeleton" role="status">${t("search.loading")}</p>`;
  return html`<div class="empty-state" role="status">
    <h3>${search.next ? t("search.part") : t("search.none")}</h3>
    ${search.next ? more(chat, search) : html`<p>${t("search.none.hint")}</p>`}
  </div>`;
}

const failure = (chat, search) => html`<div class="empty-state" role="alert">
  <p>${search.failed}</p>
  <button class="primary" @click=${() => ask(chat)}>${t("room.retry")}</button>
</div>`;

function start(chat) {
  const before = remembered(chat);
  if (before.length === 0) return nothing;
  const again = (text) => (typed(chat, text, text.length), ask(chat));
  const forget = () => forgetSearches(chat);
  return html`<h3>${t("search.before.title")}</h3>
    <ul class="searched">
      ${before.map(
        (text) => html`<li>
          <button class="pill" dir="auto" @click=${() => again(text)}>${text}</button>
        </li>`,
      )}
    </ul>
    <button class="link" @click=${forget}>${t("search.forget")}</button>`;
}

function found(chat, search) {
  const key = search.next ? "search.found.more" : "search.found";
  return html`<p class="search-count" role="status">
      ${t(key, { count: search.results.length })}
    </p>
    <ul class="card-list">
      ${repeat(
        search.results,
        ({ message }) => `${message.room}/${message.seq}`,
        (hit) => html`<li>${card(chat, search, hit)}</li>`,
      )}
    </ul>
    ${search.next ? more(chat, search) : nothing}`;
}

const more = (chat, search) => html`<p class="older">
  <button class="quiet" ?disabled=${search.loading} @click=${() => goOn(chat)}>
    ${search.loading ? t("search.loading") : t("search.more")}
  </button>
</p>`;

function card(chat, search, { message, snippet }) {
  const known = chat.store.state.rooms.get(message.room);
  const there = search.rooms.get(message.room);
  const place = known ? roomName(known, chat.store.state.me?.id) : there?.name || there?.slug;
  const words = snippet.map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text));
  const opened = () => giveWay(chat);
  return messageCard(message, known?.slug ?? there?.slug ?? "", { place, words, opened });
}
