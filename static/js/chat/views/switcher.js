/** The room switcher: a few letters and Enter lead to any room or person. */
import { html, nothing } from "lit-html";
import { loadPeople, openDirect } from "../actions/rooms.js";
import { bestMatches } from "../lib/match.js";
import { capped, t } from "../lib/text.js";
import { roomPath } from "../router.js";
import { calling } from "../store/counts.js";
import { levelOf } from "../store/levels.js";
import { icon } from "./icons.js";
import { roomName, who } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */

const SHOWN = 12; // who needs more types another letter

/** @param {Chat} chat @param {any} dialog */
export function switcher(chat, dialog) {
  dialog.typed ??= "";
  dialog.at ??= 0;
  if (!dialog.asked) {
    dialog.asked = true;
    loadPeople(chat).then((people) => ((dialog.people = people), chat.ui.changed()));
  }
  const found = candidates(chat, dialog);
  const typed = (event) => {
    Object.assign(dialog, { typed: event.target.value, at: 0 });
    chat.ui.changed();
  };
  return html`<input
      class="switcher-field"
      type="search"
      role="combobox"
      aria-expanded="true"
      aria-controls="switcher-list"
      aria-activedescendant=${found.length ? `switcher-${dialog.at}` : nothing}
      autofocus
      placeholder=${t("switcher.label")}
      aria-label=${t("switcher.label")}
      @input=${typed}
      @keydown=${(event) => keys(chat, dialog, found, event)}
    />
    ${found.length === 0 ? html`<p class="empty">${t("switcher.none")}</p>` : nothing}
    <ul class="switcher-list" id="switcher-list" role="listbox" aria-label=${t("switcher.label")}>
      ${found.map((candidate, index) => row(chat, dialog, candidate, index))}
    </ul>`;
}

/** Unread rooms first while nothing is typed; people one has no conversation with come last. */
function candidates(chat, dialog) {
  const { state } = chat.store;
  const rooms = [...state.rooms.values()]
    .filter((room) => room.slug !== chat.ui.route?.slug)
    .sort((a, b) => b.mentions - a.mentions || b.unread - a.unread)
    .map((room) => ({ room, name: roomName(room, state.me?.id), also: room.slug }));
  const met = new Set(rooms.filter(isPair).map(({ name }) => name));
  const people = (dialog.people ?? [])
    .filter((person) => person.id !== state.me?.id && !met.has(person.name))
    .map((person) => ({ person, name: person.name, also: person.username ?? "" }));
  return bestMatches([...rooms, ...people], dialog.typed, (c) => [c.name, c.also]).slice(0, SHOWN);
}

const isPair = ({ room }) => room.kind === "direct" && room.users.length <= 2;

function row(chat, dialog, candidate, index) {
  const { room } = candidate;
  const unread = room && levelOf(room) !== "nothing" ? room.unread : 0;
  const loud = Boolean(candidate.room) && calling(candidate.room) > 0;
  return html`<li
    id="switcher-${index}"
    role="option"
    aria-selected=${index === dialog.at ? "true" : "false"}
    @pointermove=${() => dialog.at !== index && ((dialog.at = index), chat.ui.changed())}
    @click=${() => choose(chat, candidate)}
  >
    ${sign(chat, candidate)}
    <span class="room-name"><bdi>${candidate.name}</bdi></span>
    ${unread ? html`<span class="badge ${loud ? "loud" : ""}">${capped(unread)}</span>` : nothing}
    ${candidate.person ? html`<bdi class="username">@${candidate.also}</bdi>` : nothing}
  </li>`;
}

function sign(chat, { room, person }) {
  if (room && room.kind !== "direct") return icon(room.kind === "closed" ? "lock" : "hash");
  const other = person ?? room.users.find(({ id }) => id !== chat.store.state.me?.id);
  return other ? who(chat, other) : icon("user");
}

function keys(chat, dialog, found, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    event.preventDefault();
    dialog.at = (dialog.at + step + found.length) % found.length;
    chat.ui.changed();
  }
  if (event.key === "Enter" && found[dialog.at] && !event.isComposing) {
    event.preventDefault();
    choose(chat, found[dialog.at]);
  }
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault(); // the browser would only empty the field
    event.target.closest("dialog").close();
  }
}

function choose(chat, { room, person }) {
  chat.ui.set({ dialog: null });
  if (room) chat.router.go(roomPath(room.slug));
  else openDirect(chat, [person.id]);
}
