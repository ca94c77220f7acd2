/** Nothing typed is lost: messages wait on disk until the server has acked them. */
import { ChatError, TRANSIENT } from "./lib/errors.js";
import { randomUuid } from "./lib/uuid.js";

/** @typedef {import("./types.js").Pending} Pending */
/** @typedef {import("./types.js").Chosen} Chosen */

const FALLBACK_WAIT = 3; // seconds before asking again when the server names no delay
const GONE = new Set(["not_found", "conflict"]); // of uploads that waited too long: sent again
const LONGEST_WAIT = 60; // seconds; a server that names more is asked earlier than that

/**
 * @typedef {object} OutboxOptions
 * @property {any} box where records are kept: all, get, put, remove
 * @property {(message: {room: number, client_id: string, text: string, thread?: number,
 *   attachments?: string[]}) => Promise<{seq: number}>} send posts one message; rejects with ChatError
 * @property {(file: Chosen) => Promise<string>} [upload] sends one file; rejects as `send` does
 * @property {(files: Chosen[]) => void} [drop] lets go of the files of a discarded message
 * @property {() => boolean} online
 * @property {any} [locks] like navigator.locks; lets one tab at a time send for a room
 * @property {() => void} [tellOthers] says to other tabs that the box changed
 * @property {() => string} [uuid]
 * @property {() => number} [now]
 * @property {(callback: () => void, milliseconds: number) => any} [setTimeout]
 */

export class Outbox {
  /** @param {OutboxOptions} options */
  constructor(options) {
    this.options = options;
    this.now = options.now ?? (() => Date.now());
    /** @type {Map<string, Pending>} what is shown, in the order written */
    this.pending = new Map();
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {Set<number>} rooms being sent for by this tab */
    this.draining = new Set();
    /** @type {Map<string, Promise<void>>} records on their way to the disk */
    this.keeping = new Map();
    /** @type {Set<string>} records that the disk refused: kept in memory alone */
    this.loose = new Set();
    /** @type {Map<number, number>} when a room may be sent for again, in milliseconds */
    this.notBefore = new Map();
    this.lastOrder = 0;
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads the box: at start, and when another tab changed it. */
  async load() {
    const records = await this.options.box.all();
    const shown = records.map((record) => this.#shown(record));
    const onDisk = new Set(records.map((record) => record.client_id));
    for (const [id, record] of this.pending) {
      if (!onDisk.has(id) && this.#onlyHere(record)) shown.push(record);
    }
    shown.sort((a, b) => a.order - b.order);
    this.pending = new Map(shown.map((record) => [record.client_id, record]));
    this.#changed();
    this.drain();
  }

  #onlyHere({ client_id, state }) {
    return state === "sent" || this.keeping.has(client_id) || this.loose.has(client_id);
  }

  /** A record on disk says nothing of what is in flight: this tab knows that itself. */
  #shown(record) {
    const known = this.pending.get(record.client_id);
    if (known && known.state !== "failed" && record.state !== "failed") return known;
    return { ...record, state: record.state === "failed" ? "failed" : "waiting" };
  }

  /**
   * Keeps a message and starts to send it.
   * @param {number} room
   * @param {string} text
   * @param {number|null} [thread]
   * @param {Chosen[]} [files] kept with it, and sent before it
   * @returns {Promise<string>} its client_id, once it is on disk
   */
  async add(room, text, thread = null, files = []) {
    const client_id = (this.options.uuid ?? randomUuid)();
    this.lastOrder = Math.max(this.lastOrder + 1, this.now());
    /** @type {Pending} */
    const record = {
      client_id,
      room,
      text,
      thread,
      files,
      order: this.lastOrder,
      at: new Date(this.now()).toISOString(),
      state: "waiting",
    };
    this.pending.set(client_id, record);
    this.#changed();
    await this.#keep(record);
    this.drain(room);
    return client_id;
  }

  /** Messages of a room that the server has not been seen to hold. */
  of(room) {
    return [...this.pending.values()].filter((record) => record.room === room);
  }

  /** The files that messages here still need. @returns {Set<string>} */
  fileKeys() {
    return new Set([...this.pending.values()].flatMap(filesOf).map(({ key }) => key));
  }

  /** How many messages will be sent once there is a connection. */
  get waiting() {
    return [...this.pending.values()].filter(({ state }) => state === "waiting").length;
  }

  async retry(clientId) {
    const record = this.pending.get(clientId);
    if (!record) return;
    if (GONE.has(record.code ?? "")) for (const file of filesOf(record)) delete file.upload;
    this.#show(record, { state: "waiting", code: undefined, sentence: undefined });
    this.notBefore.delete(record.room);
    await this.#keep(record);
    this.drain(record.room);
  }

  async discard(clientId) {
    const files = filesOf(this.pending.get(clientId));
    this.pending.delete(clientId);
    if (files.length > 0) this.options.drop?.(files);
    this.#changed();
    await this.#forget(clientId);
  }

  /** The message was seen in the room: it needs no place here any more. */
  echoed(clientId) {
    if (!this.pending.has(clientId)) return;
    this.pending.delete(clientId);
    this.#changed();
    this.#forget(clientId);
  }

  /** Drops acked messages that the room has meanwhile caught up with. */
  settle(room, cursor) {
    for (const record of this.of(room)) {
      if (record.state === "sent" && (record.seq ?? 0) <= cursor) this.echoed(record.client_id);
    }
  }

  /** Sends what waits, room by room; safe to call at any time. */
  drain(room = undefined) {
    if (!this.options.online()) return;
    const rooms = new Set([...this.pending.values()].filter(isOpen).map((record) => record.room));
    for (const id of room === undefined ? rooms : [room]) if (rooms.has(id)) this.#drainRoom(id);
  }

  async #drainRoom(room) {
    if (this.draining.has(room) || (this.notBefore.get(room) ?? 0) > this.now()) return;
    this.draining.add(room);
    let wait = null;
    try {
      const work = () => this.#sendAll(room);
      const { locks } = this.options;
      wait = await (locks ? locks.request(`chat-outbox-${room}`, work) : work());
    } finally {
      this.draining.delete(room);
    }
    if (wait !== null) this.#later(room, wait);
    else if (this.of(room).some(isOpen)) this.drain(room); // came in while the last was sent
  }

  /** @returns {Promise<number|null>} seconds to wait before going on, or null when done */
  async #sendAll(room) {
    for (let record = this.#next(room); record; record = this.#next(room)) {
      if (!this.options.online()) return Infinity;
      const wait = await this.#sendOne(record);
      if (wait !== null) return wait;
    }
    return null;
  }

  #next(room) {
    return this.of(room).find(isOpen);
  }

  async #sendOne(record) {
    if (!(await this.#stillKept(record))) return null;
    this.#show(record, { state: "sending" });
    try {
      await this.#sendFiles(record);
      if (!this.pending.has(record.client_id)) return null; // discarded meanwhile
      const { seq } = await this.options.send(frameOf(record));
      this.#acked(record, seq);
      await this.#forget(record.client_id);
      return null;
    } catch (error) {
      return this.#refused(record, error);
    }
  }

  /** What the server has is written down before a message names it: a repeat must name the same. */
  async #sendFiles(record) {
    const missing = filesOf(record).filter(({ upload }) => !upload);
    if (missing.length === 0) return;
    const send = async (file) => {
      file.upload = await this.options.upload?.(file);
    };
    await Promise.all(missing.map(send));
    if (this.pending.has(record.client_id)) await this.#keep(record);
  }

  /** Another tab may have sent or discarded it while this one waited for its turn. */
  async #stillKept(record) {
    await this.keeping.get(record.client_id);
    const loose = this.loose.has(record.client_id);
    const kept = loose || (await this.options.box.get(record.client_id).catch(() => record));
    if (kept?.files) record.files = kept.files; // with the uploads another tab has made of them
    if (kept && this.pending.has(record.client_id)) return true;
    this.pending.delete(record.client_id);
    this.#changed();
    return false;
  }

  #acked(record, seq) {
    if (this.pending.has(record.client_id)) this.#show(record, { state: "sent", seq });
  }

  async #refused(record, error) {
    if (!this.pending.has(record.client_id)) return null; // its echo arrived all the same
    if (isTransient(error)) {
      this.#show(record, { state: "waiting", code: error.code });
      return this.options.online() ? (error.retryAfter ?? FALLBACK_WAIT) : Infinity;
    }
    this.#show(record, { state: "failed", code: error.code, sentence: error.message });
    await this.#keep(record);
    return null;
  }

  #later(room, seconds) {
    if (seconds === Infinity) return; // the connection's return drains again
    const delay = Math.min(seconds, LONGEST_WAIT) * 1000;
    this.notBefore.set(room, this.now() + delay);
    (this.options.setTimeout ?? globalThis.setTimeout)(() => this.drain(room), delay);
  }

  #show(record, change) {
    Object.assign(record, change);
    this.#changed();
  }

  async #keep(record) {
    const state = record.state === "failed" ? "failed" : "waiting";
    const put = this.options.box.put({ ...record, state }).then(
      () => this.loose.delete(record.client_id),
      () => this.loose.add(record.client_id), // a full disk: still sent, but not after a reload
    );
    this.keeping.set(record.client_id, put);
    await put;
    if (this.keeping.get(record.client_id) === put) this.keeping.delete(record.client_id);
    this.options.tellOthers?.();
  }

  async #forget(clientId) {
    this.loose.delete(clientId);
    await this.options.box.remove(clientId).catch(() => {}); // a repeat is answered as the first
    this.options.tellOthers?.();
  }

  #changed() {
    for (const listener of [...this.listeners]) listener();
  }
}

const isOpen = ({ state }) => state === "waiting" || state === "sending";
const isTransient = (error) => !(error instanceof ChatError) || TRANSIENT.has(error.code);

function frameOf({ room, client_id, text, thread, files }) {
  const frame = { room, client_id, text };
  if (thread) frame.thread = thread;
  if (files?.length > 0) frame.attachments = files.map(({ upload }) => upload);
  return frame;
}

/** @param {Pending} [record] written by an earlier version it knows of no files */
const filesOf = (record) => record?.files ?? [];
