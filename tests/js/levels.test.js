/** What of a room calls for its reader. */
import assert from "node:assert/strict";
import test from "node:test";
import { calling } from "../../static/js/chat/store/counts.js";
import { levelOf } from "../../static/js/chat/store/levels.js";
import { Store } from "../../static/js/chat/store.js";
import { mentionCount } from "../../static/js/chat/store/threads.js";
import { entry, welcome } from "./fakes.js";

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

const NOON = Date.parse("2026-11-24T12:00:00Z");
const UNTIL = "2026-11-24T13:00:00.000000Z";
const HOUR = 3_600_000; // milliseconds

test("a muted room calls for nothing until its time is over, and then as before", () => {
  const room = { level: "everything", muted_until: UNTIL };
  const levels = [NOON, NOON + HOUR - 1, NOON + HOUR].map((now) => levelOf(room, now));
  assert.deepEqual(levels, ["nothing", "nothing", "everything"]);
  assert.equal(levelOf({ level: "mentions", muted_until: null }, NOON), "mentions");
});

test("what another device muted is muted here, and a level chosen there ends it", () => {
  const store = new Store({ now: () => NOON });
  store.apply(welcome([entry({ muted_until: UNTIL })]));
  const room = store.state.rooms.get(3);
  const told = (seq, fields) =>
    store.apply({ type: "viewer", seq, kind: "level.changed", room: 3, level: "everything", ...fields });
  assert.equal(levelOf(room, NOON), "nothing");
  told(1, { muted_until: null });
  assert.equal(levelOf(room, NOON), "everything");
  const before = store.digest();
  told(2, { muted_until: UNTIL });
  assert.equal(levelOf(room, NOON), "nothing");
  assert.notEqual(store.digest(), before);
  store.apply(welcome([entry()], { viewer_seq: 2 }));
  assert.equal(levelOf(room, NOON), "mentions");
});
