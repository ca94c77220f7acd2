/** The timeline as a list to draw: day lines, the new line, groups, system lines, pending ones. */
import { dayKey } from "./time.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Pending} Pending */

const GROUP_LASTS = 5 * 60_000; // milliseconds from one message to the next of a group

/**
 * @typedef {{key: string, kind: "day", at: string}
 *   | {key: string, kind: "new"}
 *   | {key: string, kind: "marks", marks: import("../types.js").RoomEvent[]}
 *   | {key: string, kind: "message", message: Message, starts: boolean}
 *   | {key: string, kind: "pending", pending: Pending, starts: boolean}} Item
 */

/**
 * @param {Pick<Room, "messages"|"marks"|"hasBefore"|"hasAfter">} room or the strand of a thread
 * @param {Pending[]} pending
 * @param {{me: number, newSince: number|undefined}} view
 * @returns {Item[]}
 */
export function timelineItems(room, pending, view) {
  const list = new ItemList(view);
  const marks = marksInside(room);
  for (const message of room.messages.values()) {
    while (marks.length > 0 && marks[0].seq < message.seq) list.mark(marks.shift());
    list.message(message);
  }
  for (const mark of marks) list.mark(mark);
  if (room.hasAfter) return list.items;
  const own = [...room.messages.values()].filter(({ author }) => author === view.me);
  const shown = new Set(own.map((message) => message.client_id));
  for (const record of pending) if (!shown.has(record.client_id)) list.pending(record);
  return list.items;
}

/** System lines that lie within the stretch of history on the screen. */
function marksInside(room) {
  const first = room.messages.keys().next().value ?? 0;
  const marks = [...room.marks.values()].filter(({ seq }) => !room.hasBefore || seq > first);
  if (!room.hasAfter) return marks;
  const last = [...room.messages.keys()].at(-1) ?? 0;
  return marks.filter(({ seq }) => seq < last);
}

class ItemList {
  /** @param {{me: number, newSince: number|undefined}} view */
  constructor({ me, newSince }) {
    this.me = me;
    this.newSince = newSince;
    /** @type {any[]} */
    this.items = [];
    this.day = "";
    this.author = 0;
    this.last = 0;
    this.drawn = false;
  }

  message(message) {
    this.#day(message.at, message.seq);
    this.#newLine(message);
    const starts = this.#starts(message.author, message.at);
    // An own message keeps the key it had while pending; other people's ids are not trusted.
    const key = message.author === this.me ? message.client_id : `message-${message.seq}`;
    this.items.push({ key, kind: "message", message, starts });
  }

  pending(record) {
    const at = record.at;
    this.#day(at, record.client_id);
    const starts = this.#starts(this.me, at);
    this.items.push({ key: record.client_id, kind: "pending", pending: record, starts });
  }

  mark(event) {
    this.#day(event.at, event.seq);
    const before = this.items.at(-1);
    if (before?.kind === "marks") before.marks.push(event);
    else this.items.push({ key: `mark-${event.seq}`, kind: "marks", marks: [event] });
    this.author = 0;
  }

  #day(at, place) {
    const day = dayKey(at);
    if (day === this.day) return;
    this.day = day;
    this.author = 0;
    this.items.push({ key: `day-${place}`, kind: "day", at });
  }

  #newLine(message) {
    if (this.drawn || this.newSince === undefined) return;
    if (message.seq <= this.newSince || message.author === this.me) return;
    this.drawn = true;
    this.author = 0;
    this.items.push({ key: "new", kind: "new" });
  }

  #starts(author, at) {
    const time = Date.parse(at);
    const starts = author !== this.author || time - this.last > GROUP_LASTS;
    this.author = author;
    this.last = time;
    return starts;
  }
}
