/** The search: how terms go on, and how answers come together. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  ask,
  forgetFound,
  forgetSearches,
  goOn,
  newSearch,
  openSearch,
  remembered,
  typed,
} from "../../static/js/chat/actions/search.js";
import { ChatError } from "../../static/js/chat/lib/errors.js";
import {
  completed,
  isOperator,
  placeValue,
  suggestions,
  termAt,
} from "../../static/js/chat/lib/search_terms.js";
import { Ui } from "../../static/js/chat/ui.js";
import { ANN, entry, message, quiet } from "./fakes.js";

const bob = { id: 2, name: "Bob the Builder", username: "bob" };
const known = {
  people: [bob, { id: 3, name: "Robin", username: "robo" }],
  rooms: [
    { ...entry(), title: "Lounge" },
    { ...entry({ id: 4, slug: "direct-1", kind: "direct", users: [ANN, bob] }), title: "Bob" },
  ],
  me: ANN,
  now: new Date(2026, 10, 5),
};
const inserts = (term) => suggestions(term, known).map(({ insert }) => insert);

test("the term is found that is being written, phrases with their spaces", () => {
  const text = 'tide from:an "two words" -in:lo';
  assert.equal(termAt(text, 4).text, "tide");
  assert.equal(termAt(text, 12).text, "from:an");
  assert.equal(termAt(text, 18).text, '"two words"');
  assert.deepEqual(termAt(text, text.length), { start: 25, end: 31, text: "-in:lo" });
  assert.equal(termAt("tide ", 5).text, "");
});

test("what only looks like an operator is a word", () => {
  assert.ok(isOperator("from:") && isOperator("-HAS:link"));
  assert.ok(!isOperator("https://example.org") && !isOperator("from") && !isOperator(":x"));
});

test("an empty term may become any operator, letters narrow them down", () => {
  assert.equal(inserts("").length, 8);
  assert.deepEqual(inserts("i"), ["in:", "is:"]);
  assert.deepEqual(inserts("-ha"), ["-has:"]);
  assert.deepEqual(inserts("tide"), []);
});

test("people, rooms, kinds and days are suggested where they belong", () => {
  assert.deepEqual(inserts("from:"), ["from:me", "from:bob", "from:robo"]);
  assert.deepEqual(inserts("from:@rob"), ["from:robo"]);
  assert.deepEqual(inserts("mentions:build"), ["mentions:bob"]);
  assert.deepEqual(inserts("in:"), ["in:lounge", "in:@bob"]);
  assert.deepEqual(inserts("-in:lou"), ["-in:lounge"]);
  assert.deepEqual(inserts("is:t"), ["is:thread"]);
  assert.deepEqual(inserts("has:link"), []);
  assert.deepEqual(inserts("has:f"), ["has:file"]);
  assert.deepEqual(inserts("on:2026-1"), ["on:2026-11-05", "on:2026-11"]);
  assert.deepEqual(inserts("before:to"), ["before:today"]);
});

test("a conversation of two is named by the other one, a larger one by its address", () => {
  assert.equal(placeValue(known.rooms[1], ANN.id), "@bob");
  const three = { ...known.rooms[1], users: [ANN, bob, { id: 9, name: "x", username: "x" }] };
  assert.equal(placeValue(three, ANN.id), "direct-1");
});

test("what is taken replaces its term, and writing goes on behind it", () => {
  const whole = completed("tide fr", termAt("tide fr", 7), { insert: "from:", opens: true });
  assert.deepEqual(whole, { text: "tide from:", place: 10 });
  const text = "from:b tide";
  const value = completed(text, termAt(text, 6), { insert: "from:bob" });
  assert.deepEqual(value, { text: "from:bob tide", place: 9 });
  const end = completed("in:l", termAt("in:l", 4), { insert: "in:lounge" });
  assert.deepEqual(end, { text: "in:lounge ", place: 10 });
});

/** A page with a server that answers each question from a list. */
function page(answers = []) {
  const memory = new Map();
  const asked = [];
  const chat = {
    ui: new Ui(),
    store: { state: { me: ANN, rooms: new Map() }, setPeople() {} },
    memory: { get: (key) => memory.get(key) ?? "", set: (key, value) => memory.set(key, value) },
    readTimers: new Map(),
    router: { closeThread() {} },
    api: {
      users: async () => [bob],
      search: async (question) => {
        asked.push(question);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  };
  return { chat, asked };
}

const hit = (seq) => ({ message: message(seq), snippet: [{ text: `text ${seq}`, hit: true }] });
const answer = (seqs, next = null) => ({
  results: seqs.map(hit),
  rooms: [{ id: 3, slug: "lounge", name: "Lounge", kind: "open" }],
  next,
});
const found = (chat) => chat.ui.search.results.map((one) => one.message.seq);

function search(chat, text) {
  openSearch(chat);
  chat.ui.set({ search: { ...newSearch(text), people: [bob] } });
  return ask(chat);
}

test("parts of the history are read on until something is there to show", async () => {
  const { chat, asked } = page([answer([], "a"), answer([9], "b"), answer([8])]);
  await search(chat, " tide ");
  assert.deepEqual(found(chat), [9, 8]);
  assert.deepEqual(asked.map(({ q, cursor }) => [q, cursor]), [
    ["tide", undefined],
    ["tide", "a"],
    ["tide", "b"],
  ]);
  assert.equal(chat.ui.search.loading, false);
  assert.equal(chat.ui.search.rooms.get(3).slug, "lounge");
});

test("whoever wants more is read more, and nobody reads without an end", async () => {
  const many = Array.from({ length: 10 }, (_, n) => 100 - n);
  const { chat } = page([answer(many, "a"), answer([5])]);
  await search(chat, "tide");
  assert.equal(found(chat).length, 10);
  await goOn(chat);
  assert.deepEqual(found(chat).slice(-2), [91, 5]);
  const endless = page(Array.from({ length: 50 }, () => answer([], "again")));
  await search(endless.chat, "tide");
  assert.equal(endless.asked.length, 8);
  assert.equal(endless.chat.ui.search.next, "again");
});

test("a late answer to an earlier question is not shown", async () => {
  const { chat } = page();
  const waiting = [];
  chat.api.search = () => new Promise((resolve) => waiting.push(resolve));
  const first = search(chat, "tide");
  const second = ask(chat);
  waiting[1](answer([2]));
  waiting[0](answer([1]));
  await Promise.all([first, second]);
  assert.deepEqual(found(chat), [2]);
});

test("a refusal is a sentence, and what is refused is not remembered", async () => {
  const { chat } = page([new ChatError("not_found", "from:x: there is no such person."), answer([1])]);
  await search(chat, "from:x");
  assert.equal(chat.ui.search.failed, "from:x: there is no such person.");
  assert.deepEqual(remembered(chat), []);
  await search(chat, "tide");
  await search(chat, "");
  assert.equal(chat.ui.search.asked, "");
  assert.deepEqual(remembered(chat), ["tide"]);
  forgetSearches(chat);
  assert.deepEqual(remembered(chat), []);
});

test("while an operator is being written nothing is looked for", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { chat, asked } = page([answer([1])]);
  openSearch(chat);
  await quiet();
  typed(chat, "from:b", 6);
  context.mock.timers.tick(1_000);
  assert.equal(asked.length, 0);
  typed(chat, "from:bob tide", 13);
  context.mock.timers.tick(1_000);
  await quiet();
  assert.deepEqual(asked.map(({ q }) => q), ["from:bob tide"]);
});

test("what is deleted or lost is not shown any more", async () => {
  const { chat } = page([answer([3, 2, 1])]);
  await search(chat, "text");
  const gone = message(2, { deleted: { at: "2026-11-24T02:00:01Z", by: 2 } });
  forgetFound(chat, { type: "events", room: 3, events: [{ kind: "message.deleted", message: gone }] });
  assert.deepEqual(found(chat), [3, 1]);
  forgetFound(chat, { type: "viewer", kind: "room.closed", room: 3 });
  assert.deepEqual(found(chat), []);
});

test("a room's own search begins with its name; the other is there as it was left", async () => {
  const { chat } = page();
  openSearch(chat, entry());
  assert.equal(chat.ui.search.typed, "in:lounge ");
  chat.ui.set({ panel: null });
  typed(chat, "in:lounge tide", 14);
  openSearch(chat);
  assert.equal(chat.ui.search.typed, "in:lounge tide");
  assert.equal(chat.ui.panel, "search");
  clearTimeout(chat.readTimers.get("search"));
});
