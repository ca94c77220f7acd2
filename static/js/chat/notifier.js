/** Shows what calls for its reader while no tab of the chat is in sight: one tab for all. */
import { verdict, wordsOf } from "./lib/notify.js";

const SWITCH = "notifications"; // what this device remembers: "on", or nothing

/**
 * @typedef {object} Surroundings what the notifier is given of its browser
 * @property {any} [Notification] absent where the browser shows none
 * @property {any} locks like navigator.locks
 * @property {() => boolean} visible whether this tab is in sight
 * @property {{get: (key: string) => string, set: (key: string, value: string) => void}} memory
 * @property {number} user
 */

export class Notifier {
  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.surroundings = surroundings;
    /** The tab that holds this lock speaks for all of them. */
    this.leads = false;
    this.letGo = () => {};
    /** What is shown, by its tag: of a room the newest takes the place of the one before. @type {Map<string, any>} */
    this.shown = new Map();
  }

  /** Waits to be the tab that speaks, for as long as this one lives. */
  start() {
    const { locks, user } = this.surroundings;
    locks.request(`chat-notifier-${user}`, () => {
      this.leads = true;
      return new Promise(() => {});
    });
    this.turned();
  }

  /** A tab in sight holds a lock that the others can see; one that crashes lets it go. */
  turned() {
    const { locks, user, visible } = this.surroundings;
    this.letGo();
    this.letGo = () => {};
    if (!visible()) return;
    for (const one of this.shown.values()) one.close();
    this.shown.clear();
    locks.request(`chat-in-sight-${user}`, { mode: "shared" }, () => {
      if (!visible()) return undefined;
      return new Promise((resolve) => (this.letGo = () => resolve(undefined)));
    });
  }

  /** "on", "off", "denied" by the browser's own settings, or "absent" where there are none. */
  get state() {
    const { Notification, memory } = this.surroundings;
    if (!Notification) return "absent";
    if (Notification.permission === "denied") return "denied";
    return memory.get(SWITCH) === "on" && Notification.permission === "granted" ? "on" : "off";
  }

  /** Turns this device's notifications on or off. Asks for permission: only ever after a press. */
  async toggle() {
    const { Notification, memory } = this.surroundings;
    if (this.state === "on") memory.set(SWITCH, "");
    else if (this.state === "off") {
      const given = await Notification.requestPermission();
      if (given === "granted") memory.set(SWITCH, "on");
    }
    return this.state;
  }

  /**
   * Takes a message that was just heard.
   * @param {import("./types.js").Message} message
   * @param {import("./types.js").Room} room
   * @param {{quiet: boolean, words: string, roomName: string, open: () => void}} about
   */
  async heard(message, room, { quiet, words, roomName, open }) {
    const { user } = this.surroundings;
    const wanted = this.leads && this.state === "on";
    const watched = wanted && (await this.#watched());
    if (!verdict(message, room, { me: user, wanted, watched, quiet }).notify) return;
    const { title, body } = wordsOf(message, room, words, roomName);
    this.#show(`room-${room.id}`, title, body, open);
  }

  /**
   * Tells of a reminder whose time has come.
   * @param {import("./types.js").Reminder} reminder
   * @param {string} words
   * @param {{quiet: boolean, open: () => void}} about
   */
  async remind({ id }, words, { quiet, open }) {
    if (!this.leads || this.state !== "on" || quiet || (await this.#watched())) return;
    this.#show(`reminder-${id}`, words, "", open);
  }

  async #watched() {
    const { locks, user } = this.surroundings;
    const { held = [] } = await locks.query();
    return held.some(({ name }) => name === `chat-in-sight-${user}`);
  }

  #show(tag, title, body, open) {
    const { Notification } = this.surroundings;
    try {
      const one = new Notification(title, { body, tag });
      one.onclick = () => {
        one.close();
        open();
      };
      this.shown.get(tag)?.close();
      this.shown.set(tag, one);
    } catch {
      // some phones let only an installed page show any
    }
  }
}
