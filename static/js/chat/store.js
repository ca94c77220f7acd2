/** State: everything this page knows, changed only by frames of the server and pages of history. */
import { expireTyping, hearPresence, hearTyping } from "./store/ephemeral.js";
import { applyEvents } from "./store/events.js";
import { digestOf } from "./store/digest.js";
import { moveRead } from "./store/counts.js";
import { hearPerson, takeProfile, wantProfile } from "./store/profiles.js";
import { applyReset, applySynced, noteHeads, syncFailed } from "./store/sync.js";
import { applyViewer, applyWelcome } from "./store/viewer.js";
import { moveThreadRead, takeFollow } from "./store/threads.js";
import { addPage, forgetWindow, hasWindow, trimWindow } from "./store/window.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Wish} Wish */

/** @returns {State} */
function emptyState() {
  return {
    me: null,
    welcomed: false,
    viewerSeq: 0,
    heartbeat: 20,
    limits: {},
    rooms: new Map(),
    sections: [],
    closed: new Map(),
    followsCut: false,
    online: new Set(),
    people: new Map(),
    peopleSeq: 0,
    profiles: new Map(),
    reminders: new Map(),
  };
}

export class Store {
  /** @param {{now?: () => number, onWish?: (wish: Wish) => void}} [options] */
  constructor(options = {}) {
    this.state = emptyState();
    this.now = options.now ?? (() => Date.now());
    this.onWish = options.onWish ?? (() => {});
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** True from a wish for `hello` until the next welcome: one is enough. */
    this.awaitingHello = false;
    /** Rooms whose cursors the last hello told. @type {Set<number>} */
    this.told = new Set();
    /** Threads asked about because the welcome did not name all. @type {Set<string>} */
    this.askedFollows = new Set();
    /** People who were asked about, and of them those no question holds yet. @type {Set<number>} */
    this.askedProfiles = new Set();
    /** @type {Set<number>} */
    this.wantedProfiles = new Set();
  }

  /** @param {() => void} listener @returns {() => void} ends the subscription */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param {Frame} frame one frame of the server, in the order received */
  apply(frame) {
    const rule = RULES[frame.type];
    if (!rule) return;
    rule(this, frame);
    this.changed();
  }

  changed() {
    for (const listener of [...this.listeners]) listener();
  }

  /** @param {Wish} wish */
  wish(wish) {
    if (wish.kind === "hello") {
      if (this.awaitingHello) return;
      this.awaitingHello = true;
    }
    this.onWish(wish);
  }

  /** A hello went out and brought no welcome: the next reason may ask again. */
  helloFailed() {
    this.awaitingHello = false;
  }

  /** Without a connection nobody can say who is here. */
  forgetPresence() {
    this.state.online = new Set();
    this.changed();
  }

  syncFailed(roomId) {
    syncFailed(this, roomId);
  }

  /** @returns {Record<string, {epoch: string, seq: number}>} for `hello`: rooms with a window */
  cursors() {
    /** @type {Record<string, {epoch: string, seq: number}>} */
    const cursors = {};
    for (const room of this.state.rooms.values()) {
      if (hasWindow(room)) cursors[room.id] = { epoch: room.epoch, seq: room.cursor };
    }
    this.told = new Set(Object.keys(cursors).map(Number));
    return cursors;
  }

  cursorOf(roomId) {
    const room = this.state.rooms.get(roomId);
    return room && { epoch: room.epoch, seq: room.cursor };
  }

  roomBySlug(slug) {
    for (const room of this.state.rooms.values()) if (room.slug === slug) return room;
    return undefined;
  }

  /**
   * Takes a page of history into the room's window.
   * @param {number} roomId
   * @param {import("./types.js").Page} page
   * @param {"newest"|"around"|"before"|"after"} how
   * @param {number|null} [thread] whose page it is
   * @returns {boolean} false if the page was read too long ago and has to be asked for again
   */
  addPage(roomId, page, how, thread = null) {
    const taken = addPage(this, roomId, page, how, thread);
    this.changed();
    return taken;
  }

  trim(roomId, side, thread = null) {
    if (trimWindow(this, roomId, side, thread)) this.changed();
  }

  takeFollow(entry) {
    takeFollow(this, entry);
    this.changed();
  }

  moveThreadRead(roomId, thread, seq) {
    moveThreadRead(this, roomId, thread, seq);
    this.changed();
  }

  forget(roomId) {
    forgetWindow(this, roomId);
  }

  moveRead(roomId, seq) {
    moveRead(this, roomId, seq);
    this.changed();
  }

  setMembers(roomId, members) {
    const room = this.state.rooms.get(roomId);
    if (!room) return;
    room.members = new Map(members.map((member) => [member.user.id, member]));
    this.setPeople(members.map((member) => member.user));
  }

  /** Takes people as REST answers them, some with what they say of themselves. */
  setPeople(people) {
    for (const person of people) {
      if (person.seq === undefined) this.state.people.set(person.id, person);
      else takeProfile(this, person);
    }
    this.changed();
  }

  /** @param {number} id @returns {import("./types.js").Profile|undefined} asked for if unknown */
  profileOf(id) {
    wantProfile(this, id);
    return this.state.profiles.get(id);
  }

  /** A question was not answered: whoever is still shown is asked for again. @param {number[]} ids */
  forgetAsked(ids) {
    for (const id of ids) this.askedProfiles.delete(id);
    this.changed();
  }

  expireTyping() {
    if (expireTyping(this)) this.changed();
  }

  /** Milliseconds of the next typing line to end, or null. */
  nextTypingEnd() {
    let next = null;
    for (const room of this.state.rooms.values()) {
      for (const { until } of room.typing.values()) next = Math.min(next ?? until, until);
    }
    return next;
  }

  /** How many changes are known to be missing, over all rooms that have a window. */
  missing() {
    let missing = 0;
    for (const room of this.state.rooms.values()) {
      if (hasWindow(room)) missing += Math.max(0, room.seq - room.cursor);
    }
    return missing;
  }

  digest() {
    return digestOf(this.state);
  }
}

/** @type {Record<string, (store: Store, frame: any) => void>} */
const RULES = {
  welcome: applyWelcome,
  events: applyEvents,
  "room.synced": applySynced,
  "room.reset": applyReset,
  viewer: applyViewer,
  pong: noteHeads,
  typing: hearTyping,
  "person.changed": hearPerson,
  "presence.state": hearPresence,
  "presence.diff": hearPresence,
};
