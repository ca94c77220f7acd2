/** Stand-ins for what a browser and a server give: a clock, a WebSocket, frames. */

export class FakeTimers {
  constructor() {
    this.time = 0;
    this.next = 1;
    this.timers = new Map();
    this.setTimeout = (callback, milliseconds) => {
      this.timers.set(this.next, { at: this.time + milliseconds, callback });
      return this.next++;
    };
    this.clearTimeout = (timer) => this.timers.delete(timer);
    this.now = () => this.time;
  }

  /** Moves the clock and runs what is due, in order. */
  advance(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end);
      if (due.length === 0) break;
      const [id, timer] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
      this.timers.delete(id);
      this.time = timer.at;
      timer.callback();
    }
    this.time = end;
  }
}

/** A WebSocket whose other end is the test. */
export function fakeWebSocket() {
  return class FakeWebSocket {
    static made = [];
    constructor(url, protocols) {
      Object.assign(this, { url, protocols, sent: [], closed: false });
      FakeWebSocket.made.push(this);
    }
    static get last() {
      return FakeWebSocket.made.at(-1);
    }
    send(text) {
      this.sent.push(JSON.parse(text));
    }
    close() {
      this.closed = true;
    }
    hear(frame) {
      this.onmessage?.({ data: JSON.stringify(frame) });
    }
    end(code) {
      this.onclose?.({ code });
    }
    lastOf(type) {
      return this.sent.filter((frame) => frame.type === type).at(-1);
    }
  };
}

/** Lets every promise that can settle do so. */
export async function quiet() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

export const ANN = { id: 1, name: "ann" };
export const BOB = { id: 2, name: "bob" };

export function message(seq, fields = {}) {
  return {
    room: 3,
    seq,
    changed_seq: seq,
    client_id: `c${seq}`,
    author: BOB.id,
    author_name: BOB.name,
    at: "2026-11-24T02:00:00.000000Z",
    text: `text ${seq}`,
    html: `<p>text ${seq}</p>`,
    thread: null,
    replies: 0,
    last_reply: null,
    edited_at: null,
    deleted: null,
    attachments: [],
    previews: [],
    reactions: [],
    mentions: [],
    pinned: false,
    ...fields,
  };
}

export const posted = (seq, fields = {}) => ({
  seq,
  kind: "message.posted",
  at: "2026-11-24T02:00:00.000000Z",
  by: BOB.id,
  message: message(seq, fields),
});

export const events = (...list) => ({ type: "events", room: 3, events: list });

export const entry = (fields = {}) => ({
  id: 3,
  slug: "lounge",
  name: "Lounge",
  kind: "open",
  topic: "",
  archived: false,
  role: "member",
  level: "mentions",
  epoch: "k1",
  seq: 0,
  read: 0,
  unread: 0,
  mentions: 0,
  ...fields,
});

export const welcome = (rooms = [entry()], fields = {}) => ({
  type: "welcome",
  ref: "1",
  user: ANN,
  viewer_seq: 0,
  rooms,
  threads: [],
  heartbeat: 20,
  limits: {},
  ...fields,
});
