/** The timeline's scrolling: it stays where the reader is, and follows only at the end. */
import { loadAfter, loadBefore } from "../actions/history.js";
import { beginNew, endNew, markRead } from "../actions/messages.js";

/** @typedef {import("../chat.js").Chat} Chat */

const NEAR_END = 100; // pixels; closer than this counts as being at the end
const NEAR_EDGE = 800; // pixels from an edge of the window where the next page is fetched

export class TimelineScroll {
  /** @param {Chat} chat */
  constructor(chat) {
    this.chat = chat;
    /** @type {HTMLElement|null} */
    this.box = null;
    this.room = 0;
    /** What to do after the next drawing. @type {(() => void)|null} */
    this.aim = null;
    /** The drawn element whose place is kept. @type {{element: Element, top: number}|null} */
    this.anchor = null;
    this.resized = new ResizeObserver(() => this.#settle());
  }

  /** Called by the view with its scrolling element, or with nothing when it goes. */
  attach(element) {
    if (this.box === element) return;
    this.resized.disconnect();
    this.box = element ?? null;
    if (!element) return;
    element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.resized.observe(element);
    if (element.firstElementChild) this.resized.observe(element.firstElementChild);
  }

  /** A room was entered: to the new line if there is one, else to the end. */
  arrive(room) {
    this.#plan(room, () => {
      const line = this.box?.querySelector(".new-line");
      if (line && this.#below(line)) line.scrollIntoView({ block: "center" });
      else this.#jumpToEnd();
    });
  }

  /** Brings a message to the middle and, where wanted, gives it the focus. */
  reveal(room, seq, { focus = true } = {}) {
    this.#plan(room, () => {
      const element = this.box?.querySelector(`#message-${seq}`);
      element?.scrollIntoView({ block: "center" });
      if (!focus) return;
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
      this.chat.ui.set({ target: seq });
    });
  }

  toEnd(room) {
    this.#plan(room, () => this.#jumpToEnd());
  }

  #plan(room, aim) {
    this.aim = () => this.room === room && aim();
    this.chat.ui.changed();
  }

  #below(line) {
    const box = this.box?.getBoundingClientRect();
    const content = this.box?.scrollHeight ?? 0;
    const top = line.getBoundingClientRect().top + (this.box?.scrollTop ?? 0) - (box?.top ?? 0);
    return content - top > (box?.height ?? 0) * 0.6;
  }

  /** Before drawing: remembers what the reader looks at. @param {number} room */
  before(room) {
    if (room !== this.room) {
      this.room = room;
      this.anchor = null;
      this.chat.ui.atEnd = true;
      return;
    }
    this.anchor = this.box && !this.chat.ui.atEnd ? firstVisible(this.box) : null;
  }

  /** After drawing: puts it back in its place, or follows the end. */
  after() {
    if (!this.box) return;
    const { anchor, aim } = this;
    this.aim = null;
    if (aim) {
      aim();
      this.#measure();
    } else if (this.chat.ui.atEnd && this.#attached()) {
      this.#jumpToEnd();
    } else if (anchor?.element.isConnected) {
      this.box.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
    }
    this.#look();
  }

  /** At the end of what is drawn is the end of the room only if nothing is left out. */
  #attached() {
    return !this.chat.currentRoom()?.hasAfter;
  }

  #jumpToEnd() {
    if (!this.box) return;
    this.box.scrollTop = this.box.scrollHeight;
    this.chat.ui.atEnd = true;
  }

  /** Something grew (an image, the composer): the end stays in sight for who was there. */
  #settle() {
    if (this.chat.ui.atEnd && this.#attached()) this.#jumpToEnd();
  }

  #scrolled() {
    this.#measure();
    this.#look();
  }

  #measure() {
    if (!this.box) return;
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END && this.#attached();
    const room = this.chat.currentRoom();
    if (room && atEnd !== this.chat.ui.atEnd) (atEnd ? endNew : beginNew)(this.chat, room);
    this.chat.ui.set({ atEnd });
  }

  /** Fetches what is nearly in sight, and reads what is. */
  #look() {
    const { box, chat, room } = this;
    if (!box || chat.currentRoom()?.id !== room) return;
    if (box.scrollTop < NEAR_EDGE && !chat.ui.failed.has(room)) loadBefore(chat, room);
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (left < NEAR_EDGE && !chat.ui.failed.has(room)) loadAfter(chat, room);
    const seen = document.visibilityState === "visible" && chat.ui.atEnd;
    if (seen && chat.heldUnread !== room) markRead(chat, room);
  }
}

/** @param {HTMLElement} box */
export function firstVisible(box) {
  const edge = box.getBoundingClientRect().top;
  for (const element of box.querySelectorAll("article")) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > edge) return { element, top };
  }
  return null;
}
