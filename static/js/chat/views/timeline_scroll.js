/** The scrolling of a room's timeline. */
import { loadAfter, loadBefore } from "../actions/history.js";
import { beginNew, endNew, markRead } from "../actions/messages.js";
import { Scroll } from "./scroll.js";

/** @typedef {import("../chat.js").Chat} Chat */

const NEAR = { nearEnd: 100, nearEdge: 800 }; // a line and a picture; about a screen

export class TimelineScroll extends Scroll {
  /** @param {Chat} chat */
  constructor(chat) {
    super(chat, "atEnd", NEAR);
  }

  get cutOff() {
    return Boolean(this.chat.currentRoom()?.hasAfter);
  }

  find(seq) {
    return this.box?.querySelector(`#message-${seq}`);
  }

  marked(seq) {
    this.chat.ui.set({ target: seq });
  }

  /** A room was entered: to the new line if there is one, else to the end. */
  arrive(room) {
    this.plan(room, () => {
      const line = this.box?.querySelector(".new-line");
      if (line && this.#below(line)) line.scrollIntoView({ block: "center" });
      else this.jumpToEnd();
    });
  }

  #below(line) {
    const box = this.box?.getBoundingClientRect();
    const content = this.box?.scrollHeight ?? 0;
    const top = line.getBoundingClientRect().top + (this.box?.scrollTop ?? 0) - (box?.top ?? 0);
    return content - top > (box?.height ?? 0) * 0.6;
  }

  turned(atEnd) {
    const room = this.chat.currentRoom();
    if (room) (atEnd ? endNew : beginNew)(this.chat, room);
  }

  look({ top, bottom, read }) {
    const { chat } = this;
    const room = Number(this.place);
    if (chat.currentRoom()?.id !== room) return;
    if (top && !chat.ui.failed.has(room)) loadBefore(chat, room);
    if (bottom && !chat.ui.failed.has(room)) loadAfter(chat, room);
    if (read && chat.heldUnread !== room) markRead(chat, room);
  }
}
