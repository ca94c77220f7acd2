/** The announcer: single messages are read out, a flood is counted. */
import assert from "node:assert/strict";
import test from "node:test";
import { Announcer } from "../../static/js/chat/announcer.js";
import { FakeTimers } from "./fakes.js";

function listening() {
  const timers = new FakeTimers();
  const spoken = [];
  const announcer = new Announcer((words) => spoken.push(words), timers.setTimeout);
  const hear = (text) => announcer.heard({ author_name: "bob", text });
  return { hear, spoken, timers };
}

test("a message is read out with its author", () => {
  const { hear, spoken, timers } = listening();
  hear("hi");
  timers.advance(500);
  assert.deepEqual(spoken, ["bob: hi"]);
});

test("a flood is summarised, at most every two seconds", () => {
  const { hear, spoken, timers } = listening();
  for (let count = 0; count < 50; count += 1) {
    hear(`m${count}`);
    timers.advance(100);
  }
  timers.advance(4_000);
  assert.ok(spoken.length <= 5);
  assert.match(spoken[1], /^\d+ new messages$/);
});
