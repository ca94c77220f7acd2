/** Small things this browser remembers for one person: drafts, the last room, widths, the theme. */

export class Memory {
  /** @param {number} userId @param {Storage|null} [storage] */
  constructor(userId, storage = safeStorage()) {
    this.prefix = `chat-${userId}-`;
    this.storage = storage;
    /** Drafts as they are stored: every drawing asks for many. @type {Map<string|number, string>} */
    this.drafts = new Map();
    /** Where drafts lie, rooms and threads alike; null until somebody asks. @type {Set<string>|null} */
    this.places = null;
    globalThis.addEventListener?.("storage", () => this.#forget());
  }

  /** Another tab has written: what was known may be over. */
  #forget() {
    this.drafts.clear();
    this.places = null;
  }

  get(key) {
    try {
      return this.storage?.getItem(this.prefix + key) ?? "";
    } catch {
      return "";
    }
  }

  set(key, value) {
    try {
      if (value) this.storage?.setItem(this.prefix + key, value);
      else this.storage?.removeItem(this.prefix + key);
    } catch {
      // a full or refused storage loses a draft's safety net, not the draft on the screen
    }
  }

  /** @param {string|number} place a room or a thread */
  draft(place) {
    const known = this.drafts.get(place);
    if (known !== undefined) return known;
    const draft = this.get(`draft-${place}`);
    this.drafts.set(place, draft);
    return draft;
  }

  setDraft(place, text) {
    this.drafts.set(place, text);
    this.set(`draft-${place}`, text);
    if (text) this.#drafted().add(String(place));
    else this.#drafted().delete(String(place));
  }

  /** Whether anything unsent lies in a thread of a room. @param {number} roomId */
  draftInThreadOf(roomId) {
    for (const place of this.#drafted()) if (place.startsWith(`${roomId}-`)) return true;
    return false;
  }

  /** Looked up once: every drawing of the sidebar asks for every room. */
  #drafted() {
    const start = `${this.prefix}draft-`;
    this.places ??= new Set(
      this.#keys()
        .filter((key) => key.startsWith(start))
        .map((key) => key.slice(start.length)),
    );
    return this.places;
  }

  #keys() {
    try {
      return Object.keys(this.storage ?? {});
    } catch {
      return [];
    }
  }
}

function safeStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
