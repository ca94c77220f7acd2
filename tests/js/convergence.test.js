/** Whatever a page missed, it ends with the same picture as one that was just opened. */
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/chat/store.js";
import { ANN, BOB, entry, message, welcome } from "./fakes.js";

/** Small and repeatable: a failing seed can be run again. */
function randomness(seed) {
  let value = seed >>> 0;
  return (below) => {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    return Math.floor((value / 2 ** 32) * below);
  };
}

/** The server's side of one room: state by seq, and the events that made it. */
class Lounge {
  constructor(pick) {
    Object.assign(this, { pick, seq: 0, read: 0, viewerSeq: 0, messages: new Map(), log: [] });
  }

  change(kind, state) {
    const current = { ...state, changed_seq: this.seq };
    this.messages.set(state.seq, current);
    this.log.push({ seq: this.seq, kind, at: state.at, by: state.author, message: current });
  }

  post() {
    this.seq += 1;
    const author = this.pick(4) === 0 ? ANN : BOB;
    const mentions = this.pick(3) === 0 ? [ANN.id] : [];
    const state = message(this.seq, { author: author.id, author_name: author.name, mentions });
    this.change("message.posted", state);
  }

  /** Changes one living message, if there is one. */
  alter() {
    const living = [...this.messages.values()].filter(({ deleted }) => !deleted);
    if (living.length === 0) return this.post();
    const old = living[this.pick(living.length)];
    this.seq += 1;
    const way = this.pick(3);
    if (way === 0) {
      const text = `edited ${this.seq}`;
      const mentions = this.pick(2) ? [ANN.id] : [];
      return this.change("message.edited", {
        ...old,
        text,
        html: text,
        mentions,
        edited_at: "now",
      });
    }
    if (way === 1) {
      const reactions = [{ emoji: "👍", users: [1 + this.pick(9)] }];
      return this.change("reaction.added", { ...old, reactions });
    }
    const gone = { text: "", html: "", mentions: [], reactions: [], deleted: { by: 2 } };
    return this.change("message.deleted", { ...old, ...gone });
  }

  unread() {
    const open = [...this.messages.values()].filter(
      (state) => state.seq > this.read && state.author !== ANN.id && !state.deleted,
    );
    const mentions = open.filter((state) => state.mentions.includes(ANN.id));
    return { unread: open.length, mentions: mentions.length };
  }

  entry() {
    return entry({ seq: this.seq, read: this.read, ...this.unread() });
  }

  welcome() {
    return welcome([this.entry()], { viewer_seq: this.viewerSeq });
  }

  changes(cursor, limit) {
    const changed = [...this.messages.values()]
      .filter((state) => state.changed_seq > cursor)
      .sort((a, b) => a.changed_seq - b.changed_seq);
    const more = changed.length > limit;
    const messages = changed.slice(0, limit);
    const seq = more ? messages.at(-1).changed_seq : this.seq;
    return { type: "room.synced", room: 3, epoch: "k1", messages, room_state: {}, seq, more };
  }

  page() {
    const messages = [...this.messages.values()].sort((a, b) => a.seq - b.seq);
    return { messages, epoch: "k1", seq: this.seq, has_before: false, has_after: false };
  }
}

/** A page on a bad line: its wishes are answered, its events dropped, doubled and torn apart. */
class Reader {
  constructor(lounge) {
    this.lounge = lounge;
    this.wishes = [];
    this.store = new Store({ now: () => 0, onWish: (wish) => this.wishes.push(wish) });
    this.sent = lounge.seq;
    this.hello();
    this.store.addPage(3, lounge.page(), "newest");
  }

  hello() {
    const cursor = this.store.cursors()[3];
    this.store.apply(this.lounge.welcome());
    if (cursor) this.store.apply(this.lounge.changes(cursor.seq, 5));
  }

  answer() {
    for (let turns = 0; this.wishes.length > 0; turns += 1) {
      assert.ok(turns < 500, "wishes end");
      const wish = this.wishes.shift();
      if (wish.kind === "hello") this.hello();
      if (wish.kind === "sync")
        this.store.apply(this.lounge.changes(this.store.cursorOf(3).seq, 5));
    }
  }

  hear(list) {
    if (list.length > 0) this.store.apply({ type: "events", room: 3, events: list });
    this.answer();
  }
}

function live(reader, pick) {
  const { lounge } = reader;
  const fresh = lounge.log.filter(({ seq }) => seq > reader.sent);
  reader.sent = lounge.seq;
  const way = pick(6);
  if (way === 0) return; // lost
  if (way === 1) reader.hear(fresh.slice(1)); // torn
  if (way === 2) reader.hear(fresh.slice(-3)); // late
  reader.hear(fresh);
  if (way === 3) reader.hear(fresh); // doubled
}

function move(reader, pick) {
  const { lounge } = reader;
  lounge.read = pick(lounge.seq + 1);
  lounge.viewerSeq += 1;
  if (pick(3) === 0) return; // lost: the next viewer event or pong shows it
  const frame = { type: "viewer", seq: lounge.viewerSeq, kind: "read.moved", room: 3 };
  reader.store.apply({ ...frame, read: lounge.read });
  reader.answer();
}

function heal(reader) {
  const { seq, viewerSeq } = reader.lounge;
  reader.store.apply({ type: "pong", ref: "p", heads: { 3: seq }, viewer_seq: viewerSeq });
  reader.answer();
}

for (let seed = 1; seed <= 300; seed += 1) {
  test(`a stale page converges on a fresh one, seed ${seed}`, () => {
    const pick = randomness(seed);
    const lounge = new Lounge(pick);
    for (let start = pick(20); start > 0; start -= 1) lounge.post();
    const stale = new Reader(lounge);
    for (let step = 0; step < 40; step += 1) {
      for (let count = 1 + pick(6); count > 0; count -= 1) pick(2) ? lounge.post() : lounge.alter();
      live(stale, pick);
      if (pick(5) === 0) move(stale, pick);
      if (pick(10) === 0) stale.hello();
      stale.answer();
    }
    heal(stale);
    const fresh = new Reader(lounge);
    assert.ok(lounge.messages.size > 20);
    assert.deepEqual(counts(stale), counts(fresh));
    assert.equal(stale.store.digest(), fresh.store.digest());
  });
}

function counts({ store }) {
  const { cursor, read, unread, mentions, messages } = store.state.rooms.get(3);
  return { cursor, read, unread, mentions, size: messages.size };
}
