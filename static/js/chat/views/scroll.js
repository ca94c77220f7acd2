/** Scrolling of messages: a list stays where the reader is, and follows only at the end. */

/** @typedef {import("../chat.js").Chat} Chat */

/** What is drawn, what of it is left out, and what to fetch or read, the kind of list says. */
export class Scroll {
  /**
   * @param {Chat} chat
   * @param {string} end the name under which the page knows whether the reader is at the end
   * @param {{nearEnd: number, nearEdge: number}} near pixels: closer to the end counts as being
   *   there; closer to an edge of what is loaded, the next page is fetched
   */
  constructor(chat, end, { nearEnd, nearEdge }) {
    this.chat = chat;
    this.end = end;
    this.nearEnd = nearEnd;
    this.nearEdge = nearEdge;
    /** @type {HTMLElement|null} */
    this.box = null;
    /** Which room or thread is drawn; empty for none. @type {string|number} */
    this.place = "";
    /** What to do after the next drawing. @type {(() => void)|null} */
    this.aim = null;
    /** The drawn element whose place is kept. @type {{element: Element, top: number}|null} */
    this.anchor = null;
    // Something grew (an image, the composer): the end stays in sight for who was there.
    this.resized = new ResizeObserver(() => this.#atTheEnd() && this.jumpToEnd());
  }

  /** Whether later messages are left out of the list. */
  get cutOff() {
    return false;
  }

  /** Finds a drawn message. @param {number} _seq @returns {Element|null|undefined} */
  find(_seq) {
    return null;
  }

  /** The reader came to the end or left it. @param {boolean} _atEnd */
  turned(_atEnd) {}

  /** Fetches what is nearly in sight, and reads what is. @param {Edges} _edges */
  look(_edges) {}

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

  /** Brings a message to the middle and, where wanted, gives it the focus. */
  reveal(place, seq, { focus = true } = {}) {
    this.plan(place, () => {
      const element = this.find(seq);
      element?.scrollIntoView({ block: "center" });
      if (!focus) return;
      if (element instanceof HTMLElement) element.focus({ preventScroll: true });
      this.marked(seq);
    });
  }

  /** A message was brought into sight on purpose. @param {number} _seq */
  marked(_seq) {}

  toEnd(place) {
    this.plan(place, () => this.jumpToEnd());
  }

  /** Does something after the next drawing, if it still draws this place. */
  plan(place, aim) {
    this.aim = () => this.place === place && aim();
    this.chat.ui.changed();
  }

  /** Before drawing: remembers what the reader looks at. @param {string|number} place */
  before(place) {
    const stays = place === this.place && this.box && !this.chat.ui[this.end];
    this.anchor = stays ? firstVisible(this.box) : null;
    if (place !== this.place) this.chat.ui[this.end] = true;
    this.place = place;
  }

  /** After drawing: puts it back in its place, or follows the end. */
  after() {
    if (!this.box?.isConnected || !this.place) return;
    const { anchor, aim } = this;
    this.aim = null;
    if (aim) {
      aim();
      this.#measure();
    } else if (this.#atTheEnd()) this.jumpToEnd();
    else if (anchor?.element.isConnected)
      this.box.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
    this.#lookAround();
  }

  /** The end of what is drawn is the end of the list only if nothing is left out. */
  #atTheEnd() {
    return this.chat.ui[this.end] && !this.cutOff;
  }

  jumpToEnd() {
    if (!this.box) return;
    this.box.scrollTop = this.box.scrollHeight;
    this.chat.ui[this.end] = true;
  }

  #scrolled() {
    this.#measure();
    this.#lookAround();
  }

  #measure() {
    if (!this.box) return;
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const atEnd = scrollHeight - scrollTop - clientHeight < this.nearEnd && !this.cutOff;
    if (atEnd !== this.chat.ui[this.end]) this.turned(atEnd);
    this.chat.ui.set({ [this.end]: atEnd });
  }

  #lookAround() {
    const { box, nearEdge } = this;
    if (!box) return;
    this.look({
      top: box.scrollTop < nearEdge,
      bottom: box.scrollHeight - box.scrollTop - box.clientHeight < nearEdge,
      read: document.visibilityState === "visible" && this.chat.ui[this.end],
    });
  }
}

/**
 * What is near: the first loaded message, the last one; and whether the newest is being read.
 * @typedef {{top: boolean, bottom: boolean, read: boolean}} Edges
 */

/** @param {HTMLElement} box */
function firstVisible(box) {
  const edge = box.getBoundingClientRect().top;
  for (const element of box.querySelectorAll("article")) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > edge) return { element, top };
  }
  return null;
}
