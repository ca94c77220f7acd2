/** Writing: a growing field that keeps its draft, sends with Enter and is never switched off. */
import { html, nothing } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { obey } from "../actions/commands.js";
import { send, typing } from "../actions/messages.js";
import { archiveRoom } from "../actions/rooms.js";
import { placeOf } from "../actions/threads.js";
import { readCommand, saidOf } from "../lib/commands.js";
import { leads } from "../lib/rights.js";
import { characters, listNames, t } from "../lib/text.js";
import { attachButton, chooseFiles, pastedFiles } from "./choose_files.js";
import { Completion } from "./completion.js";
import { grow, isTouch } from "./fields.js";
import { asksBefore } from "./group_options.js";
import { icon } from "./icons.js";
import { roomName } from "./people.js";
import { silencedNote, warningNote } from "./standing.js";
import { isMine, startEdit } from "./toolbar.js";
import { trayView } from "./tray.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../types.js").Room} Room */

const COUNT_FROM = 0.9; // of the limit; before that the number is noise
const MOVES = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]); // of the caret, not of a list
const FALLBACK_LIMIT = 8000; // characters, until the server has told its own

/** The composer that is open last has the focus: that of a thread, where one is open. */
export function addComposers(chat) {
  chat.composer = new Composer(chat);
  chat.replyComposer = new Composer(chat);
  chat.focusComposer = () =>
    (chat.ui.route?.thread ? chat.replyComposer : chat.composer).field?.focus();
}

export class Composer {
  /** @param {Chat} chat */
  constructor(chat) {
    this.chat = chat;
    /** @type {HTMLTextAreaElement|null} */
    this.field = null;
    this.room = 0;
    /** @type {number|null} */
    this.thread = null;
    this.length = 0;
    this.completion = new Completion(
      chat,
      () => this.field,
      () => this.#typed(),
    );
    /** Why the command that still stands here was refused. */
    this.refusal = "";
    this.obeying = false;
  }

  get #place() {
    return placeOf(this.room, this.thread);
  }

  /** @param {Room} room @param {number|null} [thread] */
  view(room, thread = null) {
    if (room.archived)
      return html`<p class="composer-note">
        ${icon("archive")} ${t("room.archived")}
        ${leads(this.chat.store.state, room) ? this.#reopen(room) : nothing}
      </p>`;
    const muted = silencedNote(this.chat, room);
    if (muted !== nothing) return muted;
    const name = roomName(room, this.chat.store.state.me?.id);
    const label = thread ? t("composer.reply") : t("composer.label", { name });
    const { list, active } = this.completion.attributes;
    return html`<div class="composer-frame">
      <p class="typing" aria-live="polite">${typingWords(room, thread)}</p>
      ${warningNote(this.chat)} ${this.completion.view()}
      <p class="refusal" role="alert" ?hidden=${!this.refusal}>${this.refusal}</p>
      ${trayView(this.chat, placeOf(room.id, thread))}
      <form
        class="composer"
        @submit=${(event) => (event.preventDefault(), this.#send())}
        @pointerdown=${(event) => this.#keepFocus(event)}
      >
        ${attachButton((files) => this.choose(files))}
        <textarea
          id=${thread ? "reply-composer" : "composer"}
          rows="1"
          dir="auto"
          enterkeyhint=${isTouch() ? "enter" : "send"}
          placeholder=${label}
          aria-label=${label}
          aria-autocomplete="list"
          aria-controls=${list ?? nothing}
          aria-activedescendant=${active ?? nothing}
          ${ref((element) => this.#attach(element, room, thread))}
          @input=${() => this.#typed()}
          @keydown=${(event) => this.#key(event)}
          @keyup=${({ key }) => MOVES.has(key) && this.completion.look(this.room)}
          @click=${() => this.completion.look(this.room)}
          @blur=${() => this.completion.close()}
          @paste=${(event) => this.#paste(event)}
        ></textarea>
        ${this.#counter()}
        <button
          type="button"
          class="icon-button"
          aria-label=${t("composer.emoji")}
          title=${t("composer.emoji")}
          @click=${(event) => this.#pick(event)}
        >
          ${icon("smile")}
        </button>
        <button
          class="icon-button send"
          aria-label=${t("composer.send")}
          title=${t("composer.send")}
          ?disabled=${!this.#sendable()}
        >
          ${icon("send")}
        </button>
      </form>
    </div>`;
  }

  #reopen(room) {
    const act = async () => {
      const refusal = await archiveRoom(this.chat, room, false);
      if (refusal) this.chat.ui.notice(refusal);
    };
    return html`<button class="link" @click=${act}>${t("room.reopen")}</button>`;
  }

  get #limit() {
    return this.chat.store.state.limits.message_characters ?? FALLBACK_LIMIT;
  }

  #sendable() {
    const { uploads } = this.chat;
    if (this.length > this.#limit || uploads.blocked(this.#place)) return false;
    return Boolean(this.field?.value.trim()) || uploads.of(this.#place).length > 0;
  }

  #counter() {
    const left = this.#limit - this.length;
    if (this.length < this.#limit * COUNT_FROM) return nothing;
    const words =
      left < 0 ? t("composer.over", { count: -left }) : t("composer.left", { count: left });
    return html`<span class="counter ${left < 0 ? "over" : ""}" role="status">${words}</span>`;
  }

  /** Another room brings its own draft. */
  #attach(element, room, thread) {
    if (!element) return;
    const fresh = element !== this.field;
    this.field = element;
    if (!fresh && this.room === room.id && this.thread === thread) return;
    this.room = room.id;
    this.thread = thread;
    this.#set(this.chat.memory.draft(this.#place));
    const { dialog, target, targetReply } = this.chat.ui;
    if (isTouch() || dialog || (thread ? targetReply : target)) return;
    element.focus();
    queueMicrotask(() => element.focus()); // when it is new, it is not in the page before
  }

  #set(text) {
    if (!this.field) return;
    this.field.value = text;
    this.length = characters(text);
    this.refusal = "";
    this.completion.word = null;
    grow(this.field);
    queueMicrotask(() => this.chat.ui.changed());
  }

  #typed() {
    if (!this.field) return;
    this.length = characters(this.field.value);
    this.refusal = "";
    grow(this.field);
    this.chat.memory.setDraft(this.#place, this.field.value);
    if (this.field.value.trim()) typing(this.chat, this.room, this.thread);
    this.completion.look(this.room);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    if (this.completion.key(event)) return;
    const force = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && (force || (!event.shiftKey && !event.altKey && !isTouch()))) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "ArrowUp" && this.field?.value === "") this.#editLast(event);
  }

  #editLast(event) {
    const room = this.chat.store.state.rooms.get(this.room);
    const window = this.thread ? room?.strands.get(this.thread) : room;
    if (!window || window.hasAfter) return;
    const own = [...window.messages.values()].filter((m) => isMine(this.chat, m) && !m.deleted);
    const last = own.at(-1);
    if (!last) return;
    event.preventDefault();
    startEdit(this.chat, last, Boolean(this.thread));
    const scroll = this.thread ? this.chat.threadScroll : this.chat.scroll;
    scroll.reveal(this.#place, last.seq, { focus: false });
  }

  #send() {
    if (!this.field || !this.#sendable()) return;
    const text = this.field.value.trim();
    const command = readCommand(text);
    if (command) return this.#obey(command);
    const room = this.chat.store.state.rooms.get(this.room);
    const asks = room && !this.thread && asksBefore(this.chat, room, text, () => this.#say(text));
    if (!asks) this.#say(text);
  }

  /** @param {string} text which stands in the field until now */
  #say(text) {
    if (!this.field || this.field.value.trim() !== text) return;
    this.#set("");
    this.field.focus();
    const files = this.chat.uploads.take(this.#place);
    send(this.chat, this.room, saidOf(text), this.thread, files);
  }

  /** A command stays where it was typed until it is done, and if it is refused, with the reason. */
  async #obey(command) {
    const room = this.chat.store.state.rooms.get(this.room);
    if (!room || this.obeying) return;
    const place = this.#place;
    const typed = this.field?.value ?? "";
    this.obeying = true;
    const refusal = await obey(this.chat, room, this.thread, command);
    this.obeying = false;
    if (!refusal && this.chat.memory.draft(place) === typed) this.chat.memory.setDraft(place, "");
    if (this.#place !== place || this.field?.value !== typed) return;
    if (!refusal) return this.#set("");
    this.refusal = refusal;
    this.chat.ui.changed();
  }

  /** Puts files beside what is being written. @param {File[]} files */
  choose(files) {
    chooseFiles(this.chat, this.#place, files);
    this.field?.focus();
  }

  #paste(event) {
    const files = pastedFiles(event);
    if (files.length === 0) return;
    event.preventDefault();
    this.choose(files);
  }

  /** A press on a button must not fold the phone's keyboard. */
  #keepFocus(event) {
    if (event.target.closest("button")) event.preventDefault();
  }

  #pick(event) {
    const anchor = event.currentTarget.getBoundingClientRect();
    this.chat.insertInComposer = (text) => this.insert(text);
    this.chat.ui.set({ picker: { room: this.room, seq: null, anchor } });
  }

  /** Adds words after what is written, and writes on behind them. @param {string} text */
  append(text) {
    if (!this.field) return;
    const before = this.field.value.trimEnd();
    this.field.value = before ? `${before}\n\n${text}` : text;
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.#typed();
  }

  /** Puts words where the cursor is. @param {string} text */
  insert(text) {
    if (!this.field) return;
    const { selectionStart, selectionEnd } = this.field;
    this.field.focus();
    this.field.setRangeText(text, selectionStart, selectionEnd, "end");
    this.#typed();
  }
}

/** @param {Room} room @param {number|null} thread */
function typingWords(room, thread) {
  const here = [...room.typing.values()].filter((typing) => typing.thread === thread);
  const names = here.map(({ name }) => name);
  if (names.length === 0) return nothing;
  if (names.length > 3) return t("typing.crowd");
  return t("typing.names", { names: listNames(names), count: names.length });
}
