/** What one keeps, in the store: told by welcome, by other devices, and ended by a deletion. */
import assert from "node:assert/strict";
import test from "node:test";
import { parsePath } from "../../static/js/chat/router.js";
import { Store } from "../../static/js/chat/store.js";
import { entry, events, message, welcome } from "./fakes.js";

function opened(bookmarks) {
  const store = new Store({ now: () => 0 });
  store.apply(welcome([entry({ seq: 2, read: 2, bookmarks })]));
  const kept = () => [...(store.state.rooms.get(3)?.bookmarks ?? [])];
  const told = (seq, kind, of) =>
    store.apply({ type: "viewer", seq, kind: `bookmark.${kind}`, room: 3, message: of });
  return { store, kept, told };
}

const deletion = (seq, of) => ({
  seq,
  kind: "message.deleted",
  at: "2026-11-24T02:00:00.000000Z",
  by: 2,
  message: message(of, { changed_seq: seq, deleted: { at: "now", by: 2 }, text: "", html: "" }),
});

test("a welcome names what is kept, and the next one what is kept by then", () => {
  const { store, kept } = opened([1, 2]);
  assert.deepEqual(kept(), [1, 2]);
  store.apply(welcome([entry({ seq: 2, read: 2 })]));
  assert.deepEqual(kept(), []);
});

test("another device keeps a message and lets go of one", () => {
  const { store, kept, told } = opened([1]);
  const before = store.digest();
  told(1, "added", 2);
  assert.deepEqual(kept(), [1, 2]);
  assert.notEqual(store.digest(), before);
  told(2, "removed", 1);
  assert.deepEqual(kept(), [2]);
});

test("a deleted message is kept no longer, whichever is heard first", () => {
  const { store, kept, told } = opened([1]);
  store.apply(events(deletion(3, 1), deletion(4, 2)));
  assert.deepEqual(kept(), []);
  told(1, "added", 2);
  assert.deepEqual(kept(), []);
});

test("a room that is left takes what was kept in it, and brings it back", () => {
  const { store, kept } = opened([1]);
  store.apply({ type: "viewer", seq: 1, kind: "room.closed", room: { id: 3, slug: "lounge" } });
  assert.deepEqual(kept(), []);
  const room = entry({ seq: 5, read: 5, bookmarks: [1] });
  store.apply({ type: "viewer", seq: 2, kind: "room.opened", room });
  assert.deepEqual(kept(), [1]);
});

test("what one keeps has an address", () => {
  assert.equal(parsePath("/saved")?.place, "saved");
});
