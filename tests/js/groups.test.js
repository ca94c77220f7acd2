/** Calling many: what a text calls, how many that is, and what it counts for those who are called. */
import assert from "node:assert/strict";
import test from "node:test";
import { verdict } from "../../static/js/chat/lib/notify.js";
import { mayCall } from "../../static/js/chat/lib/rights.js";
import { Store } from "../../static/js/chat/store.js";
import { calledIn, crowdOf, sizeOf } from "../../static/js/chat/store/groups.js";
import { ANN, entry, events, message, posted, welcome } from "./fakes.js";

const CASES = [
  ["@room, lunch", ["room"]],
  ["lunch (@Here)", ["here"]],
  ["@here and @room", ["room", "here"]],
  ["@roommate, mail@room, @room.mate", []],
  ["> @room\n\nno", []],
  ["`@room` and ``a ` @here``", []],
  ["```\n@room\n```\n@here", ["here"]],
  ["~~~\n@room", []],
  ["end of it, @room.", ["room"]],
];

for (const [text, groups] of CASES)
  test(`${JSON.stringify(text)} calls ${groups.join(" and ") || "nobody"}`, () => {
    assert.deepEqual(calledIn(text), groups);
  });

function opened(fields = {}) {
  const store = new Store({ now: () => 0 });
  store.apply(welcome([entry(fields)]));
  return { store, state: store.state, room: store.state.rooms.get(3) };
}

test("a group is as large as the others whom this page knows in it", () => {
  const { store, state, room } = opened();
  assert.deepEqual([sizeOf(state, room, "room"), crowdOf(state, room, "@room")], [null, 0]);
  store.setMembers(3, [1, 2, 4].map((id) => ({ user: { id, name: `n${id}` } })));
  store.apply({ type: "presence.state", online: [1, 2, 9] });
  assert.deepEqual([sizeOf(state, room, "room"), sizeOf(state, room, "here")], [2, 1]);
  assert.deepEqual(["@room", "@here", "none"].map((text) => crowdOf(state, room, text)), [2, 1, 0]);
});

test("what calls everybody is counted as a mention of others and not of its author", () => {
  const { store, room } = opened();
  store.apply(events(posted(1, { everybody: true }), posted(2, { everybody: true, author: ANN.id })));
  assert.deepEqual([room.unread, room.mentions], [1, 1]);
  const edited = message(1, { changed_seq: 3, edited_at: "2026-11-24T02:00:09Z", everybody: false });
  store.addPage(3, { messages: [message(1, { everybody: true })], epoch: "k1", seq: 2 }, "newest");
  store.apply(events({ ...posted(3), kind: "message.edited", message: edited }));
  assert.equal(room.mentions, 0);
});

test("a call in a thread counts for those who follow it alone", () => {
  const { store, room } = opened({ seq: 1 });
  store.takeFollow({ room: 3, thread: 1, seq: 1, read: 1, unread: 0, mentions: 0 });
  store.apply(events(posted(2, { thread: 1, everybody: true })));
  assert.deepEqual([room.follows.get(1).mentions, room.mentions], [1, 0]);
  const circumstances = { me: ANN.id, wanted: true, watched: false, quiet: false };
  const because = (said) => verdict(message(3, said), room, circumstances).because;
  assert.equal(because({ everybody: true }), "mention");
  assert.equal(because({ everybody: true, thread: 1 }), "mention");
  assert.equal(because({ everybody: true, thread: 2 }), "thread");
});

test("a room that leaves calling to those who lead it offers it to nobody else", () => {
  const may = (fields) => {
    const { state, room } = opened(fields);
    return mayCall(state, room);
  };
  assert.equal(may({}), true);
  assert.equal(may({ callers: "moderators" }), false);
  assert.equal(may({ callers: "moderators", role: "moderator" }), true);
  assert.equal(may({ callers: "moderators", kind: "direct" }), true);
});
