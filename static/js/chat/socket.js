/** Bytes: one WebSocket that is kept alive, with refs answered as promises. */
import { ChatError } from "./lib/errors.js";

const FIRST_DELAY = 0.5; // seconds; full jitter doubles from here …
const LAST_DELAY = 30; // … up to here, so that a herd spreads out
const SILENCE = 25; // seconds without any frame before the connection counts as dead
const WELCOME_WITHIN = 10; // seconds from opening to welcome
const ANSWER_WITHIN = 15; // seconds; later the outcome of a request is unknown
const CROWDED_DELAY = 10; // seconds to stay away after 4409 and 4429
const NAMED_REPLIES = new Set(["ack", "welcome", "pong", "room.synced", "room.reset"]);
const FINAL_CODES = new Map([
  [4401, "signed_out"],
  [4403, "suspended"],
]);
const CROWDED_CODES = new Set([4409, 4429]);

/**
 * @typedef {object} Timers
 * @property {(callback: () => void, milliseconds: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now milliseconds
 *
 * @typedef {object} SocketState
 * @property {"connecting"|"online"|"waiting"|"stopped"} name
 * @property {number} [retryAt] milliseconds, while waiting
 * @property {string} [reason] why it stopped: signed_out or suspended
 *
 * @typedef {object} SocketOptions
 * @property {string} url
 * @property {(frame: import("./types.js").Frame) => void} onFrame
 * @property {(state: SocketState) => void} [onState]
 * @property {string} [language] of the sentences that refusals are told in
 * @property {() => object} [cursors] what `hello` says about the rooms already known
 * @property {any} [WebSocket]
 * @property {Timers} [timers]
 * @property {() => number} [random]
 */

/** @type {Timers} */
const realTimers = {
  setTimeout: (callback, milliseconds) => globalThis.setTimeout(callback, milliseconds),
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
  now: () => Date.now(),
};

export class ChatSocket {
  /** @param {SocketOptions} options */
  constructor(options) {
    this.options = options;
    this.timers = options.timers ?? realTimers;
    this.random = options.random ?? Math.random;
    /** @type {SocketState} */
    this.state = { name: "stopped" };
    this.attempt = 0;
    this.received = 0;
    this.heartbeat = 20;
    this.lastRef = 0;
    /** @type {number|null} seconds, from a `reconnect` frame */
    this.toldDelay = null;
    /** @type {any} */
    this.socket = null;
    /** @type {Map<string, {resolve: Function, reject: Function, timer: any}>} */
    this.waiting = new Map();
    /** @type {Record<string, any>} */
    this.clocks = {};
  }

  start() {
    if (this.socket || this.state.name === "connecting") return;
    this.#open();
  }

  /** Ends the connection for good; `start` begins anew. */
  stop(reason = "") {
    this.#drop();
    this.#enter({ name: "stopped", reason });
  }

  /** The network is back, or somebody asked: try at once instead of waiting. */
  retryNow() {
    if (this.state.name !== "waiting") return;
    this.attempt = 0;
    this.#open();
  }

  /** Asks on a live connection whether it still lives, for a tab that slept. */
  probe() {
    if (this.state.name === "online") this.#ping();
    else this.retryNow();
  }

  /** Whether requests may be made: not on a socket that the server is about to close. */
  get online() {
    return this.state.name === "online" && this.toldDelay === null;
  }

  /**
   * Sends a frame and answers with its reply.
   * @param {{type: string, [key: string]: any}} frame
   * @returns {Promise<any>} rejects with ChatError; `disconnected` and `timeout` leave it open
   */
  request(frame) {
    if (!this.online) return Promise.reject(new ChatError("disconnected"));
    return this.#ask(frame);
  }

  /** Asks for the whole snapshot again, on the same socket. */
  hello() {
    return this.#ask({
      type: "hello",
      cursors: this.options.cursors?.() ?? {},
      ...(this.options.language && { language: this.options.language }),
    });
  }

  #ask(frame) {
    const ref = String(++this.lastRef);
    return new Promise((resolve, reject) => {
      const timer = this.timers.setTimeout(
        () => this.#settle(ref, new ChatError("timeout")),
        ANSWER_WITHIN * 1000,
      );
      this.waiting.set(ref, { resolve, reject, timer });
      this.#write({ ...frame, ref });
    });
  }

  #write(frame) {
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      this.#lost(1006); // a socket that cannot take a frame is as good as closed
    }
  }

  #settle(ref, error, answer = undefined) {
    const entry = this.waiting.get(ref);
    if (!entry) return;
    this.waiting.delete(ref);
    this.timers.clearTimeout(entry.timer);
    if (error) entry.reject(error);
    else entry.resolve(answer);
  }

  #open() {
    this.#drop();
    this.#enter({ name: "connecting" });
    const Socket = this.options.WebSocket ?? globalThis.WebSocket;
    const socket = new Socket(this.options.url, ["chat.v1"]);
    this.socket = socket;
    this.received = 0;
    this.toldDelay = null;
    socket.onopen = () => this.hello().catch((error) => this.#unwelcome(socket, error));
    socket.onmessage = (event) => this.socket === socket && this.#hear(event.data);
    socket.onclose = (event) => this.socket === socket && this.#lost(event.code);
    this.#clock("welcome", WELCOME_WITHIN, () => this.#lost(1006));
  }

  #hear(text) {
    this.received += 1;
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // not a frame of this protocol; the next gap asks again for what it held
    }
    this.#listen();
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "reconnect") this.toldDelay = Number(frame.after) || 0;
    this.options.onFrame(frame);
    if (frame.ref === undefined || frame.ref === null) return;
    if (frame.type === "error") {
      this.#settle(frame.ref, new ChatError(frame.code, frame.message, frame.retry_after));
    } else if (NAMED_REPLIES.has(frame.type)) this.#settle(frame.ref, null, frame);
  }

  /** A hello that was refused (a database that is down, say): away, and back when told. */
  #unwelcome(socket, error) {
    if (this.socket !== socket) return;
    this.toldDelay = error.retryAfter ?? null;
    this.#lost(1006);
  }

  #welcomed(frame) {
    this.heartbeat = frame.heartbeat || this.heartbeat;
    this.attempt = 0;
    this.#still("welcome");
    this.#listen();
    if (this.state.name !== "online") this.#beat();
    this.#enter({ name: "online" });
  }

  /** Restarts the clock of silence: any frame proves that the connection lives. */
  #listen() {
    this.#clock("silence", Math.max(SILENCE, this.heartbeat + 5), () => this.#lost(1006));
  }

  #beat() {
    this.#clock("heartbeat", this.heartbeat, () => {
      this.#ping();
      this.#beat();
    });
  }

  #ping() {
    this.#ask({ type: "ping", received: this.received }).catch(() => {});
    const patience = Math.min(5, SILENCE - this.heartbeat > 0 ? SILENCE - this.heartbeat : 5);
    this.#clock("silence", patience, () => this.#lost(1006));
  }

  #lost(code) {
    this.#drop();
    const reason = FINAL_CODES.get(code);
    if (reason) return this.#enter({ name: "stopped", reason });
    const delay = this.#delay(code);
    this.#enter({ name: "waiting", retryAt: this.timers.now() + delay * 1000 });
    this.#clock("retry", delay, () => this.#open());
  }

  /** Seconds until the next attempt. */
  #delay(code) {
    const ceiling = Math.min(LAST_DELAY, FIRST_DELAY * 2 ** (this.attempt + 1));
    const jitter = FIRST_DELAY + this.random() * Math.max(0, ceiling - FIRST_DELAY);
    this.attempt += 1;
    if (this.toldDelay !== null) return this.toldDelay;
    return CROWDED_CODES.has(code) ? CROWDED_DELAY + jitter : jitter;
  }

  #drop() {
    for (const name of Object.keys(this.clocks)) this.#still(name);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      try {
        socket.close();
      } catch {
        // already closed
      }
    }
    for (const ref of [...this.waiting.keys()]) this.#settle(ref, new ChatError("disconnected"));
  }

  #clock(name, seconds, callback) {
    this.#still(name);
    this.clocks[name] = this.timers.setTimeout(callback, seconds * 1000);
  }

  #still(name) {
    if (this.clocks[name] !== undefined) this.timers.clearTimeout(this.clocks[name]);
    delete this.clocks[name];
  }

  #enter(state) {
    this.state = state;
    this.options.onState?.(state);
  }
}
