/** The store: every frame of the server, in order and out of it. */
import { silencedHere } from "../../static/js/chat/store/sanctions.js";
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/chat/store.js";
import { ANN, BOB, entry, events, message, posted, welcome } from "./fakes.js";

function opened(rooms = [entry()], page = null) {
  const wishes = [];
  let time = 0;
  const store = new Store({ now: () => time, onWish: (wish) => wishes.push(wish) });
  store.apply(welcome(rooms));
  if (page)
    store.addPage(3, { has_before: false, has_after: false, epoch: "k1", ...page }, "newest");
  const lounge = () => store.state.rooms.get(3);
  const shown = () => [...lounge().messages.keys()];
  return { store, wishes, lounge, shown, pass: (milliseconds) => (time += milliseconds) };
}

const change = (seq, kind, of, fields = {}) => ({
  seq,
  kind,
  at: "2026-11-24T02:00:01Z",
  by: BOB.id,
  message: message(of, { changed_seq: seq, ...fields }),
});
const synced = (seq, messages, fields = {}) => ({
  type: "room.synced",
  room: 3,
  epoch: "k1",
  seq,
  messages,
  room_state: {},
  more: false,
  ...fields,
});
const viewer = (seq, kind, fields) => ({ type: "viewer", seq, kind, ...fields });
const empty = { messages: [], seq: 0 };

test("a welcome is the whole snapshot: missing rooms are closed", () => {
  const { store } = opened([entry(), entry({ id: 4, slug: "board", name: "Board" })]);
  assert.equal(store.state.rooms.size, 2);
  store.apply(welcome([entry({ unread: 2 })], { viewer_seq: 5 }));
  assert.deepEqual([...store.state.rooms.keys()], [3]);
  assert.equal(store.state.closed.get("board").name, "Board");
  assert.equal(store.state.rooms.get(3).unread, 2);
  assert.equal(store.state.viewerSeq, 5);
});

test("events append in order and count as unread, own messages do not", () => {
  const { store, lounge, shown } = opened([entry()], empty);
  store.apply(events(posted(1), posted(2, { mentions: [ANN.id] }), posted(3, { author: ANN.id })));
  assert.deepEqual(shown(), [1, 2, 3]);
  assert.deepEqual([lounge().unread, lounge().mentions, lounge().cursor], [2, 1, 3]);
});

test("an event heard twice changes nothing", () => {
  const { store, lounge, shown } = opened([entry()], empty);
  store.apply(events(posted(1), posted(2)));
  const before = store.digest();
  store.apply(events(posted(1), posted(2)));
  assert.equal(store.digest(), before);
  assert.deepEqual(shown(), [1, 2]);
  assert.equal(lounge().unread, 2);
});

test("a gap draws nothing and asks for a sync once", () => {
  const { store, wishes, shown, lounge } = opened([entry()], empty);
  store.apply(events(posted(1)));
  store.apply(events(posted(3)));
  store.apply(events(posted(4)));
  assert.deepEqual(shown(), [1]);
  assert.deepEqual(wishes, [{ kind: "sync", room: 3 }]);
  assert.equal(store.missing(), 3);
  store.apply(synced(4, [message(2), message(3), message(4)]));
  assert.deepEqual(shown(), [1, 2, 3, 4]);
  assert.equal(lounge().unread, 4);
  assert.equal(store.missing(), 0);
});

test("a sync that answers less than the known head is followed by another", () => {
  const { store, wishes } = opened([entry()], empty);
  store.apply(events(posted(5)));
  store.apply(synced(3, [message(1), message(2), message(3)]));
  assert.equal(wishes.length, 2);
  store.apply(synced(5, [message(4), message(5)]));
  assert.equal(wishes.length, 2);
});

test("a sync with more asks on from its cursor", () => {
  const { store, wishes, shown } = opened([entry()], empty);
  store.apply(events(posted(4)));
  store.apply(synced(2, [message(1), message(2)], { more: true }));
  assert.deepEqual(store.cursorOf(3), { epoch: "k1", seq: 2 });
  assert.deepEqual(wishes, [
    { kind: "sync", room: 3 },
    { kind: "sync", room: 3 },
  ]);
  store.apply(synced(4, [message(3), message(4)]));
  assert.deepEqual(shown(), [1, 2, 3, 4]);
});

test("a question for a sync that got lost is asked again", () => {
  const { store, wishes, pass } = opened([entry()], empty);
  store.apply(events(posted(3)));
  store.syncFailed(3);
  store.apply(events(posted(4)));
  assert.equal(wishes.length, 2);
  pass(21_000);
  store.apply(events(posted(5)));
  assert.equal(wishes.length, 3);
});

test("an older state never replaces a newer one", () => {
  const { store, lounge } = opened([entry()], empty);
  store.apply(events(posted(1), change(2, "message.edited", 1, { text: "new", edited_at: "…" })));
  store.apply(synced(2, [message(1)]));
  assert.equal(lounge().messages.get(1).text, "new");
});

test("edits, reactions and tombstones replace the message in its place", () => {
  const { store, lounge, shown } = opened([entry()], empty);
  store.apply(events(posted(1), posted(2)));
  const reactions = [{ emoji: "👍", users: [2] }];
  store.apply(events(change(3, "reaction.added", 1, { reactions })));
  store.apply(events(change(4, "message.deleted", 2, { text: "", html: "", deleted: { by: 2 } })));
  assert.deepEqual(shown(), [1, 2]);
  assert.equal(lounge().messages.get(1).reactions[0].emoji, "👍");
  assert.ok(lounge().messages.get(2).deleted);
  assert.equal(lounge().unread, 1);
});

test("a mention that is edited in or deleted away counts and no longer counts", () => {
  const { store, lounge } = opened([entry()], empty);
  store.apply(events(posted(1), posted(2, { mentions: [ANN.id] })));
  store.apply(events(change(3, "message.edited", 1, { mentions: [ANN.id], edited_at: "…" })));
  assert.equal(lounge().mentions, 2);
  store.apply(events(change(4, "message.deleted", 2, { mentions: [], deleted: { by: 2 } })));
  assert.deepEqual([lounge().unread, lounge().mentions], [1, 1]);
});

test("a deletion of an unseen message with open mentions asks for exact counts", () => {
  const { store, wishes, lounge } = opened([entry({ seq: 9, read: 2, unread: 5, mentions: 2 })]);
  store.apply(events(change(10, "message.deleted", 7, { deleted: { by: 2 } })));
  assert.equal(lounge().unread, 4);
  assert.deepEqual(wishes, [{ kind: "hello" }]);
});

test("reading moves the pointer and counts what is left", () => {
  const { store, lounge } = opened([entry()], empty);
  store.apply(events(posted(1), posted(2), posted(3)));
  store.moveRead(3, 2);
  assert.deepEqual([lounge().read, lounge().unread], [2, 1]);
  store.moveRead(3, 3);
  assert.equal(lounge().unread, 0);
});

test("reading on another device counts the same here", () => {
  const { store, lounge } = opened([entry()], empty);
  store.apply(events(posted(1), posted(2)));
  store.apply(viewer(1, "read.moved", { room: 3, read: 2 }));
  assert.deepEqual([lounge().read, lounge().unread], [2, 0]);
});

test("a reset forgets the room's history and reloads it", () => {
  const { store, wishes, lounge } = opened([entry()], empty);
  store.apply(events(posted(1)));
  store.apply({ type: "room.reset", room: 3, epoch: "k9", seq: 7 });
  assert.deepEqual([lounge().epoch, lounge().cursor, lounge().loaded], ["k9", 7, false]);
  assert.deepEqual(wishes, [{ kind: "hello" }, { kind: "reload", room: 3 }]);
  store.apply(events(posted(8)));
  assert.equal(lounge().cursor, 8);
});

test("another epoch in the welcome reloads the room", () => {
  const { store, wishes, lounge } = opened([entry()], empty);
  store.apply(welcome([entry({ epoch: "k9", seq: 2, unread: 1 })]));
  assert.deepEqual(wishes, [{ kind: "reload", room: 3 }]);
  assert.deepEqual([lounge().cursor, lounge().unread, lounge().loaded], [2, 1, false]);
});

test("viewer events apply in order, a gap says hello once", () => {
  const { store, wishes } = opened();
  store.apply(viewer(1, "room.opened", { room: entry({ id: 4, slug: "board" }) }));
  assert.ok(store.roomBySlug("board"));
  store.apply(viewer(1, "room.closed", { room: 4 }));
  assert.ok(store.roomBySlug("board")); // heard before
  store.apply(viewer(3, "room.closed", { room: 4 }));
  store.apply(viewer(4, "level.changed", { room: 3, level: "nothing" }));
  assert.deepEqual(wishes, [{ kind: "hello" }]);
  store.apply(welcome([entry()], { viewer_seq: 4 }));
  assert.equal(store.roomBySlug("board"), undefined);
  store.apply(viewer(5, "level.changed", { room: 3, level: "nothing" }));
  assert.equal(store.state.rooms.get(3).level, "nothing");
});

test("roles of the viewer are kept", () => {
  const { store } = opened();
  store.apply(viewer(1, "role.changed", { role: "moderator" }));
  store.apply(viewer(2, "role.changed", { room: 3, role: "owner" }));
  assert.equal(store.state.me.role, "moderator");
  assert.equal(store.state.rooms.get(3).role, "owner");
});

const sanction = (fields) => ({
  sanction: { id: 1, room: null, until: "2030-01-01T00:00:00Z", reason: "spam", running: true, ...fields },
});

test("a suspension of the viewer is kept until it is lifted", () => {
  const { store } = opened();
  store.apply(viewer(1, "sanction.changed", sanction({ kind: "suspension" })));
  assert.equal(store.state.me.sanction.reason, "spam");
  store.apply(viewer(2, "sanction.changed", sanction({ kind: "suspension", running: false })));
  assert.equal(store.state.me.sanction, null);
});

test("whoever is welcomed is suspended no more", () => {
  const { store } = opened();
  store.apply(viewer(1, "sanction.changed", sanction({ kind: "suspension" })));
  store.apply(welcome([entry()], { viewer_seq: 2 }));
  assert.equal(store.state.me.sanction, null);
});

test("a mute holds in its room until its end, or until it is lifted", () => {
  const { store } = opened();
  const room = store.state.rooms.get(3);
  const [before, after] = [Date.parse("2029-12-31"), Date.parse("2030-01-02")];
  assert.equal(silencedHere(store.state, room, before), null);
  store.apply(viewer(1, "sanction.changed", sanction({ kind: "mute", room: 3 })));
  assert.equal(silencedHere(store.state, room, before), "2030-01-01T00:00:00Z");
  assert.equal(silencedHere(store.state, room, after), null);
  store.apply(viewer(2, "sanction.changed", sanction({ kind: "mute", room: 3, running: false })));
  assert.equal(silencedHere(store.state, room, before), null);
});

test("a mute everywhere holds in each room, and one without an end for good", () => {
  const { store } = opened();
  store.apply(viewer(1, "sanction.changed", sanction({ kind: "mute", until: null })));
  assert.equal(silencedHere(store.state, store.state.rooms.get(3)), "");
  store.apply(welcome([entry({ silenced_until: "2030-01-01T00:00:00Z" })], { viewer_seq: 2 }));
  const room = store.state.rooms.get(3);
  assert.equal(silencedHere(store.state, room, 0), "2030-01-01T00:00:00Z");
});

test("a warning is kept until it was read", () => {
  const { store } = opened();
  store.apply(viewer(1, "sanction.changed", sanction({ kind: "warning", running: false })));
  assert.equal(store.state.me.warning, "spam");
});

test("a change that the server only knows to exist says hello", () => {
  const { store, wishes } = opened();
  store.apply(viewer(1, "viewer.moved", {}));
  assert.deepEqual(wishes, [{ kind: "hello" }]);
});

test("a pong that is ahead asks for the room and for the viewer", () => {
  const { store, wishes } = opened([entry({ seq: 4 })]);
  store.apply({ type: "pong", ref: "9", heads: { 3: 4, 77: 5 }, viewer_seq: 0 });
  assert.deepEqual(wishes, []);
  store.apply({ type: "pong", ref: "9", heads: { 3: 6 }, viewer_seq: 2 });
  assert.deepEqual(wishes, [{ kind: "sync", room: 3 }, { kind: "hello" }]);
});

test("people come and go", () => {
  const { store, lounge } = opened();
  store.setMembers(3, [{ user: ANN, role: "owner" }]);
  const at = "2026-11-24T02:00:00Z";
  store.apply(events({ seq: 1, kind: "member.joined", at, by: 2, member: { user: BOB } }));
  assert.ok(lounge().members.has(BOB.id));
  store.apply(events({ seq: 2, kind: "member.left", at, by: 2, member: { user: BOB } }));
  assert.deepEqual([...lounge().members.keys()], [ANN.id]);
  assert.deepEqual([...lounge().marks.keys()], [1, 2]);
});

test("one's own removal closes the room", () => {
  const { store } = opened();
  store.apply(events({ seq: 1, kind: "member.left", at: "", by: 2, member: { user: ANN } }));
  assert.equal(store.state.rooms.size, 0);
  assert.equal(store.state.closed.get("lounge").id, 3);
});

test("a changed room shows its new name and topic", () => {
  const { store, lounge } = opened();
  const room = { id: 3, name: "Salon", topic: "Tea", slug: "salon", archived: true };
  store.apply(events({ seq: 1, kind: "room.changed", at: "", by: 2, room }));
  assert.deepEqual([lounge().name, lounge().topic, lounge().archived], ["Salon", "Tea", true]);
});

test("presence is a state, then diffs", () => {
  const { store } = opened();
  store.apply({ type: "presence.state", online: [7, 9] });
  store.apply({ type: "presence.diff", joins: [8], leaves: [7] });
  assert.deepEqual([...store.state.online].sort(), [8, 9]);
});

test("a typing line ends after five seconds, or with the message", () => {
  const { store, lounge, pass } = opened([entry()], empty);
  store.apply({ type: "typing", room: 3, user: 2, name: "bob" });
  store.apply({ type: "typing", room: 3, user: ANN.id, name: "ann" });
  assert.deepEqual([...lounge().typing.keys()], [2]);
  pass(4_999);
  store.expireTyping();
  assert.equal(lounge().typing.size, 1);
  pass(1);
  store.expireTyping();
  assert.equal(lounge().typing.size, 0);
  store.apply({ type: "typing", room: 3, user: 2, name: "bob" });
  store.apply(events(posted(1)));
  assert.equal(lounge().typing.size, 0);
});

test("an unknown frame is passed over", () => {
  const { store } = opened();
  const before = store.digest();
  store.apply({ type: "weather", sun: true });
  assert.equal(store.digest(), before);
});
