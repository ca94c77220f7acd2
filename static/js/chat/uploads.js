/** Files on their way: chosen beside a composer, sent while one writes, handed to the outbox. */
import { ChatError, TRANSIENT } from "./lib/errors.js";
import { randomUuid } from "./lib/uuid.js";

/** @typedef {import("./types.js").Chosen} Chosen */

const AT_ONCE = 2; // files of this page; the server takes four of a person, who may have two tabs

/**
 * @typedef {object} Way how far a file has come
 * @property {"waiting"|"sending"|"there"|"failed"} state
 * @property {number} share of its bytes that are sent, from 0 to 1
 * @property {string} [upload] its id, once it is there
 * @property {any} [error] why it failed
 * @property {AbortController} abort
 * @property {Promise<string>} arrival its id
 *
 * @typedef {object} UploadsOptions
 * @property {(file: Chosen, tell: (share: number) => void, signal: AbortSignal)
 *   => Promise<{id: string}>} post sends one file; rejects with ChatError
 * @property {(id: string, words: string) => Promise<any>} [describe] says what one shows
 * @property {(id: string) => Promise<any>} letGo forgets one that no message will carry
 * @property {() => void} changed
 * @property {() => string} [uuid]
 */

export class Uploads {
  /** @param {UploadsOptions} options */
  constructor(options) {
    this.options = options;
    /** What was chosen for each room or thread. @type {Map<string|number, Chosen[]>} */
    this.trays = new Map();
    /** @type {Map<string, Way>} by the file's key */
    this.ways = new Map();
    /** Addresses of pictures shown from this device, by key. @type {Map<string, string>} */
    this.previews = new Map();
    /** @type {Array<() => void>} */
    this.queue = [];
    this.running = 0;
  }

  /** @param {string|number} place a room or a thread */
  of(place) {
    return this.trays.get(place) ?? [];
  }

  /** Puts files beside a composer and begins to send them. @param {File[]} files */
  add(place, files) {
    const chosen = files.map((file) => ({
      key: (this.options.uuid ?? randomUuid)(),
      name: file.name,
      size: file.size,
      type: file.type,
      blob: file,
    }));
    this.trays.set(place, [...this.of(place), ...chosen]);
    for (const file of chosen) this.#begin(file);
    this.options.changed();
  }

  /** Takes a file away again. @param {Chosen} file */
  remove(place, file) {
    this.#keep(
      place,
      this.of(place).filter(({ key }) => key !== file.key),
    );
    this.drop([file]);
  }

  /** Hands over what was chosen: from here on it belongs to a message. @returns {Chosen[]} */
  take(place) {
    const files = this.of(place);
    this.#keep(place, []);
    return files;
  }

  /** Whether something was chosen that the server will never take. */
  blocked(place) {
    return this.of(place).some((file) => this.isRefused(file));
  }

  /** @param {Chosen} file */
  isRefused({ key }) {
    return isFinal(this.ways.get(key));
  }

  /** Whether sending it again may succeed. @param {Chosen} file */
  mayRetry(file) {
    return this.ways.get(file.key)?.state === "failed" && !this.isRefused(file);
  }

  /** @param {Chosen} file @returns {{state: string, share: number, error?: any}} */
  way(file) {
    if (file.upload) return { state: "there", share: 1 };
    return this.ways.get(file.key) ?? { state: "waiting", share: 0 };
  }

  /**
   * Sends a file, or joins what is under way.
   * @param {Chosen} file
   * @returns {Promise<string>} the upload's id; rejects with ChatError
   */
  send(file) {
    const way = this.ways.get(file.key);
    return way && way.state !== "failed" ? way.arrival : this.#begin(file);
  }

  /**
   * Sends a file for its message, and what it shows.
   * @param {Chosen} file
   * @returns {Promise<string>} the upload's id; rejects with ChatError
   */
  async handOver(file) {
    const id = await this.send(file);
    const words = file.description?.trim();
    if (words) await this.options.describe?.(id, words);
    return id;
  }

  /** Tries again what a lost connection or a busy server kept from arriving. */
  resume() {
    const chosen = [...this.trays.values()].flat();
    for (const file of chosen) if (this.mayRetry(file)) this.#begin(file);
  }

  /** Ends what is under way and lets go of what is there. @param {Chosen[]} files */
  drop(files) {
    for (const { key, upload } of files) {
      const way = this.ways.get(key);
      way?.abort.abort();
      this.#forget(key);
      const id = upload ?? way?.upload;
      if (id) this.options.letGo(id).catch(() => {}); // the server sweeps what no message names
    }
    this.options.changed();
  }

  /** The address under which a chosen picture is shown before it is sent. @param {Chosen} file */
  preview(file) {
    const known = this.previews.get(file.key);
    if (known) return known;
    const address = URL.createObjectURL(file.blob);
    this.previews.set(file.key, address);
    return address;
  }

  /** Forgets files that neither a composer nor the outbox has any more. @param {Set<string>} kept */
  prune(kept) {
    const chosen = [...this.trays.values()].flat().map(({ key }) => key);
    const all = new Set([...kept, ...chosen]);
    const known = [...this.ways.keys(), ...this.previews.keys()];
    for (const key of known) if (!all.has(key)) this.#forget(key);
  }

  #keep(place, files) {
    if (files.length > 0) this.trays.set(place, files);
    else this.trays.delete(place);
  }

  #forget(key) {
    this.ways.delete(key);
    const address = this.previews.get(key);
    if (address) URL.revokeObjectURL(address);
    this.previews.delete(key);
  }

  #begin(file) {
    /** @type {Way} */
    const way = { state: "waiting", share: 0, abort: new AbortController(), arrival: never };
    this.ways.set(file.key, way);
    way.arrival = this.#inTurn(() => this.#post(file, way));
    way.arrival.catch(() => {}); // its way says why
    return way.arrival;
  }

  async #inTurn(work) {
    while (this.running >= AT_ONCE) await new Promise((turn) => this.queue.push(() => turn(null)));
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.queue.shift()?.();
    }
  }

  async #post(file, way) {
    const { signal } = way.abort;
    signal.throwIfAborted();
    this.#show(way, { state: "sending" });
    try {
      const { id } = await this.options.post(file, (share) => this.#show(way, { share }), signal);
      if (signal.aborted) this.options.letGo(id).catch(() => {});
      this.#show(way, { state: "there", share: 1, upload: id });
      return id;
    } catch (error) {
      this.#show(way, { state: "failed", error });
      throw error;
    }
  }

  #show(way, change) {
    Object.assign(way, change);
    this.options.changed();
  }
}

/** @type {Promise<string>} */
const never = new Promise(() => {});

const isFinal = (way) =>
  way?.state === "failed" && way.error instanceof ChatError && !TRANSIENT.has(way.error.code);
