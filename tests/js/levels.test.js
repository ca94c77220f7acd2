/** What of a room calls for its reader. */
import assert from "node:assert/strict";
import test from "node:test";
import { calling } from "../../static/js/chat/store/counts.js";
import { mentionCount } from "../../static/js/chat/store/threads.js";

test("the level decides how much of what is unread calls", () => {
  const counts = { unread: 5, mentions: 2 };
  const called = ["everything", "mentions", "nothing"].map((level) => calling({ level, ...counts }));
  assert.deepEqual(called, [5, 2, 0]);
});

test("mentions in muted rooms are not added up", () => {
  const room = (level, mentions) => ({ level, mentions, follows: new Map() });
  const rooms = new Map([
    [1, room("mentions", 2)],
    [2, room("nothing", 4)],
    [3, room("everything", 1)],
  ]);
  assert.equal(mentionCount({ rooms }), 3);
});
