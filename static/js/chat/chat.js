/** The whole page's parts in one hand: what actions and views are given. */
import { Api } from "./api.js";
import { Announcer } from "./announcer.js";
import { enterRoom, reload } from "./actions/history.js";
import { hearCalls, loadList, lookAgain, refreshLists } from "./actions/lists.js";
import { beginNew } from "./actions/messages.js";
import { callBack } from "./actions/notify.js";
import { askPeople } from "./actions/people.js";
import { refreshPins } from "./actions/pins.js";
import { dueNow, tellDue } from "./actions/reminders.js";
import { forgetFound } from "./actions/search.js";
import { askFollow, enterThread, loadFollowed, refreshFollowed } from "./actions/threads.js";
import { t } from "./lib/text.js";
import { locale } from "./lib/locale.js";
import { Memory } from "./lib/memory.js";
import { Notifier } from "./notifier.js";
import { Outbox } from "./outbox.js";
import { openBox } from "./outbox/indexeddb.js";
import { Router, roomPath } from "./router.js";
import { ChatSocket } from "./socket.js";
import { Store } from "./store.js";
import { Uploads } from "./uploads.js";
import { Ui } from "./ui.js";

/**
 * @typedef {object} Config what the server tells the page
 * @property {{id: number, name: string, username?: string, role?: string}} user
 * @property {string} csrf_cookie
 * @property {{name: string}} workspace
 * @property {Record<string, string>} [text] sentences in the viewer's language
 * @property {Record<string, string>} urls
 */

const RETRY_WISH = 3; // seconds before a refused sync or hello is asked for again

export class Chat {
  /** @param {Config} config */
  constructor(config) {
    this.config = config;
    this.memory = new Memory(config.user.id);
    this.ui = new Ui();
    this.store = new Store({ onWish: (wish) => this.#grant(wish) });
    this.store.state.me = config.user;
    if (config.profile) this.store.setPeople([config.profile]);
    this.api = new Api({ csrfCookie: config.csrf_cookie });
    this.router = new Router((route) => this.#arrive(route));
    this.socket = new ChatSocket({
      url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
      cursors: () => this.store.cursors(),
      language: locale(),
      onFrame: (frame) => this.#hear(frame),
      onState: (state) => this.#connection(state),
    });
    this.uploads = new Uploads({
      post: (file, tell, signal) => this.api.upload(file, tell, signal),
      describe: (upload, words) => this.api.describeUpload(upload, words),
      letGo: (upload) => this.api.letGo(upload),
      changed: () => this.ui.changed(),
    });
    this.notifier = new Notifier({
      Notification: globalThis.Notification,
      locks: navigator.locks,
      visible: () => document.visibilityState === "visible",
      memory: this.memory,
      user: config.user.id,
    });
    /** @type {any} set once the box is open */
    this.outbox = null;
    /** The timeline's scrolling; set by its view. @type {any} */
    this.scroll = { arrive() {}, reveal() {}, toEnd() {} };
    /** The same of the open thread. @type {any} */
    this.threadScroll = { arrive() {}, reveal() {}, toEnd() {} };
    /** Set by the composers. @type {any} */
    this.composer = null;
    /** @type {any} */
    this.replyComposer = null;
    this.focusComposer = () => {};
    /** @type {(text: string) => void} */
    this.insertInComposer = () => {};
    this.announcer = new Announcer((spoken) => this.ui.set({ spoken }));
    this.typingSentAt = 0;
    /** @type {Map<number|string, any>} */
    this.readTimers = new Map();
    /** @type {number|string|null} a room or thread marked unread by hand while it is open */
    this.heldUnread = null;
    this.entered = "";
    this.enteredThread = "";
  }

  async start() {
    await this.#openOutbox();
    this.ui.set({ route: this.router.route });
    window.addEventListener("online", () => this.socket.retryNow());
    document.addEventListener("visibilitychange", () => this.#turned());
    this.socket.start();
    this.notifier.start();
  }

  async #openOutbox() {
    const others = new BroadcastChannel(`chat-outbox-${this.config.user.id}`);
    this.outbox = new Outbox({
      box: await openBox(this.config.user.id),
      locks: navigator.locks,
      online: () => this.socket.online,
      send: (message) => this.socket.request({ type: "message.post", ...message }),
      upload: (file) => this.uploads.handOver(file),
      drop: (files) => this.uploads.drop(files),
      tellOthers: () => others.postMessage("changed"),
    });
    this.outbox.subscribe(() => this.uploads.prune(this.outbox.fileKeys()));
    others.onmessage = () => this.outbox.load();
    await this.outbox.load();
  }

  currentRoom() {
    return this.ui.route ? this.store.roomBySlug(this.ui.route.slug) : undefined;
  }

  #hear(frame) {
    const open = this.currentRoom();
    const due = this.store.state.welcomed && ["welcome", "viewer"].includes(frame.type) && dueNow(this);
    this.store.apply(frame);
    if (due) tellDue(this, due);
    if (open) this.#follow(open);
    if (frame.type === "welcome") this.#welcomed();
    if (frame.type === "viewer") this.#enter();
    if (frame.type === "viewer" && frame.kind.startsWith("thread.")) refreshFollowed(this);
    if (frame.type === "viewer") refreshLists(this, frame.kind);
    if (frame.type === "events" || frame.type === "room.synced") this.#echoes(frame);
    if (frame.type === "events" || frame.type === "room.synced") refreshPins(this, frame);
    if (["events", "room.synced", "viewer"].includes(frame.type)) forgetFound(this, frame);
    if (frame.type === "events" || frame.type === "room.synced") this.#keepSize(frame.room);
    if (frame.type === "events") this.#announce(frame);
    if (frame.type === "events") callBack(this, frame);
    if (frame.type === "events") hearCalls(this, frame);
    if (frame.type === "notice") this.ui.notice(frame.message);
  }

  /** What arrives makes something give way, on the side where nobody is reading. */
  #keepSize(room) {
    const reading = room === this.currentRoom()?.id && !this.ui.atEnd;
    this.store.trim(room, reading ? "end" : "start");
  }

  /** The open room may have got another address: the page stays where it is in it. */
  #follow({ slug }) {
    const { route } = this.ui;
    if (!route || slug === route.slug) return;
    const path = location.pathname.replace(roomPath(route.slug), roomPath(slug));
    history.replaceState(history.state, "", path);
    this.ui.set({ route: { ...route, slug } });
  }

  #welcomed() {
    this.ui.failed.clear();
    askPeople(this);
    if (!this.currentRoom()?.loaded) this.entered = ""; // what could not be fetched, once more
    const thread = this.ui.route?.thread;
    if (thread && !this.currentRoom()?.strands.get(thread)?.loaded) this.enteredThread = "";
    refreshFollowed(this);
    lookAgain(this, this.ui.route?.place);
    this.#enter();
    this.uploads.resume();
    this.outbox.drain();
  }

  /** Own messages that came back need no place in the outbox any more. */
  #echoes(frame) {
    const me = this.store.state.me?.id;
    const messages = frame.messages ?? frame.events.map((event) => event.message);
    for (const message of messages) {
      if (message?.author === me) this.outbox.echoed(message.client_id);
    }
    const room = this.store.state.rooms.get(frame.room);
    if (room) this.outbox.settle(room.id, room.cursor);
  }

  /** New words of others in the open room are read out; history and own words are not. */
  #announce(frame) {
    if (frame.events.some(({ root }) => root)) refreshFollowed(this);
    if (frame.room !== this.currentRoom()?.id) return;
    for (const { kind, message } of frame.events) {
      const others = message?.author !== this.store.state.me?.id;
      const shown = !message?.thread || message.thread === this.ui.route?.thread;
      if (kind === "message.posted" && others && shown) this.announcer.heard(message);
    }
  }

  #arrive(route) {
    const before = this.currentRoom();
    const beside = Boolean(route?.thread || this.ui.route?.thread);
    this.heldUnread = null;
    this.ui.set({ route, editing: null, picker: null, menu: null, active: null });
    this.ui.set({ targetReply: route?.reply ?? null, activeReply: null });
    if (before && before !== this.currentRoom()) this.store.trim(before.id, "start");
    this.enteredThread = "";
    // A thread is opened and closed beside the timeline, which stays where its reader is.
    const stays = beside && before?.loaded && before === this.currentRoom();
    if (!stays) {
      this.entered = "";
      this.ui.set({ target: route?.seq ?? null });
    } else if (before) this.entered = `${before.id}/${route?.seq ?? null}`;
    this.#enter();
    if (route?.place === "threads") loadFollowed(this);
    else if (route?.place) loadList(this, route.place);
  }

  /** Enters the room of the address once, as soon as its entry is known, and its thread. */
  #enter() {
    const { route } = this.ui;
    if (!route) return this.#home();
    const room = this.currentRoom();
    if (!room) return;
    const place = `${room.id}/${route.seq}`;
    if (this.entered !== place) enterRoom(this, room.id, route.seq);
    this.entered = place;
    const thread = `${room.id}/${route.thread}/${route.reply}`;
    if (!route.thread || this.enteredThread === thread) return;
    this.enteredThread = thread;
    enterThread(this, room.id, route.thread, route.reply ?? null);
  }

  /** The root leads to the last room on wide screens and to the list of rooms on narrow ones. */
  #home() {
    if (matchMedia("(max-width: 40rem)").matches) return;
    const last = this.store.roomBySlug(this.memory.get("last-room"));
    const room = last ?? [...this.store.state.rooms.values()][0];
    if (room) this.router.go(`/rooms/${room.slug}`, { replace: true });
  }

  #turned() {
    const room = this.currentRoom();
    this.notifier.turned();
    if (document.visibilityState !== "visible") return room && beginNew(this, room);
    this.socket.probe();
    this.ui.changed();
  }

  #connection(state) {
    this.ui.set({ connection: state });
    if (state.name === "waiting") this.store.helloFailed();
    if (state.name === "waiting" || state.name === "stopped") this.store.forgetPresence();
    if (state.reason === "signed_out") this.#signIn();
  }

  /** Leads to the sign-in page, if signing in is what is missing; the outbox waits on the disk. */
  async #signIn() {
    const { sign_in } = this.config.urls;
    const isOver = await this.api.me().then(
      () => false,
      (error) => error.code === "unauthenticated",
    );
    // A change of password gives this browser a new session: the old one ended, nobody left.
    if (!isOver) setTimeout(() => this.socket.start(), RETRY_WISH * 1000);
    else if (sign_in)
      location.assign(`${sign_in}?next=${encodeURIComponent(location.pathname)}`);
  }

  /** Asks the server for what the store lacks. */
  #grant(wish) {
    if (wish.kind === "reload") return queueMicrotask(() => this.#reload(wish.room));
    if (wish.kind === "follow")
      return askFollow(this, wish.room, wish.thread).catch(() => {}); // the next welcome says it
    if (wish.kind === "people") return askPeople(this);
    if (wish.kind === "notice") return this.ui.notice(t(wish.sentence));
    if (wish.kind === "hello") return this.#again(this.socket.hello(), () => this.#helloAgain());
    const cursor = this.store.cursorOf(wish.room);
    const question = this.socket.request({ type: "sync", room: wish.room, cursor });
    this.#again(question, () => this.#syncAgain(wish.room));
  }

  #reload(roomId) {
    reload(this, roomId);
    this.ui.set({ pinned: null });
    this.enteredThread = "";
    this.#enter();
  }

  #again(question, retry) {
    question.catch((error) => {
      if (error.code === "disconnected") return; // the next welcome says it all
      setTimeout(retry, (error.retryAfter ?? RETRY_WISH) * 1000);
    });
  }

  #helloAgain() {
    this.store.helloFailed();
    this.store.wish({ kind: "hello" });
  }

  #syncAgain(roomId) {
    this.store.syncFailed(roomId);
    const room = this.store.state.rooms.get(roomId);
    if (room && room.seq > room.cursor)
      this.store.apply({ type: "pong", heads: { [roomId]: room.seq } });
  }
}
