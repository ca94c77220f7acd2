/** The small libraries: names that match, emoji by shortcode, addresses, sentences, memory. */
import assert from "node:assert/strict";
import test from "node:test";
import { searchEmoji, shortcodeFor, suggestEmoji } from "../../static/js/chat/lib/emoji.js";
import { bestMatches, slugOf } from "../../static/js/chat/lib/match.js";
import { Memory } from "../../static/js/chat/lib/memory.js";
import { capped, characters, listNames, t } from "../../static/js/chat/lib/text.js";
import { dayName } from "../../static/js/chat/lib/time.js";
import { randomUuid } from "../../static/js/chat/lib/uuid.js";
import { parsePath, roomPath } from "../../static/js/chat/router.js";

const named = (names, typed) => bestMatches(names, typed, (name) => [name]);

test("the best match is the name itself, then its beginning, then a word in it", () => {
  const names = ["Old build", "Rebuild", "Builders", "Build"];
  assert.deepEqual(named(names, "build"), ["Build", "Builders", "Old build", "Rebuild"]);
  assert.deepEqual(named(names, "zzz"), []);
  assert.deepEqual(named(names, " "), names);
});

test("accents and case do not matter", () => {
  assert.deepEqual(named(["Zoë Brandt", "José"], "zoe"), ["Zoë Brandt"]);
});

test("a room's address follows from its name", () => {
  assert.equal(slugOf("Build & Release, 2026!"), "build-release-2026");
  assert.equal(slugOf("  Café "), "cafe");
  assert.equal(slugOf("日本"), "");
});

test("emoji are found by shortcode before label", () => {
  const emoji = [
    { emoji: "🚒", label: "fire engine", shortcodes: ["fire_engine"] },
    { emoji: "🧨", label: "firecracker made of fire", shortcodes: ["boom_stick"] },
    { emoji: "🔥", label: "fire", shortcodes: ["fire"] },
  ];
  assert.deepEqual(
    searchEmoji(emoji, ":fire:").map((entry) => entry.emoji),
    ["🔥", "🚒", "🧨"],
  );
});

test("an emoji is suggested by its own name first, then those used of late, then others", () => {
  const emoji = [
    { emoji: "😍", label: "heart eyes", group: 0, shortcodes: ["heart_eyes"] },
    { emoji: "🧡", label: "orange heart", group: 0, shortcodes: ["orange_heart"] },
    { emoji: "❤️", label: "red heart", group: 0, shortcodes: ["red_heart", "heart"] },
    { emoji: "🎉", label: "party popper", group: 0, shortcodes: ["tada"] },
  ];
  const suggested = (typed, often) => suggestEmoji(emoji, typed, often).map((entry) => entry.emoji);
  assert.deepEqual(suggested("Heart", ["🎉", "🧡"]), ["❤️", "🧡", "😍"]);
  assert.deepEqual(suggested("hea", ["🧡", "😍"]), ["🧡", "😍", "❤️"]);
  assert.equal(shortcodeFor(emoji[2], "hea"), "heart");
  assert.equal(shortcodeFor(emoji[3], "party"), "tada");
});

test("addresses of rooms and messages go both ways", () => {
  assert.deepEqual(parsePath("/rooms/lounge"), { slug: "lounge", seq: null });
  assert.deepEqual(parsePath("/rooms/lounge/42"), { slug: "lounge", seq: 42 });
  assert.equal(parsePath("/accounts/login/"), null);
  assert.equal(parsePath("/rooms/a/b/c"), null);
  assert.deepEqual(parsePath(roomPath("a b", 7)), { slug: "a b", seq: 7 });
});

test("sentences take their values and never a value's braces", () => {
  assert.equal(t("room.start", { name: "{name}" }), "This is the beginning of {name}.");
  assert.equal(t("no.such.key"), "no.such.key");
  assert.equal(listNames(["a"]), "a");
  assert.equal(listNames(["a", "b", "c"]), "a, b, and c");
  assert.equal(listNames(["a", "b", "c", "d", "e"]), "a, b, c, and 2 more");
});

test("counts are capped and characters counted as the server does", () => {
  assert.deepEqual([capped(99), capped(100)], ["99", "99+"]);
  assert.equal(characters("a👍🏽"), 3);
});

test("ids are version 4 UUIDs with and without the browser's own maker", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(randomUuid(), shape);
  const own = Object.getOwnPropertyDescriptor(crypto, "randomUUID");
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  assert.match(randomUuid(), shape);
  if (own) Object.defineProperty(crypto, "randomUUID", own);
  else delete crypto.randomUUID;
});

test("days have names", () => {
  const now = new Date(2026, 10, 24, 12);
  assert.equal(dayName(new Date(2026, 10, 24, 1), now), "Today");
  assert.equal(dayName(new Date(2026, 10, 23, 23), now), "Yesterday");
  assert.match(dayName(new Date(2025, 0, 1), now), /2025/);
});

test("a draft is kept per person and room, and a refusing storage is no error", () => {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  const memory = new Memory(1, storage);
  memory.setDraft(3, "half a thought");
  assert.equal(memory.draft(3), "half a thought");
  assert.equal(new Memory(2, storage).draft(3), "");
  memory.setDraft(3, "");
  assert.equal(kept.size, 0);
  const refuses = {
    setItem() {
      throw new Error("quota");
    },
    getItem() {
      throw new Error("no");
    },
  };
  new Memory(1, refuses).setDraft(3, "x");
  assert.equal(new Memory(1, refuses).draft(3), "");
});
