/** What a screen reader is told of a live conversation: each message, or how many in a flood. */
import { namesOf } from "./lib/files.js";
import { t } from "./lib/text.js";

const EVERY = 2000; // milliseconds between two announcements
const READ_OUT = 2; // messages; more at once are only counted
const SPOKEN = 300; // characters of one message

export class Announcer {
  /**
   * @param {(words: string) => void} say
   * @param {(callback: () => void, milliseconds: number) => any} [later]
   */
  constructor(say, later = (callback, milliseconds) => setTimeout(callback, milliseconds)) {
    this.say = say;
    this.later = later;
    /** @type {string[]} */
    this.waiting = [];
    this.due = false;
  }

  /** @param {Pick<import("./types.js").Message, "author_name"|"text"|"attachments">} message */
  heard({ author_name, text, attachments = [] }) {
    const words = [text, namesOf(attachments)].filter(Boolean).join(". ");
    this.waiting.push(`${author_name}: ${words.slice(0, SPOKEN)}`);
    if (this.due) return;
    this.due = true;
    this.later(() => this.#speak(), EVERY / 4);
  }

  #speak() {
    const { waiting } = this;
    this.waiting = [];
    this.due = false;
    if (waiting.length === 0) return;
    this.say(
      waiting.length > READ_OUT
        ? t("announce.many", { count: waiting.length })
        : waiting.join(". "),
    );
    this.due = true;
    this.later(() => this.#speak(), EVERY);
  }
}
