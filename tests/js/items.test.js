/** The timeline's list: day lines, the new line, groups, system lines, pending messages. */
import assert from "node:assert/strict";
import test from "node:test";
import { timelineItems } from "../../static/js/chat/lib/items.js";
import { ANN, BOB, message } from "./fakes.js";

const minute = (count) => new Date(2026, 10, 24, 12, count).toISOString();

function room(messages, fields = {}) {
  const byFirst = new Map(messages.map((each) => [each.seq, each]));
  return { messages: byFirst, marks: new Map(), hasBefore: false, hasAfter: false, ...fields };
}

const kinds = (items) => items.filter(({ kind }) => kind !== "day").map(({ kind }) => kind);
const view = { me: ANN.id, newSince: undefined };

test("messages of one author within five minutes are one group", () => {
  const said = [
    message(1, { at: minute(0) }),
    message(2, { at: minute(4) }),
    message(3, { at: minute(10) }),
  ];
  const starts = timelineItems(room(said), [], view).flatMap(({ starts }) => starts ?? []);
  assert.deepEqual(starts, [true, false, true]);
});

test("another author and another day begin anew", () => {
  const said = [
    message(1, { at: minute(0) }),
    message(2, { at: minute(1), author: ANN.id }),
    message(3, { at: minute(1 + 24 * 60), author: ANN.id }),
  ];
  const items = timelineItems(room(said), [], view);
  assert.deepEqual(
    items.map(({ kind }) => kind),
    ["day", "message", "message", "day", "message"],
  );
  assert.deepEqual(
    items.flatMap(({ starts }) => starts ?? []),
    [true, true, true],
  );
});

test("the new line stands before the first unread message of somebody else", () => {
  const said = [message(1), message(2, { author: ANN.id }), message(3), message(4)];
  const items = timelineItems(room(said), [], { ...view, newSince: 1 });
  assert.deepEqual(kinds(items), ["message", "message", "new", "message", "message"]);
  assert.equal(
    kinds(timelineItems(room(said), [], { ...view, newSince: 4 })).includes("new"),
    false,
  );
});

test("neighbouring system lines are folded and stand in their place", () => {
  const marks = new Map([3, 4].map((seq) => [seq, { seq, kind: "member.joined", at: minute(0) }]));
  const said = [message(2, { at: minute(0) }), message(5, { at: minute(0) })];
  const items = timelineItems(room(said, { marks }), [], view);
  assert.deepEqual(kinds(items), ["message", "marks", "message"]);
  assert.equal(items.find(({ kind }) => kind === "marks").marks.length, 2);
});

test("pending messages come last, unless the room already has them", () => {
  const said = [message(1, { author: ANN.id, client_id: "sent" })];
  const pending = ["sent", "waits"].map((client_id) => ({
    client_id,
    at: minute(1),
    state: "waiting",
  }));
  const items = timelineItems(room(said), pending, view);
  assert.deepEqual(kinds(items), ["message", "pending"]);
  assert.equal(items.at(-1).key, "waits");
});

test("a message keeps its place on the screen when it is acked", () => {
  const pending = [{ client_id: "mine", at: minute(1), state: "sending" }];
  const before = timelineItems(room([]), pending, view).at(-1).key;
  const sent = room([message(1, { author: ANN.id, client_id: "mine", at: minute(1) })]);
  assert.equal(timelineItems(sent, [], view).at(-1).key, before);
});

test("a client_id borrowed by somebody else hides nothing and doubles no key", () => {
  const said = [
    message(1, { author: ANN.id, client_id: "same" }),
    message(2, { author: BOB.id, client_id: "same" }),
  ];
  const pending = [{ client_id: "other", at: minute(1), state: "waiting" }];
  const borrowed = [message(3, { author: BOB.id, client_id: "other" })];
  const items = timelineItems(room([...said, ...borrowed]), pending, view);
  const keys = items.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(items.at(-1).kind, "pending");
});

test("pending messages wait out of sight while the window is away from the end", () => {
  const pending = [{ client_id: "mine", at: minute(1), state: "waiting" }];
  const items = timelineItems(room([message(1)], { hasAfter: true }), pending, view);
  assert.deepEqual(kinds(items), ["message"]);
});
