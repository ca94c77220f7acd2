/** What the search suggests below its field: how the term that is being written may go on. */
import { html, nothing } from "lit-html";
import { change, typed } from "../actions/search.js";
import { completed, suggestions, termAt } from "../lib/search_terms.js";
import { t } from "../lib/text.js";
import { roomName } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../actions/search.js").Search} Search */
/** @typedef {import("../lib/search_terms.js").Suggestion} Suggestion */

export const optionId = (index) => `search-suggestion-${index}`;

/** Of an empty field every operator; none once what is typed was asked. @returns {Suggestion[]} */
export function shownSuggestions(chat, search) {
  const text = search.typed;
  if (text && text.trim() === search.asked) return [];
  const term = termAt(text, search.place).text;
  if (!term && text.trim()) return [];
  const me = chat.store.state.me;
  const rooms = [...chat.store.state.rooms.values()];
  const titled = rooms.map((room) => ({ ...room, title: roomName(room, me?.id) }));
  return suggestions(term, { people: search.people, rooms: titled, me, now: new Date() });
}

/** @param {Chat} chat @param {Search} search */
export function suggestionList(chat, search) {
  const shown = shownSuggestions(chat, search);
  return html`<ul
    class="suggestions"
    id="search-suggestions"
    role="listbox"
    aria-label=${t("search.suggestions")}
    ?hidden=${shown.length === 0}
  >
    ${shown.map((suggestion, index) => option(chat, search, suggestion, index))}
  </ul>`;
}

const option = (chat, search, suggestion, index) => html`<li
  role="option"
  id=${optionId(index)}
  aria-selected=${index === search.at ? "true" : "false"}
  @pointerdown=${(event) => event.preventDefault()}
  @click=${(event) => choose(chat, suggestion, fieldOf(event.target))}
>
  <span class="term" dir="ltr">${suggestion.insert}</span>
  ${suggestion.hint ? html`<span class="hint" dir="auto">${suggestion.hint}</span>` : nothing}
</li>`;

const fieldOf = (element) => element.closest(".search-bar").querySelector("input");

/** The arrows choose, Enter and Tab take what is chosen. Returns whether the key meant this. */
export function suggestionKeys(chat, event) {
  const { search } = chat.ui; // as it is now: keys may be quicker than drawing
  const shown = search ? shownSuggestions(chat, search) : [];
  if (shown.length === 0) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const at = search.at + step;
    change(chat, { at: at >= shown.length ? 0 : at < -1 ? shown.length - 1 : at });
    return true;
  }
  if (!["Enter", "Tab"].includes(event.key) || event.shiftKey || search.at < 0) return false;
  choose(chat, shown[search.at], event.target);
  return true;
}

/** The field itself is written, so that writing goes on behind what was taken. */
function choose(chat, suggestion, field) {
  const { search } = chat.ui;
  const { text, place } = completed(search.typed, termAt(search.typed, search.place), suggestion);
  field.value = text;
  field.setSelectionRange(place, place);
  field.focus();
  typed(chat, text, place);
}
