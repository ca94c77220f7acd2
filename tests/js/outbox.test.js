/** The outbox: kept on disk, sent once and in order, never lost. */
import assert from "node:assert/strict";
import test from "node:test";
import { ChatError } from "../../static/js/chat/lib/errors.js";
import { Outbox } from "../../static/js/chat/outbox.js";
import { MemoryBox, MemoryLocks } from "../../static/js/chat/outbox/memory.js";
import { FakeTimers, quiet } from "./fakes.js";

/** A server that stores by client_id, and a line to it that the test can cut or bend. */
function room() {
  const server = { stored: [], calls: [], online: true, answer: null };
  server.send = async (frame) => {
    server.calls.push(frame);
    const refusal = server.answer?.(frame);
    if (refusal instanceof Error && !refusal.afterwards) throw refusal;
    let seq = server.stored.findIndex((kept) => kept.client_id === frame.client_id) + 1;
    if (!seq) seq = server.stored.push(frame);
    if (refusal) throw refusal;
    return { seq };
  };
  server.texts = () => server.stored.map(({ text }) => text);
  return server;
}

function tab(
  server,
  { disk = new Map(), locks = new MemoryLocks(), timers = new FakeTimers() } = {},
) {
  const box = new MemoryBox(disk);
  const outbox = new Outbox({
    box,
    locks,
    send: server.send,
    online: () => server.online,
    now: timers.now,
    setTimeout: timers.setTimeout,
  });
  return { outbox, box, disk, locks, timers };
}

const states = (outbox) => outbox.of(3).map(({ text, state }) => [text, state]);
const refused = (code, retryAfter) => new ChatError(code, `Refused: ${code}.`, retryAfter);

test("a message is sent with its client_id and leaves the disk when acked", async () => {
  const server = room();
  const { outbox, disk } = tab(server);
  const id = await outbox.add(3, "hi");
  await quiet();
  assert.deepEqual(server.calls, [{ room: 3, client_id: id, text: "hi" }]);
  assert.equal(disk.size, 0);
  assert.deepEqual(states(outbox), [["hi", "sent"]]); // shown until the room has it
  outbox.settle(3, 1);
  assert.deepEqual(states(outbox), []);
});

test("an echo with the client_id takes the message out", async () => {
  const server = room();
  server.online = false;
  const { outbox, disk } = tab(server);
  const id = await outbox.add(3, "hi");
  assert.equal(disk.size, 1);
  outbox.echoed(id);
  await quiet();
  assert.equal(disk.size, 0);
  assert.deepEqual(states(outbox), []);
});

test("a reply names its thread", async () => {
  const server = room();
  const { outbox } = tab(server);
  await outbox.add(3, "hi", 12);
  await quiet();
  assert.equal(server.calls[0].thread, 12);
});

test("offline messages wait and are sent in order when the connection is back", async () => {
  const server = room();
  server.online = false;
  const { outbox } = tab(server);
  for (const text of ["one", "two", "three"]) await outbox.add(3, text);
  await quiet();
  assert.equal(server.calls.length, 0);
  assert.equal(outbox.waiting, 3);
  server.online = true;
  outbox.drain();
  await quiet();
  assert.deepEqual(server.texts(), ["one", "two", "three"]);
});

test("many messages at once keep their order, one in flight per room", async () => {
  const server = room();
  let inFlight = 0;
  let most = 0;
  const plain = server.send;
  server.send = async (frame) => {
    most = Math.max(most, ++inFlight);
    await quiet();
    inFlight -= 1;
    return plain(frame);
  };
  const { outbox } = tab(server);
  const texts = Array.from({ length: 20 }, (_, index) => `m${index}`);
  await Promise.all(texts.map((text) => outbox.add(3, text)));
  for (let turn = 0; turn < 40; turn += 1) await quiet();
  assert.deepEqual(server.texts(), texts);
  assert.equal(most, 1);
});

test("another room does not wait for a slow one", async () => {
  const server = room();
  server.answer = (frame) => (frame.room === 3 ? refused("slow_mode", 30) : null);
  const { outbox } = tab(server);
  await outbox.add(3, "slow");
  await outbox.add(4, "quick");
  await quiet();
  assert.deepEqual(server.texts(), ["quick"]);
});

test("a reload sends what was waiting, with the same client_id", async () => {
  const server = room();
  server.online = false;
  const before = tab(server);
  const id = await before.outbox.add(3, "kept");
  server.online = true;
  const after = tab(server, { disk: before.disk });
  await after.outbox.load();
  await quiet();
  assert.deepEqual(
    server.stored.map(({ client_id }) => client_id),
    [id],
  );
});

test("an ack lost after the commit stores nothing twice", async () => {
  const server = room();
  const { outbox, timers } = tab(server);
  server.answer = () => Object.assign(refused("disconnected"), { afterwards: true });
  await outbox.add(3, "once");
  await quiet();
  assert.deepEqual(states(outbox), [["once", "waiting"]]);
  server.answer = null;
  timers.advance(3_000);
  await quiet();
  assert.equal(server.calls.length, 2);
  assert.deepEqual(server.texts(), ["once"]);
  assert.deepEqual(states(outbox), [["once", "sent"]]);
});

for (const code of ["rate_limited", "slow_mode", "busy", "unavailable"]) {
  test(`${code} waits for retry_after and holds the messages behind it`, async () => {
    const server = room();
    server.answer = () => refused(code, 12.5);
    const { outbox, timers } = tab(server);
    await outbox.add(3, "first");
    await quiet();
    await outbox.add(3, "second");
    await quiet();
    assert.equal(server.calls.length, 1);
    server.answer = null;
    timers.advance(12_000);
    await quiet();
    assert.equal(server.calls.length, 1);
    timers.advance(1_000);
    await quiet();
    assert.deepEqual(server.texts(), ["first", "second"]);
  });
}

for (const code of ["conflict", "too_long", "muted", "archived", "not_found", "forbidden"]) {
  test(`${code} keeps the message as failed, with the sentence, and sends the next`, async () => {
    const server = room();
    server.answer = (frame) => (frame.text === "bad" ? refused(code) : null);
    const { outbox, disk } = tab(server);
    const id = await outbox.add(3, "bad");
    await outbox.add(3, "good");
    await quiet();
    assert.deepEqual(server.texts(), ["good"]);
    const failed = outbox.of(3).find(({ client_id }) => client_id === id);
    assert.equal(failed.state, "failed");
    assert.equal(failed.sentence, `Refused: ${code}.`);
    assert.equal(disk.get(id).state, "failed");
  });
}

test("a failed message stays failed after a reload until it is retried or discarded", async () => {
  const server = room();
  server.answer = () => refused("muted");
  const before = tab(server);
  const first = await before.outbox.add(3, "one");
  const second = await before.outbox.add(3, "two");
  await quiet();
  const { outbox, disk } = tab(server, { disk: before.disk });
  await outbox.load();
  await quiet();
  assert.equal(server.calls.length, 2);
  server.answer = null;
  await outbox.retry(first);
  await outbox.discard(second);
  await quiet();
  assert.deepEqual(server.texts(), ["one"]);
  assert.equal(disk.size, 0);
});

test("of two tabs one sends, and both show", async () => {
  const server = room();
  server.online = false;
  const shared = { disk: new Map(), locks: new MemoryLocks() };
  const left = tab(server, shared);
  const right = tab(server, shared);
  await left.outbox.add(3, "hi");
  await right.outbox.load();
  assert.deepEqual(states(right.outbox), [["hi", "waiting"]]);
  server.online = true;
  left.outbox.drain();
  right.outbox.drain();
  await quiet();
  assert.equal(server.calls.length, 1);
  assert.deepEqual(states(right.outbox), []);
});

test("a message that the disk refuses is sent all the same", async () => {
  const server = room();
  const { outbox, box } = tab(server);
  box.put = async () => {
    throw new Error("quota");
  };
  await outbox.add(3, "hi");
  await quiet();
  assert.deepEqual(server.texts(), ["hi"]);
});

test("an echo while the send is in flight does not bring the message back", async () => {
  const server = room();
  const { outbox } = tab(server);
  server.answer = (frame) => {
    outbox.echoed(frame.client_id);
    return Object.assign(refused("timeout"), { afterwards: true });
  };
  await outbox.add(3, "hi");
  await quiet();
  assert.deepEqual(states(outbox), []);
  assert.equal(server.calls.length, 1);
});
