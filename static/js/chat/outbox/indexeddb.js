/** The outbox's storage on disk: one database per person: nobody sends as another. */
import { MemoryBox } from "./memory.js";

/** @typedef {import("../types.js").Pending} Pending */

const STORE = "messages";

/** @param {IDBRequest} request @returns {Promise<any>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction resolves once the change is on disk */
function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/**
 * Opens the outbox of a person; falls back to memory where storage is refused.
 * @param {number} userId
 */
export async function openBox(userId) {
  try {
    const request = indexedDB.open(`chat-outbox-${userId}`, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: "client_id" });
    return new DiskBox(await answer(request));
  } catch {
    return new MemoryBox();
  }
}

class DiskBox {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
    database.onversionchange = () => database.close();
  }

  all() {
    return answer(this.#records("readonly").getAll());
  }

  /** @param {string} id */
  get(id) {
    return answer(this.#records("readonly").get(id));
  }

  /** @param {Pending} record */
  put(record) {
    const records = this.#records("readwrite");
    records.put(record);
    return finished(records.transaction);
  }

  /** @param {string} id */
  remove(id) {
    const records = this.#records("readwrite");
    records.delete(id);
    return finished(records.transaction);
  }

  /** @param {IDBTransactionMode} mode */
  #records(mode) {
    /** @type {IDBTransactionOptions|undefined} */
    const options = mode === "readwrite" ? { durability: "strict" } : undefined;
    return this.database.transaction(STORE, mode, options).objectStore(STORE);
  }
}
