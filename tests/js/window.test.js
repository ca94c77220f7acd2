/** The window of history: pages both ways, pages that are late, and its size. */
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/chat/store.js";
import { WINDOW } from "../../static/js/chat/store/window.js";
import { entry, events, message, posted, welcome } from "./fakes.js";

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const page = (from, to, seq, fields = {}) => ({
  messages: range(from, to).map((at) => message(at)),
  epoch: "k1",
  seq,
  has_before: from > 1,
  has_after: to < seq,
  ...fields,
});

function opened(seq) {
  const store = new Store();
  store.apply(welcome([entry({ seq, read: seq })]));
  const lounge = () => store.state.rooms.get(3);
  return { store, lounge, shown: () => [...lounge().messages.keys()] };
}

test("pages join at both ends without a hole", () => {
  const { store, lounge, shown } = opened(200);
  store.addPage(3, page(91, 110, 200), "around");
  store.addPage(3, page(71, 90, 200, { has_after: true }), "before");
  store.addPage(3, page(111, 200, 200, { has_before: true }), "after");
  assert.deepEqual(shown(), range(71, 200));
  assert.deepEqual([lounge().hasBefore, lounge().hasAfter], [true, false]);
});

test("live messages do not join a window that is away from the end", () => {
  const { store, lounge, shown } = opened(200);
  store.addPage(3, page(91, 110, 200), "around");
  store.apply(events(posted(201)));
  assert.deepEqual(shown(), range(91, 110));
  assert.equal(lounge().unread, 1);
  store.addPage(3, page(111, 200, 200, { has_before: true, has_after: false }), "after");
  assert.deepEqual(shown(), range(91, 201)); // with what was heard meanwhile
});

test("a page read before an edit does not bring the old text back", () => {
  const { store, lounge } = opened(100);
  const late = page(1, 100, 100);
  const edited = message(50, { changed_seq: 101, text: "new", edited_at: "…" });
  store.apply(events({ seq: 101, kind: "message.edited", at: "", by: 2, message: edited }));
  store.apply(events(posted(102)));
  store.addPage(3, late, "newest");
  assert.equal(lounge().messages.get(50).text, "new");
  assert.deepEqual([...lounge().messages.keys()].at(-1), 102);
});

test("a page that is too old to be mended is refused", () => {
  const { store } = opened(0);
  for (const seq of range(1, 400)) store.apply(events(posted(seq)));
  assert.equal(store.addPage(3, page(1, 50, 50), "newest"), false);
  assert.equal(store.addPage(3, page(351, 400, 400), "newest"), true);
});

test("a page of another epoch is refused", () => {
  const { store } = opened(10);
  assert.equal(store.addPage(3, page(1, 10, 10, { epoch: "k0" }), "newest"), false);
});

test("a page that is ahead of the events is not doubled by them", () => {
  const { store, shown, lounge } = opened(3);
  store.addPage(3, page(1, 5, 5), "newest");
  store.apply(events(posted(4), posted(5)));
  assert.deepEqual(shown(), range(1, 5));
  assert.equal(lounge().unread, 2);
});

test("trimming keeps the size and knows on which side more is", () => {
  const { store, lounge, shown } = opened(400);
  store.addPage(3, page(1, 400, 400), "newest");
  store.trim(3, "start");
  assert.deepEqual(shown(), range(101, 400));
  assert.equal(shown().length, WINDOW);
  assert.equal(lounge().hasBefore, true);
  store.addPage(3, page(51, 100, 400, { has_after: true }), "before");
  store.trim(3, "end");
  assert.deepEqual(shown(), range(51, 350));
  assert.equal(lounge().hasAfter, true);
});

test("a late state whose place is inside the window is drawn there", () => {
  const { store, shown } = opened(0);
  store.addPage(
    3,
    { messages: [], epoch: "k1", seq: 0, has_before: false, has_after: false },
    "newest",
  );
  const state = { type: "room.synced", room: 3, epoch: "k1", room_state: {}, more: false };
  store.apply({ ...state, seq: 3, messages: [message(1), message(3)], more: true });
  store.apply({ ...state, seq: 4, messages: [message(2, { changed_seq: 4 })] });
  assert.deepEqual(shown(), [1, 2, 3]);
});
