/** Small things this browser remembers for one person: drafts, the last room, widths, the theme. */

export class Memory {
  /** @param {number} userId @param {Storage|null} [storage] */
  constructor(userId, storage = safeStorage()) {
    this.prefix = `chat-${userId}-`;
    this.storage = storage;
    /** Drafts as they are stored: every drawing asks for many. @type {Map<string|number, string>} */
    this.drafts = new Map();
    globalThis.addEventListener?.("storage", () => this.drafts.clear());
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
  }
}

function safeStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
