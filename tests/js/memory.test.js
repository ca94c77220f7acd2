/** Drafts: where they lie, without asking the storage at every drawing. */
import assert from "node:assert/strict";
import test from "node:test";
import { Memory } from "../../static/js/chat/lib/memory.js";

/** A storage whose keys can be listed as a browser's can. */
function storage(kept = {}) {
  const box = Object.create({
    getItem: (key) => box[key] ?? null,
    setItem: (key, value) => (box[key] = value),
    removeItem: (key) => delete box[key],
  });
  return Object.assign(box, kept);
}

test("a draft in a thread is known of its room, also after a reload", () => {
  const kept = storage({ "chat-1-draft-3-12": "half a thought", "chat-2-draft-4-1": "another's" });
  const memory = new Memory(1, kept);
  assert.deepEqual(
    [3, 4, 1].map((room) => memory.draftInThreadOf(room)),
    [true, false, false],
  );
  memory.setDraft("4-7", "words");
  assert.equal(memory.draftInThreadOf(4), true);
  assert.equal(new Memory(1, kept).draftInThreadOf(4), true);
  memory.setDraft("4-7", "");
  memory.setDraft("3-12", "");
  assert.deepEqual(
    [3, 4].map((room) => memory.draftInThreadOf(room)),
    [false, false],
  );
});

test("a draft of a room is none of its threads, and rooms do not share digits", () => {
  const memory = new Memory(1, storage());
  memory.setDraft(3, "in the room");
  memory.setDraft("31-2", "in a thread of another");
  assert.equal(memory.draftInThreadOf(3), false);
  assert.equal(memory.draft(3), "in the room");
});

test("a storage that is closed to the page only forgets", () => {
  const memory = new Memory(1, null);
  memory.setDraft("3-1", "words");
  assert.equal(memory.draft("3-1"), "words");
  assert.equal(memory.draftInThreadOf(3), true);
});
