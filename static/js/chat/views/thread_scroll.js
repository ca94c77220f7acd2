/** The scrolling of the open thread: as the timeline's, with its own place and end. */
import {
  loadRepliesAfter,
  loadRepliesBefore,
  markThreadRead,
  placeOf,
} from "../actions/threads.js";
import { firstVisible } from "./scroll.js";

/** @typedef {import("../chat.js").Chat} Chat */

const NEAR_END = 60; // pixels; closer than this counts as being at the end
const NEAR_EDGE = 400; // pixels from an edge of the window where the next page is fetched

export class ThreadScroll {
  /** @param {Chat} chat */
  constructor(chat) {
    this.chat = chat;
    /** @type {HTMLElement|null} */
    this.box = null;
    /** The thread that is drawn. @type {string|number} */
    this.place = "";
    /** The thread that was closed before this drawing. @type {string} */
    this.left = "";
    /** @type {(() => void)|null} */
    this.aim = null;
    /** @type {{element: Element, top: number}|null} */
    this.anchor = null;
    this.resized = new ResizeObserver(() => this.chat.ui.threadAtEnd && this.#jumpToEnd());
  }

  attach(element) {
    if (this.box === element) return;
    this.resized.disconnect();
    this.box = element ?? null;
    if (!element) return;
    element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.resized.observe(element);
    if (element.firstElementChild) this.resized.observe(element.firstElementChild);
  }

  /** A thread was entered: to the new line if there is one, else to the end. */
  arrive(place) {
    this.#plan(place, () => {
      this.#jumpToEnd();
      this.box?.querySelector(".new-line")?.scrollIntoView({ block: "nearest" });
    });
  }

  reveal(place, seq, { focus = true } = {}) {
    this.#plan(place, () => {
      const element = this.box?.querySelector(`#reply-${seq}`);
      element?.scrollIntoView({ block: "center" });
      if (!focus) return;
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
      this.chat.ui.set({ targetReply: seq });
    });
  }

  toEnd(place) {
    this.#plan(place, () => this.#jumpToEnd());
  }

  #plan(place, aim) {
    this.aim = () => this.place === place && aim();
    this.chat.ui.changed();
  }

  get #thread() {
    return this.chat.ui.route?.thread ?? 0;
  }

  get #strand() {
    return this.chat.currentRoom()?.strands.get(this.#thread);
  }

  before() {
    const room = this.chat.currentRoom();
    const place = room && this.#thread ? placeOf(room.id, this.#thread) : "";
    this.anchor = null;
    if (place !== this.place) {
      this.left = place ? "" : String(this.place);
      this.place = place;
      this.chat.ui.threadAtEnd = true;
    } else if (this.box && !this.chat.ui.threadAtEnd) this.anchor = firstVisible(this.box);
  }

  after() {
    if (this.left) this.#goBack();
    if (!this.box?.isConnected || !this.place) return;
    const { anchor, aim } = this;
    this.aim = null;
    if (aim) {
      aim();
      this.#measure();
    } else if (this.chat.ui.threadAtEnd && !this.#strand?.hasAfter) this.#jumpToEnd();
    else if (anchor?.element.isConnected)
      this.box.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
    this.#look();
  }

  /** The focus goes on at the root, where it is in sight and nothing else has it. */
  #goBack() {
    const [room, seq] = this.left.split("-");
    const root = document.querySelector(`#message-${seq}`);
    this.left = "";
    const elsewhere = String(this.chat.currentRoom()?.id) !== room;
    if (elsewhere || document.activeElement !== document.body) return;
    if (root instanceof HTMLElement) root.focus({ preventScroll: true });
    else this.chat.focusComposer();
  }

  #jumpToEnd() {
    if (!this.box) return;
    this.box.scrollTop = this.box.scrollHeight;
    this.chat.ui.threadAtEnd = true;
  }

  #scrolled() {
    this.#measure();
    this.#look();
  }

  #measure() {
    if (!this.box) return;
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.chat.ui.set({ threadAtEnd: near && !this.#strand?.hasAfter });
  }

  /** Fetches what is nearly in sight, and reads what is. */
  #look() {
    const { box, chat, place } = this;
    const room = chat.currentRoom();
    if (!box || !room || chat.ui.failed.has(place)) return;
    const thread = this.#thread;
    if (box.scrollTop < NEAR_EDGE) loadRepliesBefore(chat, room.id, thread);
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (left < NEAR_EDGE) loadRepliesAfter(chat, room.id, thread);
    const seen = document.visibilityState === "visible" && chat.ui.threadAtEnd;
    if (seen && chat.heldUnread !== place) markThreadRead(chat, room.id, thread);
  }
}
