/** Pins in the store: the mark on a message, and how many a room has. */
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/chat/store.js";
import { entry, events, message, welcome } from "./fakes.js";

const pin = (seq, of, pins, fields = {}) => ({
  seq,
  kind: pins ? "message.pinned" : "message.unpinned",
  at: "2026-11-24T02:00:00.000000Z",
  by: 2,
  message: message(of, { changed_seq: seq, pinned: pins > 0, ...fields }),
  pins,
});

function opened() {
  const store = new Store({ now: () => 0 });
  store.apply(welcome([entry({ seq: 2, read: 2, pins: 0 })]));
  const page = { messages: [message(1), message(2)], epoch: "k1", seq: 2 };
  store.addPage(3, { ...page, has_before: false, has_after: false }, "newest");
  return { store, lounge: () => store.state.rooms.get(3) };
}

test("a pin marks its message and is counted with its room, and so is its end", () => {
  const { store, lounge } = opened();
  store.apply(events(pin(3, 1, 1)));
  assert.deepEqual([lounge().pins, lounge().messages.get(1).pinned], [1, true]);
  store.apply(events(pin(4, 1, 0)));
  assert.deepEqual([lounge().pins, lounge().messages.get(1).pinned], [0, false]);
  assert.equal(lounge().unread, 0);
});

test("a deleted message takes its pin with it", () => {
  const { store, lounge } = opened();
  store.apply(events(pin(3, 1, 1)));
  const deleted = { at: "2026-11-24T02:00:01Z", by: 2 };
  store.apply(events({ ...pin(4, 1, 0, { deleted }), kind: "message.deleted" }));
  assert.deepEqual([lounge().pins, lounge().messages.get(1).pinned], [0, false]);
});

test("who missed the pins is told their number with what changed", () => {
  const { store, lounge } = opened();
  const synced = { type: "room.synced", room: 3, epoch: "k1", more: false, seq: 3 };
  const room_state = { slug: "lounge", name: "Lounge", pins: 1 };
  store.apply({ ...synced, room_state, messages: [message(1, { changed_seq: 3, pinned: true })] });
  assert.equal(lounge().pins, 1);
  const before = store.digest();
  store.apply(events(pin(4, 1, 0)));
  assert.notEqual(store.digest(), before);
});
