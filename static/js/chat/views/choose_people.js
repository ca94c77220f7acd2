/** The dialog that chooses people: for a direct conversation, or to add them to a room. */
import { html, nothing } from "lit-html";
import { addPeople, loadPeople, openDirect } from "../actions/rooms.js";
import { bestMatches } from "../lib/match.js";
import { t } from "../lib/text.js";
import { dialogHead } from "./dialog_head.js";
import { who } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */

/** @param {Chat} chat @param {any} dialog `name` is direct or add; `room` for add */
export function chooseDialog(chat, dialog) {
  if (!dialog.chosen) begin(chat, dialog);
  const adds = dialog.name === "add";
  const count = dialog.chosen.size;
  const title = adds ? t("add.title", { name: dialog.room.name }) : t("direct.title");
  return html`${dialogHead(chat, title)}
    <form class="dialog-form" @submit=${(event) => submit(chat, dialog, event)}>
      <input
        type="search"
        autofocus
        placeholder=${t("direct.filter")}
        aria-label=${t("direct.filter")}
        .value=${dialog.typed}
        @input=${(event) => ((dialog.typed = event.target.value), chat.ui.changed())}
        @keydown=${(event) => event.key === "Enter" && chooseFirst(chat, dialog, event)}
      />
      ${dialog.people ? peopleList(chat, dialog) : loading()}
      <footer class="dialog-foot">
        <span class="hint">${count > 0 ? t("direct.chosen", { count }) : nothing}</span>
        <button class="primary" ?disabled=${count === 0}>
          ${t(adds ? "add.submit" : "direct.submit")}
        </button>
      </footer>
    </form>`;
}

const loading = () => html`<p class="skeleton">${t("app.loading")}</p>`;

function begin(chat, dialog) {
  Object.assign(dialog, { chosen: new Set(), typed: "" });
  loadPeople(chat).then((people) => {
    const present = dialog.room?.members ?? new Map();
    dialog.people = people.filter(({ id }) => id !== chat.store.state.me?.id && !present.has(id));
    chat.ui.changed();
  });
}

const matching = ({ people, typed }) =>
  bestMatches(people ?? [], typed, (person) => [person.name, person.username ?? ""]);

function peopleList(chat, dialog) {
  const found = matching(dialog);
  if (found.length === 0) return html`<p class="empty">${t("direct.none")}</p>`;
  return html`<ul class="people choose">
    ${found.map((person) => html`<li>${personRow(chat, dialog, person)}</li>`)}
  </ul>`;
}

function personRow(chat, dialog, person) {
  return html`<label class="person">
    <input
      type="checkbox"
      .checked=${dialog.chosen.has(person.id)}
      @change=${() => toggle(chat, dialog, person.id)}
    />
    ${who(chat, person)}
    <span class="room-name"><bdi>${person.name}</bdi></span>
    <bdi class="username">@${person.username}</bdi>
  </label>`;
}

function toggle(chat, dialog, id) {
  if (!dialog.chosen.delete(id)) dialog.chosen.add(id);
  chat.ui.changed();
}

/** Enter takes the best match; Enter in an empty field goes on with those chosen. */
function chooseFirst(chat, dialog, event) {
  if (!dialog.typed.trim()) return;
  event.preventDefault();
  const [first] = matching(dialog);
  if (!first) return;
  dialog.typed = "";
  toggle(chat, dialog, first.id);
}

function submit(chat, dialog, event) {
  event.preventDefault();
  const people = [...dialog.chosen];
  if (people.length === 0) return;
  if (dialog.name === "add") addPeople(chat, dialog.room, people);
  else openDirect(chat, people);
}
