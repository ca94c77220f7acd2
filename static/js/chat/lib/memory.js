/** Small things this browser remembers for one person: drafts, the last room, widths, the theme. */

export class Memory {
  /** @param {number} userId @param {Storage|null} [storage] */
  constructor(userId, storage = safeStorage()) {
    this.prefix = `chat-${userId}-`;
    this.storage = storage;
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

  draft(roomId) {
    return this.get(`draft-${roomId}`);
  }

  setDraft(roomId, text) {
    this.set(`draft-${roomId}`, text);
  }
}

function safeStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
