/** What is shown outside the page, and why it is or is not. */
import assert from "node:assert/strict";
import test from "node:test";
import { verdict, wordsOf } from "../../static/js/chat/lib/notify.js";
import { Notifier } from "../../static/js/chat/notifier.js";
import { ANN, BOB, message } from "./fakes.js";

const room = (fields = {}) => ({ id: 3, kind: "open", level: "mentions", follows: new Map(), ...fields });
const said = (fields = {}) => message(7, { author: BOB.id, author_name: BOB.name, ...fields });
const away = { me: ANN.id, wanted: true, watched: false, quiet: false };
const mention = said({ mentions: [ANN.id] });

test("mentions, conversations and rooms followed with everything call", () => {
  const of = (one, where) => verdict(one, room(where), away);
  assert.deepEqual(of(mention), { notify: true, because: "mention" });
  assert.deepEqual(of(said(), { kind: "direct" }), { notify: true, because: "direct" });
  assert.deepEqual(of(said(), { level: "everything" }), { notify: true, because: "everything" });
  assert.deepEqual(of(said()), { notify: false, because: "level" });
});

test("a muted room is silent, even where it mentions", () => {
  const muted = { level: "nothing" };
  assert.deepEqual(verdict(mention, room(muted), away), { notify: false, because: "level" });
  const direct = { ...muted, kind: "direct" };
  assert.deepEqual(verdict(said(), room(direct), away), { notify: false, because: "level" });
});

test("replies call where their thread is followed or they mention", () => {
  const reply = said({ thread: 2 });
  const everything = room({ level: "everything" });
  assert.equal(verdict(reply, everything, away).because, "thread");
  everything.follows.set(2, {});
  assert.equal(verdict(reply, everything, away).notify, true);
  assert.equal(verdict({ ...reply, mentions: [ANN.id] }, room(), away).because, "mention");
});

test("nothing is shown of one's own, in quiet, in sight or where it is not wanted", () => {
  const because = (one, more) => verdict(one, room(), { ...away, ...more });
  const own = { ...mention, author: ANN.id };
  assert.deepEqual(because(own), { notify: false, because: "own" });
  assert.deepEqual(because(mention, { quiet: true }), { notify: false, because: "quiet" });
  assert.deepEqual(because(mention, { watched: true }), { notify: false, because: "watched" });
  assert.deepEqual(because(mention, { wanted: false }), { notify: false, because: "device" });
});

test("a notification names who and where, and begins what was said", () => {
  const direct = wordsOf(said(), room({ kind: "direct" }), "hi", "Bob");
  assert.deepEqual(direct, { title: BOB.name, body: "hi" });
  const long = wordsOf(said(), room(), "🌴".repeat(200), "Lounge");
  assert.equal(long.title, `${BOB.name} · Lounge`);
  assert.equal([...long.body].length, 141);
});

/** Locks as a browser has them for all its tabs. */
class Locks {
  held = new Map();
  waiting = [];

  request(name, options, act = options) {
    const shared = options.mode === "shared";
    if (!shared && this.held.has(name)) return this.waiting.push([name, act]);
    const kept = act();
    if (!kept) return kept;
    const one = {};
    this.held.set(one, name);
    if (!shared) this.held.set(name, name);
    return kept.then(() => this.held.delete(one));
  }

  query = async () => ({ held: [...this.held.values()].map((name) => ({ name })) });
}

class Shown {
  static permission = "default";
  static all = [];
  static asked = 0;

  static async requestPermission() {
    Shown.asked += 1;
    return (Shown.permission = "granted");
  }

  constructor(title, options) {
    Object.assign(this, { title, ...options, closed: false });
    Shown.all.push(this);
  }

  close() {
    this.closed = true;
  }
}

function tab(locks, sight, memory = new Map()) {
  Object.assign(Shown, { permission: "default", all: [], asked: 0 });
  const kept = { get: (key) => memory.get(key) ?? "", set: (key, value) => memory.set(key, value) };
  const browser = { Notification: Shown, locks, visible: () => sight.visible, memory: kept };
  const notifier = new Notifier({ ...browser, user: ANN.id });
  notifier.start();
  return notifier;
}

const about = (fields = {}) => ({ quiet: false, words: "hi", roomName: "Lounge", open() {}, ...fields });

test("permission is asked for by a press alone, and the device remembers", async () => {
  const notifier = tab(new Locks(), { visible: false });
  await notifier.heard(mention, room(), about());
  assert.equal(Shown.asked, 0);
  assert.deepEqual(Shown.all, []);
  assert.equal(await notifier.toggle(), "on");
  await notifier.heard(mention, room(), about());
  assert.equal(Shown.all.length, 1);
  assert.equal(await notifier.toggle(), "off");
  await notifier.heard(mention, room(), about());
  assert.equal(Shown.all.length, 1);
});

test("of two hidden tabs one shows, and none while one of them is in sight", async () => {
  const [locks, memory] = [new Locks(), new Map()];
  const [one, two] = [{ visible: false }, { visible: false }];
  const tabs = [tab(locks, one, memory), tab(locks, two, memory)];
  await tabs[0].toggle();
  const hear = () => Promise.all(tabs.map((each) => each.heard(mention, room(), about())));
  await hear();
  assert.equal(Shown.all.length, 1);
  two.visible = true;
  tabs[1].turned();
  await hear();
  assert.equal(Shown.all.length, 1);
  two.visible = false;
  tabs[1].turned();
  await new Promise((resolve) => setImmediate(resolve)); // the lock is let go of
  await hear();
  assert.equal(Shown.all.length, 2);
});

test("the newest of a room takes the place of the one before, and all go when one looks", async () => {
  const sight = { visible: false };
  const notifier = tab(new Locks(), sight);
  await notifier.toggle();
  let opened = 0;
  const open = () => (opened += 1);
  for (let time = 0; time < 3; time += 1) await notifier.heard(mention, room(), about({ open }));
  assert.deepEqual(Shown.all.map(({ closed }) => closed), [true, true, false]);
  Shown.all[2].onclick();
  assert.equal(opened, 1);
  await notifier.heard(mention, room(), about());
  sight.visible = true;
  notifier.turned();
  assert.ok(Shown.all.every(({ closed }) => closed));
});

test("in quiet nothing is shown, and a browser that refuses is believed", async () => {
  const notifier = tab(new Locks(), { visible: false });
  await notifier.toggle();
  await notifier.heard(mention, room(), about({ quiet: true }));
  assert.deepEqual(Shown.all, []);
  Shown.permission = "denied";
  assert.equal(notifier.state, "denied");
  assert.equal(await notifier.toggle(), "denied");
  assert.equal(Shown.asked, 1);
});
