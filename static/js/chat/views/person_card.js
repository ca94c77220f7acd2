/** The card of a person: who they are, what they do just now, and what one may do with them. */
import { html, nothing } from "lit-html";
import { openDirect } from "../actions/rooms.js";
import { setZone } from "../actions/people.js";
import { quietOf, statusOf } from "../lib/quiet.js";
import { leads, moderates } from "../lib/rights.js";
import { t } from "../lib/text.js";
import { clockWords, timeIn, whenEnds } from "../lib/time.js";
import { roomPath } from "../router.js";
import { floating } from "./floating.js";
import { icon } from "./icons.js";
import { avatar, presenceMark } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Profile} Profile */

const ROOMS_SHOWN = 5; // the rest is a number: a card is looked at, not read through

/** @param {Chat} chat */
export function personCard(chat) {
  const { card } = chat.ui;
  const person = card && chat.store.profileOf(card.id);
  if (!card || !person) return nothing;
  const mine = person.id === chat.store.state.me?.id;
  const close = () => chat.ui.card === card && chat.ui.set({ card: null });
  return html`<div
    class="person-card floating"
    role="dialog"
    aria-label=${t("person.card", { name: person.name })}
    popover="auto"
    ${floating(card.anchor, close, "start")}
  >
    ${head(chat, person)}
    <div class="card-lines">${now(chat, person)} ${clock(chat, person)}</div>
    ${rooms(card.rooms, close)}
    <footer>${mine ? own(chat, close) : others(chat, person, close)}</footer>
  </div>`;
}

const head = (chat, person) => html`<header>
  ${avatar(person.id, person.name, "large")}
  <div class="card-names">
    <h2>
      <bdi>${person.name}</bdi>
      ${person.pronouns ? html`<small><bdi>${person.pronouns}</bdi></small>` : nothing}
    </h2>
    <p class="card-handle"><bdi>@${person.username}</bdi> ${roleOf(person)}</p>
    ${person.title ? html`<p><bdi>${person.title}</bdi></p>` : nothing}
  </div>
</header>`;

function roleOf({ kind, role }) {
  if (kind === "bot") return html`<span class="tag">${t("person.bot")}</span>`;
  return role === "member" ? nothing : html`<span class="tag">${t(`person.role.${role}`)}</span>`;
}

/** The status, and whether they are here and may be disturbed. */
function now(chat, person) {
  const status = statusOf(person);
  const online = chat.store.state.online.has(person.id);
  return html`${status ? statusLine(status) : nothing}
    <p>${presenceMark(chat, person.id)} <span>${presenceWords(person, online)}</span></p>`;
}

const statusLine = ({ emoji, text, until }) => html`<p class="card-status">
  <span class="emoji" aria-hidden=${text ? "true" : nothing}>${emoji}</span>
  <span><bdi>${text}</bdi> ${until ? html`<small>${t("status.until", { time: whenEnds(until) })}</small>` : nothing}</span>
</p>`;

function presenceWords(person, online) {
  const quiet = quietOf(person);
  if (!quiet) return t(online ? "presence.online" : "presence.offline");
  return t("quiet.until", { time: quiet.at ? whenEnds(quiet.at) : clockWords(quiet.clock ?? "") });
}

/** What time it is for them; one's own zone is offered where one has not said it. */
function clock(chat, person) {
  const time = person.time_zone && timeIn(person.time_zone);
  if (time)
    return html`<p title=${person.time_zone}>
      ${icon("clock")} <span>${t("person.time", { time })}</span>
    </p>`;
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (person.id !== chat.store.state.me?.id || person.time_zone || !zone) return nothing;
  return html`<p>
    ${icon("clock")}
    <button class="link" @click=${() => setZone(chat, zone)}>${t("person.zone", { zone })}</button>
  </p>`;
}

function rooms(shared, close) {
  if (shared.length === 0) return nothing;
  const more = shared.length - ROOMS_SHOWN;
  return html`<section>
    <h3>${t("person.rooms")}</h3>
    <ul>
      ${shared.slice(0, ROOMS_SHOWN).map(
        ({ slug, name, kind }) => html`<li>
          <a href=${roomPath(slug)} @click=${close}
            >${icon(kind === "closed" ? "lock" : "hash")} <bdi>${name}</bdi></a
          >
        </li>`,
      )}
    </ul>
    ${more > 0 ? html`<p class="hint">${t("person.rooms.more", { count: more })}</p>` : nothing}
  </section>`;
}

const act = (name, label, press, look = "quiet") => html`<button class=${look} @click=${press}>
  ${icon(name)} ${label}
</button>`;

/** @param {Chat} chat @param {Profile} person @param {() => void} close */
function others(chat, person, close) {
  const mention = () => {
    close();
    (chat.ui.route?.thread ? chat.replyComposer : chat.composer).insert(`@${person.username} `);
  };
  const copy = async () => {
    close();
    await navigator.clipboard.writeText(`@${person.username}`);
    chat.ui.notice(t("person.copied", { name: `@${person.username}` }));
  };
  const message = () => (close(), openDirect(chat, [person.id]));
  return html`${act("message-square", t("person.message"), message, "primary")}
  ${chat.currentRoom() ? act("at-sign", t("person.mention"), mention) : nothing}
  ${act("copy", t("person.copy"), copy)} ${watched(chat, person, close)}`;
}

/** What brings them before the moderators, or is done by those who lead. */
function watched(chat, person, close) {
  const dialog = (name, room) => () => (
    close(), chat.ui.set({ dialog: { name, person, room } })
  );
  const room = chat.currentRoom();
  const { state } = chat.store;
  const here = room && leads(state, room) ? room : null;
  return html`${act("circle-alert", t("report.open"), dialog("report", null))}
  ${
    here || moderates(state)
      ? act("shield", t("sanction.open"), dialog("sanction", here), "quiet danger")
      : nothing
  }`;
}

function own(chat, close) {
  const set = () => (close(), chat.ui.set({ dialog: { name: "status" } }));
  return html`${act("smile", t("status.set"), set, "primary")}
    <a class="quiet" href=${chat.config.urls.profile}>${icon("pencil")} ${t("person.edit")}</a>`;
}
