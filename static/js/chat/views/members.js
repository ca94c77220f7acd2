/** The panel on the right: who is in the room, who is here, and the way in and out. */
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { openCard } from "../actions/people.js";
import { giveRole, leaveRoom, loadMembers, removePerson } from "../actions/rooms.js";
import { leads, mayGiveRole, mayRemove, ROLES } from "../lib/rights.js";
import { t } from "../lib/text.js";
import { icon } from "./icons.js";
import { statusSign, who } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

/** @param {Chat} chat */
export function membersPanel(chat) {
  const room = chat.currentRoom();
  if (chat.ui.panel !== "members" || !room) return nothing;
  if (!room.members) queueMicrotask(() => chat.socket.online && loadMembers(chat, room.id));
  const close = () => (chat.ui.set({ panel: null }), chat.focusComposer());
  return html`<aside class="panel" aria-label=${t("members.title")}>
    <header class="panel-head">
      <h2>${t("members.title")}</h2>
      ${leads(chat.store.state, room) && !room.archived ? settingsButton(chat, room) : nothing}
      <button
        class="icon-button"
        aria-label=${t("dialog.close")}
        title="${t("dialog.close")} (Esc)"
        @click=${close}
      >
        ${icon("x")}
      </button>
    </header>
    <div class="panel-body">
      ${room.members ? groups(chat, room) : html`<p class="skeleton">${t("app.loading")}</p>`}
    </div>
    ${room.kind === "direct" ? nothing : foot(chat, room)}
  </aside>`;
}

function groups(chat, room) {
  const { online } = chat.store.state;
  const members = [...room.members.values()].sort((a, b) => a.user.name.localeCompare(b.user.name));
  const here = members.filter(({ user }) => online.has(user.id));
  const others = members.filter(({ user }) => !online.has(user.id));
  return html`${group(chat, room, t("members.online"), here)}
  ${group(chat, room, t("members.others"), others)}`;
}

function group(chat, room, title, members) {
  if (members.length === 0) return nothing;
  return html`<h3>${title} <span class="count">${members.length}</span></h3>
    <ul class="people">
      ${members.map((member) => html`<li>${memberRow(chat, room, member)}</li>`)}
    </ul>`;
}

function memberRow(chat, room, member) {
  const { state } = chat.store;
  const { user } = member;
  return html`<button
      class="person"
      title=${t("person.open", { name: user.name })}
      aria-haspopup="dialog"
      @click=${({ currentTarget }) => openCard(chat, user.id, currentTarget)}
    >
      ${who(chat, user)}
      <span class="room-name"><bdi>${user.name}</bdi> ${statusSign(chat, user.id)}</span>
    </button>
    ${rolePart(chat, room, member)}
    ${mayRemove(state, room, member) ? removeButton(chat, room, user) : nothing}`;
}

function rolePart(chat, room, member) {
  const role = member.role ?? "member";
  if (mayGiveRole(chat.store.state, room, member)) return roleChoice(chat, room, member, role);
  return role === "member" ? nothing : html`<span class="role">${t(`role.${role}`)}</span>`;
}

function roleChoice(chat, room, { user }, role) {
  const chosen = async ({ target }) => {
    const given = await giveRole(chat, room, user.id, target.value);
    if (given === undefined) target.value = role; // refused: it says again what holds
  };
  return html`<select
    class="role"
    aria-label=${t("members.role", { name: user.name })}
    .value=${live(role)}
    @change=${chosen}
  >
    ${ROLES.map(
      (name) => html`<option value=${name} ?selected=${name === role}>${t(`role.${name}`)}</option>`,
    )}
  </select>`;
}

const removeButton = (chat, room, user) => html`<button
  class="icon-button"
  aria-label=${t("room.remove", { name: user.name })}
  title=${t("room.remove", { name: user.name })}
  @click=${() => removePerson(chat, room, user.id)}
>
  ${icon("x")}
</button>`;

const foot = (chat, room) => html`<footer class="panel-foot">
  ${mayAdd(chat.store.state, room) ? addButton(chat, room) : nothing}
  <button class="quiet danger" @click=${() => leaveRoom(chat, room)}>${t("room.leave")}</button>
</footer>`;

const settingsButton = (chat, room) => html`<button
  class="icon-button"
  aria-label=${t("settings.title")}
  title=${t("settings.title")}
  @click=${() => chat.ui.set({ dialog: { name: "settings", room } })}
>
  ${icon("settings")}
</button>`;

const mayAdd = (state, room) => !room.archived && (room.kind === "open" || leads(state, room));

const addButton = (chat, room) => html`<button
  class="quiet"
  @click=${() => chat.ui.set({ dialog: { name: "add", room } })}
>
  ${icon("plus")} ${t("room.add")}
</button>`;
