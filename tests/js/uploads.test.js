/** Files on their way: a few at once, joined by the outbox, forgotten when nobody needs them. */
import assert from "node:assert/strict";
import test from "node:test";
import { boxOf, showingOf, sizeWords } from "../../static/js/chat/lib/files.js";
import { ChatError } from "../../static/js/chat/lib/errors.js";
import { Uploads } from "../../static/js/chat/uploads.js";
import { quiet } from "./fakes.js";

const LOUNGE = 3;

/** A server that keeps each file waiting until the test answers. */
function files() {
  const server = { asked: [], gone: [], described: [] };
  let next = 0;
  const uploads = new Uploads({
    post: (file, tell, signal) =>
      new Promise((resolve, reject) => {
        const lost = () => reject(new ChatError("disconnected", "Lost."));
        signal.addEventListener("abort", lost);
        const took = () => resolve({ id: `upload-${file.name}` });
        server.asked.push({ name: file.name, tell, took, refuse: reject });
      }),
    describe: async (id, words) => server.described.push(`${id}: ${words}`),
    letGo: async (id) => server.gone.push(id),
    changed: () => {},
    uuid: () => `key-${++next}`,
  });
  server.names = () => server.asked.map(({ name }) => name);
  server.of = (name) => server.asked.findLast((asked) => asked.name === name);
  return { server, uploads };
}

const named = (...names) => names.map((name) => new File(["content"], name));
const states = (uploads) => uploads.of(LOUNGE).map((file) => uploads.way(file).state);

test("what is chosen is sent at once, two files at a time", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a", "b", "c"));
  await quiet();
  assert.deepEqual(server.names(), ["a", "b"]);
  assert.deepEqual(states(uploads), ["sending", "sending", "waiting"]);
  server.of("a").took();
  await quiet();
  assert.deepEqual(server.names(), ["a", "b", "c"]);
  assert.deepEqual(states(uploads), ["there", "sending", "sending"]);
});

test("each room and thread has files of its own", async () => {
  const { uploads } = files();
  uploads.add(LOUNGE, named("a"));
  uploads.add("3/12", named("b"));
  assert.deepEqual(
    uploads.of("3/12").map(({ name }) => name),
    ["b"],
  );
});

test("a message joins what is under way and sends nothing twice", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a"));
  const [file] = uploads.take(LOUNGE);
  assert.deepEqual(uploads.of(LOUNGE), []);
  const arrival = uploads.send(file);
  await quiet();
  server.of("a").tell(0.5);
  assert.equal(uploads.way(file).share, 0.5);
  server.of("a").took();
  assert.equal(await arrival, "upload-a");
  assert.equal(await uploads.send(file), "upload-a");
  assert.equal(server.asked.length, 1);
});

test("a message's file says what it shows once it is there", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a", "b"));
  const [first, second] = uploads.take(LOUNGE);
  first.description = " A ferry ";
  const arrivals = Promise.all([uploads.handOver(first), uploads.handOver(second)]);
  await quiet();
  assert.deepEqual(server.described, []);
  server.of("a").took();
  server.of("b").took();
  assert.deepEqual(await arrivals, ["upload-a", "upload-b"]);
  assert.deepEqual(server.described, ["upload-a: A ferry"]);
});

test("what failed is sent again, and only a refusal holds the message back", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a"));
  await quiet();
  server.of("a").refuse(new ChatError("disconnected", "Lost."));
  await quiet();
  assert.deepEqual(states(uploads), ["failed"]);
  assert.equal(uploads.blocked(LOUNGE), false);
  uploads.send(uploads.of(LOUNGE)[0]).catch(() => {});
  await quiet();
  server.of("a").refuse(new ChatError("bad_frame", "The content does not fit."));
  await quiet();
  assert.equal(uploads.blocked(LOUNGE), true);
  uploads.remove(LOUNGE, uploads.of(LOUNGE)[0]);
  assert.equal(uploads.blocked(LOUNGE), false);
});

test("a connection that is back sends what it had lost, not what was refused", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a", "b"));
  await quiet();
  server.of("a").refuse(new ChatError("disconnected", "Lost."));
  server.of("b").refuse(new ChatError("bad_frame", "The content does not fit."));
  await quiet();
  uploads.resume();
  await quiet();
  assert.deepEqual(server.names(), ["a", "b", "a"]);
  assert.deepEqual(states(uploads), ["sending", "failed"]);
});

test("what is taken away is not sent further, and let go of where it had arrived", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a", "b", "c"));
  await quiet();
  server.of("a").took();
  await quiet();
  for (const file of uploads.of(LOUNGE)) uploads.remove(LOUNGE, file);
  await quiet();
  assert.deepEqual(server.gone, ["upload-a"]);
  uploads.add(LOUNGE, named("d", "e"));
  await quiet();
  assert.deepEqual(server.names().slice(-2), ["d", "e"]); // the turns of the others are free
});

test("what neither a composer nor the outbox has is forgotten", async () => {
  const { server, uploads } = files();
  uploads.add(LOUNGE, named("a", "b"));
  await quiet();
  server.of("a").took();
  await quiet();
  const [a] = uploads.take(LOUNGE);
  uploads.add("3/12", named("c"));
  uploads.prune(new Set([a.key]));
  assert.equal(uploads.way(a).state, "there");
  uploads.prune(new Set());
  assert.equal(uploads.ways.size, 1);
});

test("a picture's box keeps its proportions within bounds", () => {
  assert.deepEqual(boxOf({ width: 4000, height: 3000 }), { width: 400, height: 300 });
  assert.deepEqual(boxOf({ width: 100, height: 80 }), { width: 100, height: 80 });
  assert.deepEqual(boxOf({ width: 1000, height: 2000 }, true), { width: 100, height: 200 });
  assert.deepEqual(boxOf({ width: 9000, height: 10 }), { width: 400, height: 48 });
});

test("a file is shown by its type, where the browser can", () => {
  const all = () => true;
  const shown = (type, width = null, plays = all) => showingOf({ type, width }, plays);
  assert.equal(shown("image/png", 10), "picture");
  assert.equal(shown("image/svg+xml"), "file");
  assert.equal(shown("video/mp4"), "video");
  assert.equal(shown("audio/mpeg"), "audio");
  assert.equal(shown("video/x-matroska", null, () => false), "file");
  assert.equal(shown("text/plain"), "text");
  assert.equal(shown("application/pdf"), "file");
});

test("sizes are written as people write them", () => {
  assert.deepEqual([999, 12_345, 2_540_000, 26_214_400].map(sizeWords), [
    "999 bytes",
    "12 kB",
    "2.5 MB",
    "26 MB",
  ]);
});
