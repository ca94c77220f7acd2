/** The socket: answers by ref, silence, backoff, close codes and drains. */
import assert from "node:assert/strict";
import test from "node:test";
import { ChatSocket } from "../../static/js/chat/socket.js";
import { FakeTimers, fakeWebSocket, quiet, welcome } from "./fakes.js";

function connected(options = {}) {
  const timers = new FakeTimers();
  const WebSocket = fakeWebSocket();
  const frames = [];
  const states = [];
  const socket = new ChatSocket({
    url: "ws://test/ws",
    WebSocket,
    timers,
    random: () => 0.5,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    ...options,
  });
  socket.start();
  const greet = () => {
    WebSocket.last.onopen();
    WebSocket.last.hear({ ...welcome(), ref: WebSocket.last.lastOf("hello").ref });
  };
  return { socket, timers, WebSocket, frames, states, greet };
}

test("a hello with cursors opens the conversation in chat.v1", () => {
  const cursors = { 3: { epoch: "k1", seq: 41 } };
  const { socket, WebSocket, greet, states } = connected({ cursors: () => cursors });
  greet();
  assert.deepEqual(WebSocket.last.protocols, ["chat.v1"]);
  assert.deepEqual(WebSocket.last.sent[0], { type: "hello", cursors, ref: "1" });
  assert.equal(socket.online, true);
  assert.deepEqual(
    states.map(({ name }) => name),
    ["connecting", "online"],
  );
});

test("a request is answered by the frame with its ref", async () => {
  const { socket, WebSocket, greet } = connected();
  greet();
  const first = socket.request({ type: "message.post", room: 3 });
  const second = socket.request({ type: "message.post", room: 4 });
  const [a, b] = WebSocket.last.sent.slice(-2);
  WebSocket.last.hear({ type: "ack", ref: b.ref, seq: 9 });
  WebSocket.last.hear({
    type: "error",
    ref: a.ref,
    code: "busy",
    message: "Later.",
    retry_after: 2,
  });
  assert.equal((await second).seq, 9);
  await assert.rejects(first, { code: "busy", message: "Later.", retryAfter: 2 });
});

test("a request without a connection and one cut off are both disconnected", async () => {
  const { socket, WebSocket, greet } = connected();
  await assert.rejects(socket.request({ type: "typing", room: 3 }), { code: "disconnected" });
  greet();
  const cut = socket.request({ type: "typing", room: 3 });
  WebSocket.last.end(1006);
  await assert.rejects(cut, { code: "disconnected" });
});

test("an answer that never comes is a timeout, not a refusal", async () => {
  const { socket, timers, WebSocket, greet } = connected();
  greet();
  const request = socket.request({ type: "message.post", room: 3 });
  timers.advance(10_000);
  WebSocket.last.hear({ type: "typing", room: 3, user: 2, name: "bob" });
  timers.advance(5_000);
  await assert.rejects(request, { code: "timeout" });
});

test("a ping every heartbeat tells how many frames were received", () => {
  const { timers, WebSocket, greet } = connected();
  greet();
  WebSocket.last.hear({ type: "typing", room: 3, user: 2, name: "bob" });
  timers.advance(20_000);
  assert.equal(WebSocket.last.lastOf("ping").received, 2);
  WebSocket.last.hear({ type: "pong", ref: WebSocket.last.lastOf("ping").ref, heads: {} });
  timers.advance(20_000);
  assert.equal(WebSocket.last.sent.filter(({ type }) => type === "ping").length, 2);
});

test("silence beyond 25 seconds is a dead connection", () => {
  const { timers, WebSocket, greet, states } = connected();
  greet();
  timers.advance(24_900);
  assert.equal(states.at(-1).name, "online");
  timers.advance(200);
  assert.equal(states.at(-1).name, "waiting");
  assert.equal(WebSocket.made[0].closed, true);
});

test("a live connection is kept while pongs arrive", () => {
  const { timers, WebSocket, greet, states } = connected();
  greet();
  for (let beat = 0; beat < 30; beat += 1) {
    timers.advance(20_000);
    WebSocket.last.hear({ type: "pong", ref: WebSocket.last.lastOf("ping").ref, heads: {} });
  }
  assert.equal(states.at(-1).name, "online");
  assert.equal(WebSocket.made.length, 1);
});

test("a server that takes the socket but never welcomes is left", () => {
  const { timers, WebSocket, states } = connected();
  WebSocket.last.onopen();
  timers.advance(10_000);
  assert.equal(states.at(-1).name, "waiting");
});

test("delays grow with full jitter between half a second and thirty", () => {
  const { timers, WebSocket, states } = connected();
  const delays = [];
  for (let attempt = 0; attempt < 10; attempt += 1) {
    WebSocket.last.end(1006);
    delays.push((states.at(-1).retryAt - timers.now()) / 1000);
    timers.advance(delays.at(-1) * 1000);
  }
  assert.deepEqual(delays.slice(0, 4), [0.75, 1.25, 2.25, 4.25]);
  assert.equal(delays.at(-1), 15.25);
  assert.equal(WebSocket.made.length, 11);
});

test("a welcome starts the backoff anew", () => {
  const { timers, WebSocket, states, greet } = connected();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    WebSocket.last.end(1006);
    timers.advance(states.at(-1).retryAt - timers.now());
  }
  greet();
  WebSocket.last.end(1006);
  assert.equal(states.at(-1).retryAt - timers.now(), 750);
});

for (const [code, reason] of [
  [4401, "signed_out"],
  [4403, "suspended"],
]) {
  test(`close code ${code} ends for good as ${reason}`, () => {
    const { timers, WebSocket, greet, states } = connected();
    greet();
    WebSocket.last.end(code);
    assert.deepEqual(states.at(-1), { name: "stopped", reason });
    timers.advance(120_000);
    assert.equal(WebSocket.made.length, 1);
  });
}

for (const code of [1006, 1011, 1012, 1013, 4408]) {
  test(`close code ${code} reconnects soon`, () => {
    const { timers, WebSocket, greet } = connected();
    greet();
    WebSocket.last.end(code);
    timers.advance(1_000);
    assert.equal(WebSocket.made.length, 2);
  });
}

for (const code of [4409, 4429]) {
  test(`close code ${code} stays away for a while`, () => {
    const { timers, WebSocket, greet } = connected();
    greet();
    WebSocket.last.end(code);
    timers.advance(9_000);
    assert.equal(WebSocket.made.length, 1);
    timers.advance(3_000);
    assert.equal(WebSocket.made.length, 2);
  });
}

test("a drain is honoured: away for the time the server named", () => {
  const { timers, WebSocket, greet } = connected();
  greet();
  WebSocket.last.hear({ type: "reconnect", after: 7.5 });
  WebSocket.last.end(1012);
  timers.advance(7_400);
  assert.equal(WebSocket.made.length, 1);
  timers.advance(200);
  assert.equal(WebSocket.made.length, 2);
});

test("a socket about to close takes no new request, and answers those under way", async () => {
  const { socket, timers, WebSocket, greet } = connected();
  greet();
  const begun = socket.request({ type: "message.post", room: 3 });
  WebSocket.last.hear({ type: "reconnect", after: 2 });
  assert.equal(socket.online, false);
  await assert.rejects(socket.request({ type: "message.post", room: 3 }), { code: "disconnected" });
  WebSocket.last.hear({ type: "ack", ref: WebSocket.last.sent.at(-1).ref, seq: 9 });
  assert.equal((await begun).seq, 9);
  WebSocket.last.end(1012);
  timers.advance(2_100);
  greet();
  assert.equal(socket.online, true);
});

test("a refused hello stays away for the time the server named", async () => {
  const { timers, WebSocket, states } = connected();
  WebSocket.last.onopen();
  const { ref } = WebSocket.last.lastOf("hello");
  WebSocket.last.hear({ type: "error", ref, code: "unavailable", message: "…", retry_after: 4 });
  await quiet();
  assert.equal(states.at(-1).retryAt - timers.now(), 4_000);
});

test("the network coming back retries at once", () => {
  const { socket, timers, WebSocket } = connected();
  WebSocket.last.end(1006);
  socket.retryNow();
  assert.equal(WebSocket.made.length, 2);
  timers.advance(5_000);
  assert.equal(WebSocket.made.length, 2); // the old timer is gone
});

test("a late close of a replaced socket changes nothing", () => {
  const { socket, WebSocket, greet } = connected();
  greet();
  const { onclose } = WebSocket.made[0];
  WebSocket.made[0].end(1006);
  socket.retryNow();
  greet();
  onclose({ code: 1006 });
  assert.equal(socket.online, true);
});

test("text that is no frame is passed over", () => {
  const { WebSocket, greet, frames, socket } = connected();
  greet();
  WebSocket.last.onmessage({ data: "<html>" });
  assert.equal(frames.length, 1);
  assert.equal(socket.online, true);
});
