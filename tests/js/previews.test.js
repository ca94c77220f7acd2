/** Previews in the store: they come and go with their message, and are counted as nothing. */
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/chat/store.js";
import { digestOf } from "../../static/js/chat/store/digest.js";
import { entry, events, message, welcome } from "./fakes.js";

const CARD = { url: "https://page.example/", title: "A page", description: "", site: "Pages" };

const told = (seq, kind, previews) => ({
  seq,
  kind,
  at: "2026-11-24T02:00:00.000000Z",
  by: 0,
  message: message(1, { changed_seq: seq, previews }),
});

function opened() {
  const store = new Store({ now: () => 0 });
  store.apply(welcome([entry({ seq: 2, read: 0, unread: 2 })]));
  const page = { messages: [message(1), message(2)], epoch: "k1", seq: 2 };
  store.addPage(3, { ...page, has_before: false, has_after: false }, "newest");
  return { store, lounge: () => store.state.rooms.get(3) };
}

test("a preview is the message's new state, and nothing unread", () => {
  const { store, lounge } = opened();
  const before = digestOf(store.state);
  store.apply(events(told(3, "preview.added", [CARD])));
  assert.deepEqual(lounge().messages.get(1).previews, [CARD]);
  assert.deepEqual([lounge().cursor, lounge().unread], [3, 2]);
  const shown = digestOf(store.state);
  store.apply(events(told(4, "preview.removed", [])));
  assert.deepEqual(lounge().messages.get(1).previews, []);
  assert.equal(new Set([before, shown, digestOf(store.state)]).size, 3);
});
