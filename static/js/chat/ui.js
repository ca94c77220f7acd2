/** What is open on this screen and nowhere else: the place, panels, dialogs, an edit under way. */

/** @typedef {import("./router.js").Route} Route */
/** @typedef {import("./types.js").Message} Message */

const NOTICE_LASTS = 6000; // milliseconds

export class Ui {
  constructor() {
    /** @type {Route} */
    this.route = null;
    /** @type {{name: string, retryAt?: number, reason?: string}} */
    this.connection = { name: "connecting" };
    /** @type {{room: number, seq: number, inThread?: boolean}|null} */
    this.editing = null;
    /** @type {"members"|"pins"|"search"|null} */
    this.panel = null;
    /** @type {{name: string, [key: string]: any}|null} */
    this.dialog = null;
    /**
     * Whose emoji is chosen: seq null is the composer, and `choose` takes it for something else.
     * @type {{room?: number, seq?: number|null, choose?: (emoji: string) => void, anchor: DOMRect}|null}
     */
    this.picker = null;
    /** @type {{room: number, seq: number, inThread?: boolean, anchor: DOMRect}|null} */
    this.menu = null;
    /** The message whose toolbar is raised. @type {number|null} */
    this.active = null;
    /** The same in the open thread. @type {number|null} */
    this.activeReply = null;
    /** The message a permalink points at. @type {number|null} */
    this.target = null;
    /** The same in the open thread. @type {number|null} */
    this.targetReply = null;
    /** The threads one follows, as their place lists them. @type {import("./actions/threads.js").Followed|null} */
    this.followed = null;
    /** What the places list, by their names. @type {Record<string, import("./actions/lists.js").List>} */
    this.lists = {};
    /** What is pinned in the open room. @type {import("./actions/pins.js").Pinned|null} */
    this.pinned = null;
    /** What is searched for, kept while its panel is closed. @type {import("./actions/search.js").Search|null} */
    this.search = null;
    /** Whether the field of the search is to have the focus once it is drawn. */
    this.searchWanted = false;
    /** Rooms whose pins changed while they were read. @type {Set<number>} */
    this.stalePins = new Set();
    /** Where the new line stands, by room or thread. @type {Map<number|string, number>} */
    this.newSince = new Map();
    /** What is being fetched, by room or thread. @type {Map<number|string, Set<string>>} */
    this.loading = new Map();
    /** @type {Set<number|string>} what could not be fetched: the history of rooms, members */
    this.failed = new Set();
    /** Whether everybody of the workspace has been asked for, to name who is not known. */
    this.met = false;
    /** Rooms looked up by address that one is not in. @type {Map<string, any>} */
    this.looked = new Map();
    /** @type {Array<{id: number, text: string, link: {path: string, label: string}|null}>} */
    this.notices = [];
    /** Where files are held over the page. @type {"room"|"thread"|null} */
    this.dropping = null;
    /** Where the account menu hangs. @type {DOMRect|null} */
    this.accountMenu = null;
    /** The person whose card is open, and where. @type {{id: number, anchor: DOMRect, rooms: any[]}|null} */
    this.card = null;
    /** Where the menu of a room's levels hangs. @type {DOMRect|null} */
    this.levelMenu = null;
    /** The menu that sorts a room or a section. @type {{room?: number, section?: number, anchor: DOMRect}|null} */
    this.sorting = null;
    /** The room that is dragged, and over which heading. @type {{room: number, over: any}|null} */
    this.dragged = null;
    /** The room that is on its way from one heading to another. @type {{room: number, from: any}|null} */
    this.carried = null;
    /** What a screen reader is told next. */
    this.spoken = "";
    this.atEnd = true;
    this.threadAtEnd = true;
    this.lastNotice = 0;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param {Partial<Ui>} change */
  set(change) {
    let differs = false;
    for (const [name, value] of Object.entries(change)) {
      if (this[name] === value) continue;
      this[name] = value;
      differs = true;
    }
    if (differs) this.changed();
  }

  /**
   * Says something for a moment, and leads to where it is.
   * @param {string} text
   * @param {{path: string, label: string}|null} [link]
   */
  notice(text, link = null) {
    const id = ++this.lastNotice;
    this.notices = [...this.notices.filter((notice) => notice.text !== text), { id, text, link }];
    this.changed();
    setTimeout(() => this.dismiss(id), NOTICE_LASTS);
  }

  dismiss(id) {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    this.changed();
  }

  isLoading(roomId, what) {
    return this.loading.get(roomId)?.has(what) ?? false;
  }

  setLoading(roomId, what, under) {
    const kept = this.loading.get(roomId) ?? new Set();
    if (under) kept.add(what);
    else kept.delete(what);
    this.loading.set(roomId, kept);
    this.changed();
  }

  changed() {
    for (const listener of [...this.listeners]) listener();
  }
}
