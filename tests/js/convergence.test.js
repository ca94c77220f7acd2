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
    /** Threads that ann follows, with her read pointer; and what she is to be told alone. */
    Object.assign(this, { follows: new Map(), told: [] });
  }

  change(kind, state) {
    const current = { ...state, changed_seq: this.seq };
    this.messages.set(state.seq, current);
    const event = { seq: this.seq, kind, at: state.at, by: state.author, message: current };
    const counts = state.thread && (kind === "message.posted" || kind === "message.deleted");
    this.log.push(counts ? { ...event, root: this.recountRoot(state.thread) } : event);
  }

  replies(thread) {
    return [...this.messages.values()].filter((state) => state.thread === thread);
  }

  recountRoot(thread) {
    const left = this.replies(thread).filter(({ deleted }) => !deleted);
    const last = left.sort((a, b) => a.seq - b.seq).at(-1);
    const last_reply = last ? { seq: last.seq, at: last.at, people: [last.author] } : null;
    const root = { ...this.messages.get(thread), replies: left.length, last_reply };
    this.messages.set(thread, { ...root, changed_seq: this.seq });
    return { seq: thread, replies: left.length, last_reply };
  }

  /** The first thread is the one that readers open. */
  reply() {
    const roots = [...this.messages.values()].filter(({ thread }) => !thread);
    if (roots.length === 0) return this.post();
    const root = roots[this.pick(Math.min(3, roots.length))];
    this.seq += 1;
    const author = this.pick(4) === 0 ? ANN : BOB;
    const mentions = this.pick(4) === 0 ? [ANN.id] : [];
    const fields = { author: author.id, author_name: author.name, mentions, thread: root.seq };
    this.change("message.posted", message(this.seq, fields));
    const concerned = author === ANN || mentions.length > 0 || root.author === ANN.id;
    if (concerned && !this.follows.has(root.seq)) {
      this.follows.set(root.seq, author === ANN ? this.seq : this.seq - 1);
      this.tellAnn("thread.followed", root.seq);
    }
  }

  tellAnn(kind, thread) {
    this.viewerSeq += 1;
    this.told.push({ type: "viewer", seq: this.viewerSeq, kind, thread: this.follow(thread) });
  }

  follow(thread) {
    const read = this.follows.get(thread);
    const counts = countOpen(this.replies(thread), read);
    return { room: 3, thread, seq: this.seq, read, ...counts };
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
    return countOpen(
      [...this.messages.values()].filter(({ thread }) => !thread),
      this.read,
    );
  }

  entry() {
    return entry({ seq: this.seq, read: this.read, ...this.unread() });
  }

  welcome() {
    const threads = [...this.follows.keys()].map((thread) => this.follow(thread));
    return welcome([this.entry()], { viewer_seq: this.viewerSeq, threads });
  }

  changes(cursor, limit) {
    const changed = [...this.messages.values()]
      .filter((state) => state.changed_seq > cursor)
      .sort((a, b) => a.changed_seq - b.changed_seq);
    const more = changed.length > limit;
    // As the server: never cut between a reply and its root, which one change touched.
    const whole = ({ changed_seq }) => changed_seq < changed[limit].changed_seq;
    const messages = more ? changed.slice(0, limit).filter(whole) : changed;
    const seq = more ? messages.at(-1).changed_seq : this.seq;
    return { type: "room.synced", room: 3, epoch: "k1", messages, room_state: {}, seq, more };
  }

  page() {
    return this.paged([...this.messages.values()].filter(({ thread }) => !thread));
  }

  threadPage(thread) {
    return this.paged([this.messages.get(thread), ...this.replies(thread)]);
  }

  paged(messages) {
    messages.sort((a, b) => a.seq - b.seq);
    return { messages, epoch: "k1", seq: this.seq, has_before: false, has_after: false };
  }
}

/** What of some messages is unread for ann beyond a pointer. */
function countOpen(states, read) {
  const open = states.filter(
    (state) => state.seq > read && state.author !== ANN.id && !state.deleted,
  );
  const mentions = open.filter((state) => state.mentions.includes(ANN.id));
  return { unread: open.length, mentions: mentions.length };
}

/** A page on a bad line: its wishes are answered, its events dropped, doubled and torn apart. */
class Reader {
  constructor(lounge) {
    this.lounge = lounge;
    this.wishes = [];
    this.store = new Store({ now: () => 0, onWish: (wish) => this.wishes.push(wish) });
    this.sent = lounge.seq;
    this.told = lounge.told.length;
    this.hello();
    this.store.addPage(3, lounge.page(), "newest");
    if (lounge.messages.has(1)) this.store.addPage(3, lounge.threadPage(1), "newest", 1);
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

/** What ann alone is told may be lost, and comes before or after what the room is told. */
function tell(reader, pick) {
  const fresh = reader.lounge.told.slice(reader.told);
  reader.told = reader.lounge.told.length;
  for (const frame of pick(4) === 0 ? fresh.slice(1) : fresh) reader.store.apply(frame);
  reader.answer();
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

/** Ann reads a thread: here, which is drawn at once, or on another device. */
function moveInThread(reader, pick) {
  const { lounge } = reader;
  const followed = [...lounge.follows.keys()];
  if (followed.length === 0) return;
  const thread = followed[pick(followed.length)];
  const seq = pick(lounge.seq + 1);
  if (pick(2)) reader.store.moveThreadRead(3, thread, seq);
  lounge.follows.set(thread, seq);
  lounge.tellAnn("thread.read.moved", thread);
  reader.answer();
}

function move(reader, pick) {
  const { lounge } = reader;
  lounge.read = pick(lounge.seq + 1);
  lounge.viewerSeq += 1;
  const frame = { type: "viewer", seq: lounge.viewerSeq, kind: "read.moved", room: 3 };
  lounge.told.push({ ...frame, read: lounge.read });
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
      for (let count = 1 + pick(6); count > 0; count -= 1) {
        [() => lounge.post(), () => lounge.alter(), () => lounge.reply()][pick(3)]();
      }
      if (pick(4) === 0) tell(stale, pick);
      live(stale, pick);
      if (pick(5) === 0) move(stale, pick);
      if (pick(5) === 0) moveInThread(stale, pick);
      if (pick(2)) tell(stale, pick);
      if (pick(10) === 0) stale.hello();
      stale.answer();
    }
    heal(stale);
    const fresh = new Reader(lounge);
    assert.ok(lounge.messages.size > 20);
    assert.deepEqual(counts(stale), counts(fresh));
    assert.deepEqual(follows(stale), follows(fresh));
    if (strand(stale)) assert.deepEqual(strand(stale), strand(fresh));
    assert.equal(stale.store.digest(), fresh.store.digest());
  });
}

function follows({ store }) {
  const all = [...store.state.rooms.get(3).follows.values()];
  const shown = all.map(({ thread, read, unread, mentions }) => [thread, read, unread, mentions]);
  return shown.sort(([a], [b]) => a - b);
}

/** The opened thread, where the stale page had one to open when it came. */
function strand({ store }) {
  const opened = store.state.rooms.get(3).strands.get(1);
  return opened && [opened.root, [...opened.messages.values()]];
}

function counts({ store }) {
  const { cursor, read, unread, mentions, messages } = store.state.rooms.get(3);
  return { cursor, read, unread, mentions, size: messages.size };
}
