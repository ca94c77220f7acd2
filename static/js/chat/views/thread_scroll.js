/** The scrolling of the open thread, which leads back to its root when it is closed. */
import {
  loadRepliesAfter,
  loadRepliesBefore,
  markThreadRead,
  placeOf,
} from "../actions/threads.js";
import { Scroll } from "./scroll.js";

/** @typedef {import("../chat.js").Chat} Chat */

const NEAR = { nearEnd: 60, nearEdge: 400 }; // a panel is narrower and shorter than a timeline

export class ThreadScroll extends Scroll {
  /** @param {Chat} chat */
  constructor(chat) {
    super(chat, "threadAtEnd", NEAR);
    /** The thread that was closed before this drawing. @type {string} */
    this.left = "";
  }

  get #thread() {
    return this.chat.ui.route?.thread ?? 0;
  }

  get cutOff() {
    return Boolean(this.chat.currentRoom()?.strands.get(this.#thread)?.hasAfter);
  }

  find(seq) {
    return this.box?.querySelector(`#reply-${seq}`);
  }

  marked(seq) {
    this.chat.ui.set({ targetReply: seq });
  }

  /** A thread was entered: to the new line if there is one, else to the end. */
  arrive(place) {
    this.plan(place, () => {
      this.jumpToEnd();
      this.box?.querySelector(".new-line")?.scrollIntoView({ block: "nearest" });
    });
  }

  before() {
    const room = this.chat.currentRoom();
    const place = room && this.#thread ? placeOf(room.id, this.#thread) : "";
    if (place !== this.place) this.left = place ? "" : String(this.place);
    super.before(place);
  }

  after() {
    if (this.left) this.#goBack();
    super.after();
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

  look({ top, bottom, read }) {
    const { chat, place } = this;
    const room = chat.currentRoom();
    if (!room || chat.ui.failed.has(place)) return;
    const thread = this.#thread;
    if (top) loadRepliesBefore(chat, room.id, thread);
    if (bottom) loadRepliesAfter(chat, room.id, thread);
    if (read && chat.heldUnread !== place) markThreadRead(chat, room.id, thread);
  }
}
