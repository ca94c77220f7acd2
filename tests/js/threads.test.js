/** Threads in the store: roots, replies beside the timeline, follows and what is unread of them. */
import assert from "node:assert/strict";
import test from "node:test";
import { parsePath, threadPath } from "../../static/js/chat/router.js";
import { Store } from "../../static/js/chat/store.js";
import { messageOf } from "../../static/js/chat/store/strands.js";
import { threadCounts } from "../../static/js/chat/store/threads.js";
import { ANN, entry, events, message, posted, welcome } from "./fakes.js";

const follow = (fields = {}) => ({
  room: 3,
  thread: 1,
  seq: 1,
  read: 1,
  unread: 0,
  mentions: 0,
  ...fields,
});
const root = (seq, replies) => ({
  seq: 1,
  replies,
  last_reply: replies ? { seq, at: "2026-11-24T02:00:00Z", people: [2] } : null,
});
const reply = (seq, replies, fields = {}) => ({
  ...posted(seq, { thread: 1, ...fields }),
  root: root(seq, replies),
});
const page = (messages, seq) => ({
  messages,
  epoch: "k1",
  seq,
  has_before: false,
  has_after: false,
});

function opened(threads = [], fields = {}) {
  const wishes = [];
  const store = new Store({ now: () => 0, onWish: (wish) => wishes.push(wish) });
  store.apply(welcome([entry({ seq: 1, read: 1 })], { threads, ...fields }));
  store.addPage(3, page([message(1)], 1), "newest");
  const lounge = () => store.state.rooms.get(3);
  const counts = () => {
    const { read, unread, mentions } = lounge().follows.get(1) ?? {};
    return [read, unread, mentions];
  };
  return { store, wishes, lounge, counts };
}

test("a reply stays out of the timeline and is told on its root", () => {
  const { store, lounge } = opened();
  store.apply(events(reply(2, 1), posted(3)));
  assert.deepEqual([...lounge().messages.keys()], [1, 3]);
  assert.equal(lounge().unread, 1);
  const { replies, last_reply, changed_seq } = lounge().messages.get(1);
  assert.deepEqual([replies, last_reply.seq, changed_seq], [1, 2, 2]);
});

test("a page that was read before a reply learns of it", () => {
  const { store, lounge } = opened();
  store.apply(events(reply(2, 1)));
  store.addPage(3, page([message(1)], 1), "newest");
  assert.equal(lounge().messages.get(1).replies, 1);
});

test("an open thread grows with what is said in it", () => {
  const { store, lounge } = opened();
  store.apply(events(reply(2, 1)));
  store.addPage(3, page([message(1, { replies: 1 }), message(2, { thread: 1 })], 2), "newest", 1);
  store.apply(events(reply(3, 2), posted(4)));
  const strand = lounge().strands.get(1);
  assert.deepEqual([...strand.messages.keys()], [2, 3]);
  assert.equal(strand.root.replies, 2);
  assert.equal(messageOf(lounge(), 3).seq, 3);
});

test("replies of others are unread for whoever follows, and for nobody else", () => {
  const { store, counts } = opened([follow()]);
  const mine = { author: ANN.id };
  store.apply(events(reply(2, 1), reply(3, 2, { mentions: [ANN.id] }), reply(4, 3, mine)));
  assert.deepEqual(counts(), [1, 2, 1]);
  assert.deepEqual(threadCounts(store.state), { threads: 1, unread: 2, mentions: 1 });
  const other = opened();
  other.store.apply(events(reply(2, 1)));
  assert.deepEqual(threadCounts(other.store.state), { threads: 0, unread: 0, mentions: 0 });
});

test("a deleted reply is unread no more", () => {
  const { store, counts } = opened([follow()]);
  store.apply(events(reply(2, 1, { mentions: [ANN.id] })));
  const gone = message(2, { thread: 1, changed_seq: 3, deleted: { by: 2 } });
  const event = { seq: 3, kind: "message.deleted", at: "", by: 2, message: gone };
  store.apply(events({ ...event, root: root(3, 0) }));
  assert.deepEqual(counts(), [1, 0, 0]);
});

test("following is counted from the place it was told for, whichever comes first", () => {
  const told = (seq) => ({ type: "viewer", seq, kind: "thread.followed" });
  const entered = follow({ seq: 2, read: 1, unread: 1, mentions: 1 });
  const mention = reply(2, 1, { mentions: [ANN.id] });
  const before = opened();
  before.store.apply({ ...told(1), thread: entered });
  before.store.apply(events(mention, reply(3, 2)));
  const after = opened();
  after.store.apply(events(mention, reply(3, 2)));
  after.store.apply({ ...told(1), thread: entered });
  for (const { counts } of [before, after]) assert.deepEqual(counts(), [1, 2, 1]);
});

test("reading a thread here counts from what is here, elsewhere as the server says", () => {
  const { store, counts, wishes } = opened([follow()]);
  store.apply(events(reply(2, 1), reply(3, 2)));
  store.addPage(3, page([message(1), message(2, { thread: 1 })], 2), "newest", 1);
  store.moveThreadRead(3, 1, 2);
  assert.deepEqual(counts(), [2, 1, 0]);
  const moved = follow({ seq: 3, read: 3 });
  store.apply({ type: "viewer", seq: 1, kind: "thread.read.moved", thread: moved });
  assert.deepEqual(counts(), [3, 0, 0]);
  const left = { room: 3, thread: 1 };
  store.apply({ type: "viewer", seq: 2, kind: "thread.unfollowed", thread: left });
  assert.deepEqual(counts(), [undefined, undefined, undefined]);
  assert.deepEqual(wishes, []);
});

test("where the welcome names only some threads, others are asked for once", () => {
  const many = Array.from({ length: 500 }, (_, n) => follow({ thread: n + 10 }));
  const { store, wishes, counts } = opened(many);
  store.apply(events(reply(2, 1), reply(3, 2)));
  assert.deepEqual(wishes, [{ kind: "follow", room: 3, thread: 1 }]);
  store.takeFollow(follow({ seq: 3, unread: 2 }));
  assert.deepEqual(counts(), [1, 2, 0]);
});

test("who types in a thread is told with it, until the answer comes", () => {
  const { store, lounge } = opened();
  store.apply({ type: "typing", room: 3, user: 2, name: "bob", thread: 1 });
  assert.equal(lounge().typing.get(2).thread, 1);
  store.apply(events(reply(2, 1)));
  assert.equal(lounge().typing.size, 0);
});

test("a thread has an address", () => {
  const thread = { slug: "lounge", seq: null, thread: 12, reply: null };
  assert.deepEqual(parsePath("/rooms/lounge/12/thread"), thread);
  assert.deepEqual(parsePath(threadPath("lounge", 12, 40)), { ...thread, reply: 40 });
  assert.deepEqual(parsePath("/rooms/lounge/12"), { slug: "lounge", seq: 12 });
  assert.equal(parsePath("/threads")?.place, "threads");
  assert.equal(parsePath("/rooms/lounge/thread"), null);
});
