/** Messages with files in the outbox: files first, kept over a reload, named the same each time. */
import assert from "node:assert/strict";
import test from "node:test";
import { ChatError } from "../../static/js/chat/lib/errors.js";
import { Outbox } from "../../static/js/chat/outbox.js";
import { MemoryBox, MemoryLocks } from "../../static/js/chat/outbox/memory.js";
import { FakeTimers, quiet } from "./fakes.js";

/** A server that takes files and messages, and what it is to answer instead. */
function site() {
  const server = { calls: [], uploads: [], dropped: [], online: true, refuse: {}, disk: new Map() };
  server.timers = new FakeTimers();
  server.locks = new MemoryLocks();
  server.tab = () =>
    new Outbox({
      box: new MemoryBox(server.disk),
      locks: server.locks,
      online: () => server.online,
      now: server.timers.now,
      setTimeout: server.timers.setTimeout,
      upload: async (file) => {
        if (server.refuse.upload) throw server.refuse.upload;
        server.uploads.push(file.name);
        return `upload-${server.uploads.length}`;
      },
      drop: (files) => server.dropped.push(...files.map(({ name }) => name)),
      send: async (frame) => {
        server.calls.push(frame);
        if (server.refuse.send) throw server.refuse.send;
        return { seq: server.calls.length };
      },
    });
  return server;
}

const chosen = (...names) =>
  names.map((name) => ({ key: `key-${name}`, name, size: 7, type: "", blob: new Blob(["content"]) }));
const refusal = (code) => new ChatError(code, `Refused: ${code}.`);

test("files go before the message that names them, in their order", async () => {
  const server = site();
  await server.tab().add(3, "", null, chosen("a", "b"));
  await quiet();
  assert.deepEqual(server.uploads, ["a", "b"]);
  assert.deepEqual(server.calls[0].attachments, ["upload-1", "upload-2"]);
  assert.equal(server.disk.size, 0);
});

test("a reload sends the files that were waiting", async () => {
  const server = site();
  server.online = false;
  await server.tab().add(3, "look", null, chosen("a"));
  server.online = true;
  await server.tab().load();
  await quiet();
  assert.deepEqual(server.uploads, ["a"]);
  assert.equal(server.calls[0].text, "look");
  assert.deepEqual(server.calls[0].attachments, ["upload-1"]);
});

test("a repeat names the same uploads, also from another tab", async () => {
  const server = site();
  const [left, right] = [server.tab(), server.tab()];
  server.online = false;
  await left.add(3, "", null, chosen("a"));
  await right.load();
  server.online = true;
  server.refuse.send = refusal("disconnected"); // stored, say, but the ack was lost
  left.drain();
  await quiet();
  server.refuse.send = null;
  right.drain();
  await quiet();
  assert.deepEqual(server.uploads, ["a"]);
  assert.deepEqual(
    server.calls.map(({ attachments }) => attachments),
    [["upload-1"], ["upload-1"]],
  );
});

test("a file that cannot be sent now is tried again, one that is refused is told", async () => {
  const server = site();
  server.refuse.upload = refusal("disconnected");
  const outbox = server.tab();
  await outbox.add(3, "", null, chosen("a"));
  await quiet();
  assert.equal(outbox.of(3)[0].state, "waiting");
  server.refuse.upload = refusal("too_long");
  server.timers.advance(3000);
  await quiet();
  const [failed] = outbox.of(3);
  assert.equal(failed.state, "failed");
  assert.equal(failed.sentence, "Refused: too_long.");
  assert.equal(server.calls.length, 0);
});

test("uploads that the server has swept meanwhile are sent again on request", async () => {
  const server = site();
  server.refuse.send = refusal("not_found");
  const outbox = server.tab();
  const id = await outbox.add(3, "", null, chosen("a"));
  await quiet();
  server.refuse.send = null;
  await outbox.retry(id);
  await quiet();
  assert.deepEqual(server.calls.at(-1).attachments, ["upload-2"]);
});

test("a message discarded while its files are sent is not posted, nor kept", async () => {
  const server = site();
  let arrive;
  const outbox = server.tab();
  outbox.options.upload = () => new Promise((resolve) => (arrive = resolve));
  const id = await outbox.add(3, "", null, chosen("a"));
  await quiet();
  assert.deepEqual([...outbox.fileKeys()], ["key-a"]);
  await outbox.discard(id);
  arrive("upload-1");
  await quiet();
  assert.deepEqual(server.dropped, ["a"]);
  assert.equal(server.calls.length, 0);
  assert.equal(server.disk.size, 0);
  assert.equal(outbox.fileKeys().size, 0);
});
