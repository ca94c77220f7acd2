/** The outbox's storage in memory: for tests, and where the browser refuses IndexedDB. */

/** @typedef {import("../types.js").Pending} Pending */

export class MemoryBox {
  /** @param {Map<string, Pending>} [records] shared between boxes, as two tabs share a disk */
  constructor(records = new Map()) {
    this.records = records;
  }

  async all() {
    return [...this.records.values()].map((record) => ({ ...record }));
  }

  /** @param {string} id */
  async get(id) {
    const record = this.records.get(id);
    return record && { ...record };
  }

  /** @param {Pending} record */
  async put(record) {
    this.records.set(record.client_id, { ...record });
  }

  /** @param {string} id */
  async remove(id) {
    this.records.delete(id);
  }
}

/** Locks inside one page: the same promise as `navigator.locks.request`. */
export class MemoryLocks {
  constructor() {
    /** @type {Map<string, Promise<any>>} */
    this.tails = new Map();
  }

  /** @param {string} name @param {() => Promise<any>} work */
  request(name, work) {
    const turn = (this.tails.get(name) ?? Promise.resolve()).then(work, work);
    this.tails.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
}
