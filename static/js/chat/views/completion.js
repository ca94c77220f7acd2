/** The list above a composer that finishes what is being typed: commands, people, rooms, emoji. */
import { html, nothing } from "lit-html";
import { COMMANDS } from "../actions/commands.js";
import { loadMembers, meetPeople } from "../actions/rooms.js";
import { readCommand } from "../lib/commands.js";
import { wordAt } from "../lib/completion.js";
import {
  knownEmoji,
  loadEmoji,
  noteUse,
  oftenUsed,
  shortcodeFor,
  suggestEmoji,
} from "../lib/emoji.js";
import { bestMatches } from "../lib/match.js";
import { t } from "../lib/text.js";
import { groupOptions } from "./group_options.js";
import { icon } from "./icons.js";
import { who } from "./people.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */
/** @typedef {{insert: string, name: string, label: any, words: string, sign: any, more: boolean, taken?: () => void}} Option */

const SHOWN = 8; // who needs more types another letter

export class Completion {
  /** @param {Chat} chat @param {() => HTMLTextAreaElement|null} field @param {() => void} typed */
  constructor(chat, field, typed) {
    this.chat = chat;
    this.field = field;
    this.typed = typed;
    /** @type {import("../lib/completion.js").Word|null} */
    this.word = null;
    this.at = 0;
    this.chosen = false; // by an arrow: then Enter takes it, whatever was typed
    this.refused = -1; // where the word began at which Escape was pressed
    this.room = 0;
  }

  /** What stands before the caret now? @param {number} roomId */
  look(roomId) {
    const field = this.field();
    const word = field && wordAt(field.value, field.selectionEnd);
    this.room = roomId;
    if (word?.from !== this.word?.from || word?.typed !== this.word?.typed) this.#begin(word);
    this.word = word;
    this.chat.ui.changed();
  }

  #begin(word) {
    Object.assign(this, { at: 0, chosen: false });
    if (word?.from !== this.refused) this.refused = -1;
    if (word?.kind === "emoji")
      loadEmoji(this.chat.config.urls.emoji, () => this.chat.ui.changed());
    if (word?.kind !== "person" || !this.chat.socket.online) return;
    meetPeople(this.chat);
    const room = this.chat.store.state.rooms.get(this.room);
    if (room && !room.members && room.kind !== "direct") loadMembers(this.chat, room.id);
  }

  get inThread() {
    return this.field()?.id === "reply-composer";
  }

  close() {
    this.word = null;
    this.chat.ui.changed();
  }

  /** @returns {Option[]} */
  get options() {
    const room = this.chat.store.state.rooms.get(this.room);
    if (!room || !this.word || this.word.from === this.refused) return [];
    const text = this.field()?.value ?? "";
    return OPTIONS[this.word.kind](this.chat, room, this.word.typed, text, this.inThread);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  key(event) {
    const { options } = this;
    if (options.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(step, options.length);
    else if (event.key === "Escape") this.#refuse();
    else if (event.key === "Tab" || this.#enters(event, options[this.at])) this.take(options[this.at]);
    else return false;
    event.preventDefault();
    return true;
  }

  #move(step, count) {
    Object.assign(this, { at: (this.at + step + count) % count, chosen: true });
    this.chat.ui.changed();
    requestAnimationFrame(() =>
      document.getElementById(this.#id(this.at))?.scrollIntoView({ block: "nearest" }),
    );
  }

  #refuse() {
    this.refused = this.word?.from ?? -1;
    this.chat.ui.changed();
  }

  /** Enter finishes a word; of a whole one it sends the message. */
  #enters({ key, shiftKey }, option) {
    if (key !== "Enter" || shiftKey) return false;
    return this.chosen || option.more || option.name.toLowerCase() !== this.word?.typed.toLowerCase();
  }

  /** @param {Option} option */
  take({ insert, taken }) {
    const field = this.field();
    if (!field || !this.word) return;
    taken?.();
    field.focus();
    field.setRangeText(`${insert} `, this.word.from, this.word.to, "end");
    this.typed();
  }

  #id = (index) => `${this.field()?.id}-option-${index}`;

  /** What the field says of its list. */
  get attributes() {
    const open = this.options.length > 0;
    const id = this.field()?.id;
    return { list: open ? `${id}-options` : null, active: open ? this.#id(this.at) : null };
  }

  view() {
    const { options } = this;
    if (options.length === 0) return hint(this.field()?.value ?? "");
    const kind = this.word?.kind ?? "command";
    return html`<ul
        class="completion"
        id="${this.field()?.id}-options"
        role="listbox"
        aria-label=${t(`completion.${kind}`)}
        @pointerdown=${(event) => event.preventDefault()}
      >
        ${options.map((option, index) => this.#row(option, index))}
      </ul>
      <p class="hidden" role="status">${t("completion.count", { count: options.length })}</p>`;
  }

  #row(option, index) {
    return html`<li
      role="option"
      id=${this.#id(index)}
      aria-selected=${index === this.at ? "true" : "false"}
      @click=${() => this.take(option)}
    >
      ${option.sign}<span class="option-name">${option.label}</span>
      <span class="option-words">${option.words}</span>
    </li>`;
  }
}

const usage = (name) =>
  html`/${name}
    ${COMMANDS[name].takes ? html`<span class="takes">${t(`command.${name}.takes`)}</span>` : nothing}`;

/** A command that is being written says what it still needs. */
function hint(text) {
  const command = /\s/.test(text) ? readCommand(`${text}.`) : null;
  if (!command || !Object.hasOwn(COMMANDS, command.name)) return nothing;
  return html`<p class="completion hint">
    <span class="option-name">${usage(command.name)}</span>
    <span class="option-words">${t(`command.${command.name}`)}</span>
  </p>`;
}

/** @type {Record<string, (chat: Chat, room: Room, typed: string, text: string, inThread: boolean) => Option[]>} */
const OPTIONS = {
  command: (_chat, _room, typed) =>
    Object.keys(COMMANDS)
      .filter((name) => name.startsWith(typed.toLowerCase()))
      .map((name) => ({
        insert: `/${name}`,
        name,
        label: usage(name),
        words: t(`command.${name}`),
        sign: nothing,
        more: Boolean(COMMANDS[name].takes),
      })),
  person: personOptions,
  room: roomOptions,
  emoji: emojiOptions,
};

/** People, and the groups they are in: first where their name was begun. */
function personOptions(chat, room, typed, text, inThread) {
  const { people } = COMMANDS[readCommand(text)?.name ?? ""] ?? {};
  const groups = people ? [] : groupOptions(chat, room, typed, inThread);
  const named = peopleOptions(chat, room, typed, people).slice(0, SHOWN - groups.length);
  return typed ? [...groups, ...named] : [...named, ...groups];
}

function peopleOptions(chat, room, typed, people) {
  const { state } = chat.store;
  const inside = new Set(room.kind === "direct" ? room.users.map(({ id }) => id) : room.members?.keys());
  const unknown = room.kind !== "direct" && !room.members;
  const meant = ({ id }) => unknown || !people || inside.has(id) === (people === "members");
  const named = [...state.people.values()]
    .filter((person) => person.id !== state.me?.id && person.username && meant(person))
    .sort((a, b) => Number(inside.has(b.id)) - Number(inside.has(a.id)));
  const outside = (person) => !people && !unknown && !inside.has(person.id);
  return bestMatches(named, typed, (person) => [person.username ?? "", person.name])
    .map((person) => ({
      insert: `@${person.username}`,
      name: person.username ?? "",
      label: html`<bdi>${person.name}</bdi>`,
      words: outside(person) ? `@${person.username} · ${t("completion.outside")}` : `@${person.username}`,
      sign: who(chat, person),
      more: false,
    }));
}

function roomOptions(chat, _room, typed) {
  const rooms = [...chat.store.state.rooms.values()].filter(
    ({ kind, archived }) => kind !== "direct" && !archived,
  );
  return bestMatches(rooms, typed, (room) => [room.slug, room.name])
    .slice(0, SHOWN)
    .map((room) => ({
      insert: `#${room.slug}`,
      name: room.slug,
      label: html`<bdi>${room.name}</bdi>`,
      words: `#${room.slug}`,
      sign: icon(room.kind === "closed" ? "lock" : "hash"),
      more: false,
    }));
}

/** The emoji itself is put in, and stands first in the picker from now on. */
function emojiOptions(_chat, _room, typed) {
  return suggestEmoji(knownEmoji().emoji, typed, oftenUsed())
    .slice(0, SHOWN)
    .map((entry) => ({
      insert: entry.emoji,
      name: "",
      label: `:${shortcodeFor(entry, typed)}:`,
      words: entry.label,
      sign: html`<span class="emoji" aria-hidden="true">${entry.emoji}</span>`,
      more: true,
      taken: () => noteUse(entry.emoji),
    }));
}
